"""Rows whose season was wrong: the mended ones take their place, whatever breaks off."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from nba_props.data.schemas import SCHEDULE
from nba_props.data.store import Change, DataStore, parts
from nba_props.errors import DataError
from tests.data.store.tables import NIGHT, player_games


@pytest.fixture
def store(tmp_path: Path) -> DataStore:
    return DataStore.open(tmp_path / "store", create=True)


def seasons(store: DataStore, table: str = "player_games") -> list[str]:
    return store.read(table)["season"].to_list()


def test_a_mended_season_takes_the_place_of_the_wrong_one(store: DataStore) -> None:
    other = player_games([3], "2", "2022-23")
    store.upsert("player_games", pl.concat([player_games([1, 2], season="2022-23"), other]))
    mended = pl.concat([player_games([1, 2]), player_games([4])])
    assert store.upsert("player_games", mended) == Change(added=1, changed=2)
    assert store.upsert("player_games", mended) == Change(unchanged=3)
    found = store.read("player_games").sort("player_id")
    assert found.select("player_id", "season").rows() == [
        (1, "2023-24"), (2, "2023-24"), (3, "2022-23"), (4, "2023-24"),
    ]  # fmt: skip


def test_what_moves_leaves_the_store_as_if_it_had_never_been_wrong(store: DataStore, tmp_path: Path) -> None:
    store.upsert("player_games", player_games([1], season="2022-23"))
    store.upsert("player_games", player_games([1]))
    right = DataStore.open(tmp_path / "right", create=True)
    right.upsert("player_games", player_games([1]))
    assert store.fingerprint() == right.fingerprint()


def test_games_that_change_places_are_there_once_each(store: DataStore) -> None:
    first, second = player_games([1], "1"), player_games([1], "2", "2022-23")
    store.upsert("player_games", pl.concat([first, second]))
    swapped = pl.concat([player_games([1], "1", "2022-23"), player_games([1], "2")])
    assert store.upsert("player_games", swapped) == Change(changed=2)
    found = store.read("player_games").select("game_id", "season").sort("game_id")
    assert found.rows() == [("1", "2022-23"), ("2", "2023-24")]


def test_a_store_that_holds_a_row_in_two_seasons_is_mended_by_the_right_one(store: DataStore) -> None:
    store.upsert("player_games", player_games([1]))
    wrong = store.root / "player_games/2022-23/rows.parquet"
    parts.write(wrong, store.read("player_games").with_columns(season=pl.lit("2022-23")))
    with pytest.raises(DataError, match="two rows share game_id=1"):
        store.read("player_games")
    assert store.upsert("player_games", player_games([1])) == Change(changed=1)
    assert seasons(store) == ["2023-24"]


def test_a_game_of_the_schedule_changes_its_season(store: DataStore) -> None:
    def game(season: str) -> pl.DataFrame:
        about = {"game_id": "1", "date": NIGHT, "home": "DEN", "away": "LAL", "status": "final"}
        return SCHEDULE.conform(pl.DataFrame([{"season": season, "neutral": False, **about}]))

    store.upsert("schedule", game("2024-25"))
    assert store.upsert("schedule", game("2023-24")) == Change(changed=1)
    assert seasons(store, "schedule") == ["2023-24"]


def test_ids_that_begin_anew_each_season_are_refused_and_nothing_is_lost(store: DataStore) -> None:
    store.upsert("player_games", player_games([1]))
    before = store.fingerprint()
    a_year_on = player_games([1], season="2024-25").with_columns(date=pl.lit(dt.date(2025, 3, 1)))
    with pytest.raises(DataError) as caught:
        store.upsert("player_games", a_year_on)
    assert str(caught.value) == (
        "player_games: game_id=1, player_id=1 on 2025-03-01 (2024-25): the store has another game of this "
        "key on 2024-03-01 (2023-24); each game needs a key of its own"
    )
    assert store.fingerprint() == before


@pytest.mark.parametrize("done", [0, 1, 2])
def test_a_writer_that_breaks_off_leaves_a_store_that_reads_and_can_be_mended(
    done: int, store: DataStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two games change their seasons: two files lose a row, two gain one."""
    every = [player_games([1], str(n), season) for n, season in enumerate(["2021-22", "2022-23"] * 2)]
    store.upsert("player_games", pl.concat(every))
    mended = pl.concat([player_games([1], "0"), player_games([1], "1")])
    write, left = parts.write, iter(range(done))

    def breaking(path: Path, frame: pl.DataFrame) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt
        write(path, frame)

    with monkeypatch.context() as patched:
        patched.setattr(parts, "write", breaking)
        with pytest.raises(KeyboardInterrupt):
            store.upsert("player_games", mended)
    held = store.read("player_games")["game_id"].to_list()
    assert sorted(held) == [str(n) for n in range(done, 4)]
    store.upsert("player_games", mended)
    found = store.read("player_games").select("game_id", "season").sort("game_id")
    assert found["season"].to_list() == ["2023-24", "2023-24", "2021-22", "2022-23"]
