"""The store: what is written is read again, once, whatever the order, and by whom."""

from __future__ import annotations

import datetime as dt
import gzip
import shutil
from dataclasses import replace
from itertools import count
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from nba_props.core.process import this_process
from nba_props.data.store import Change, DataStore
from nba_props.data.store.tables import STORED
from nba_props.errors import DataError
from tests.data.store.tables import NOON, player_games, quotes
from tests.properties import quick

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def store(tmp_path: Path) -> DataStore:
    return DataStore.open(tmp_path / "store", create=True)


def test_every_table_without_rows_has_its_columns(store: DataStore) -> None:
    for name, stored in STORED.items():
        assert store.read(name).schema == stored.table.schema
        assert store.read(name).is_empty()


def test_rows_of_the_same_key_replace_the_earlier_ones(store: DataStore) -> None:
    assert store.upsert("player_games", player_games([2, 1])) == Change(added=2)
    assert store.upsert("player_games", player_games([1, 2])) == Change(unchanged=2)
    corrected = pl.concat([player_games([2], points=11), player_games([3])])
    assert store.upsert("player_games", corrected) == Change(added=1, changed=1)
    found = store.read("player_games")
    assert found.select("player_id", "points").rows() == [(1, 10), (2, 11), (3, 10)]


def test_a_row_that_loses_a_value_counts_as_changed(store: DataStore) -> None:
    store.upsert("player_games", player_games([1]))
    emptied = player_games([1]).with_columns(points=pl.lit(None, pl.Int32))
    assert store.upsert("player_games", emptied) == Change(changed=1)
    assert store.upsert("player_games", emptied) == Change(unchanged=1)


def test_seasons_lie_apart_and_are_read_apart(store: DataStore) -> None:
    store.upsert("player_games", pl.concat([player_games([1]), player_games([1], "2", "2022-23")]))
    assert sorted(path.name for path in (store.root / "player_games").iterdir()) == ["2022-23", "2023-24"]
    assert store.read("player_games", ["2022-23"])["game_id"].to_list() == ["2"]
    assert store.read("player_games", []).is_empty()


def test_a_snapshot_is_added_once(store: DataStore) -> None:
    assert store.append("quotes", quotes(["A", "B"]), NOON) == Change(added=2)
    assert store.append("quotes", quotes(["A", "B"]), NOON) == Change(unchanged=2)
    assert store.append("quotes", quotes(["A", "B"]), NOON + HOUR) == Change(added=2)
    assert store.read("quotes")["fetched_at"].to_list() == [NOON, NOON, NOON + HOUR, NOON + HOUR]


def test_a_time_of_another_zone_is_the_same_time(store: DataStore) -> None:
    store.append("quotes", quotes(["A"]), NOON)
    eastern = NOON.astimezone(dt.timezone(-5 * HOUR))
    assert store.append("quotes", quotes(["A"]), eastern) == Change(unchanged=1)


def test_rows_from_files_come_first_and_have_no_time_of_fetching(store: DataStore) -> None:
    store.append("quotes", quotes(["A"]), NOON)
    store.append("quotes", quotes(["B"]), None)
    assert store.read("quotes").select("player", "fetched_at").rows() == [("B", None), ("A", NOON)]


def test_rows_without_a_day_are_kept(store: DataStore) -> None:
    undated = quotes(["A"], quoted_at=None).drop("tip_off")
    store.append("quotes", undated, NOON)
    assert store.read("quotes")["player"].to_list() == ["A"]
    assert (store.root / "quotes" / "undated").is_dir()


def test_the_season_of_a_quote_is_that_of_its_game(store: DataStore) -> None:
    store.append("quotes", quotes(["A"]), NOON)
    late = dt.datetime(2020, 9, 30, 23, tzinfo=dt.UTC)
    store.append("quotes", quotes(["B"]).with_columns(tip_off=pl.lit(late)), NOON)
    assert store.read("quotes", ["2023-24"])["player"].to_list() == ["A"]
    assert store.read("quotes", ["2019-20"])["player"].to_list() == ["B"]


@pytest.mark.parametrize(
    ("table", "frame", "says"),
    [
        ("player_games", player_games([1]).with_columns(minutes=pl.lit(None, pl.Float64)), "minutes"),
        ("player_games", player_games([1, 1]), "two rows share game_id=1, player_id=1"),
        ("player_games", player_games([1], season="../x"), "'../x' is not allowed (such as 2023-24)"),
        ("player_games", player_games([1]).drop("team"), "column team is missing"),
        ("quotes", quotes(["A"]), "quotes: it grows by snapshots"),
        ("quots", quotes(["A"]), "quots: no table of a store; did you mean quotes"),
    ],
)
def test_what_no_table_takes_is_named_and_nothing_is_written(
    store: DataStore, table: str, frame: pl.DataFrame, says: str
) -> None:
    store.upsert("player_games", player_games([1]))
    before = store.fingerprint()
    with pytest.raises(DataError, match=says.replace("(", r"\(").replace(")", r"\)")):
        store.upsert(table, frame)
    assert store.fingerprint() == before


def test_a_table_of_keys_takes_no_snapshots(store: DataStore) -> None:
    with pytest.raises(DataError, match="player_games: its rows are replaced by key"):
        store.append("player_games", player_games([1]), NOON)


def test_a_folder_without_a_store_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="there is no store; `nba-props data import`"):
        DataStore.open(tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_a_store_of_a_later_format_is_not_read(store: DataStore) -> None:
    (store.root / "store.json").write_text('{"format": 2}')
    with pytest.raises(
        DataError, match=r"store.json: format 2 is of a later nba-props; this one reads up to 1"
    ):
        DataStore.open(store.root)


@pytest.mark.parametrize("head", ["", "{}", "[]", '{"format": "1"}', '{"format": 0}'])
def test_a_store_whose_head_says_nothing_is_told(store: DataStore, head: str) -> None:
    (store.root / "store.json").write_text(head)
    with pytest.raises(DataError, match=r"store\.json: holds no format"):
        DataStore.open(store.root, create=True)


def test_a_store_cannot_be_made_where_a_file_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="file: cannot be used as a store"):
        DataStore.open(tmp_path / "file", create=True)


@pytest.mark.parametrize("kept", [0.0, 0.3, 0.9, 0.99])
def test_a_file_that_was_cut_off_is_one_clear_line(store: DataStore, kept: float) -> None:
    store.append("quotes", quotes(["A", "B"]), NOON)
    part = next((store.root / "quotes").glob("*/*.parquet"))
    content = part.read_bytes()
    part.write_bytes(content[: int(len(content) * kept)])
    with pytest.raises(DataError) as caught:
        store.read("quotes")
    message = str(caught.value)
    assert message.startswith(f"{part}: cannot be read, it is damaged or cut off")
    assert "\n" not in message


def test_a_column_that_is_new_is_empty_in_rows_of_before(store: DataStore) -> None:
    store.append("quotes", quotes(["A"]), NOON)
    part = next((store.root / "quotes").glob("*/*.parquet"))
    pl.read_parquet(part).drop("source_player_id").write_parquet(part)
    store.append("quotes", quotes(["B"]).with_columns(source_player_id=pl.lit("7")), NOON + HOUR)
    assert store.read("quotes")["source_player_id"].to_list() == [None, "7"]


def test_the_fingerprint_is_that_of_the_rows(store: DataStore, tmp_path: Path) -> None:
    other = DataStore.open(tmp_path / "other", create=True)
    empty = store.fingerprint()
    store.upsert("player_games", player_games([1, 2]))
    for player in (2, 1):
        other.upsert("player_games", player_games([player]))
    other.note("files", {"rows": 2})
    other.keep_raw("files", "a.csv", b"a", NOON)
    assert store.fingerprint() == other.fingerprint() != empty
    shutil.move(other.root, tmp_path / "moved")
    assert DataStore.open(tmp_path / "moved").fingerprint() == store.fingerprint()
    store.upsert("player_games", player_games([2], points=11))
    assert store.fingerprint() != DataStore.open(tmp_path / "moved").fingerprint()


def test_answers_are_kept_as_they_came(store: DataStore) -> None:
    path = store.keep_raw("the_odds_api", "events/../x?y", b'{"a": 1}', NOON)
    assert path == store.keep_raw("the_odds_api", "events/../x?y", b'{"a": 1}', NOON)
    assert (
        path.relative_to(store.root)
        .as_posix()
        .startswith("raw/the_odds_api/2024-03-01/170000-events_.._x_y-")
    )
    assert gzip.decompress(path.read_bytes()) == b'{"a": 1}'
    assert path != store.keep_raw("the_odds_api", "events/../x?y", b"{}", NOON)


def test_notes_are_kept_in_order_and_a_torn_one_spoils_no_other(store: DataStore) -> None:
    assert store.notes() == []
    store.note("the_odds_api", {"at": NOON, "credits_left": 312})
    with (store.root / "notes.jsonl").open("a") as file:
        file.write('{"source": "the_odds')
    store.note("nba_api", {"status": 200})
    first, second = store.notes()
    assert first == {"source": "the_odds_api", "at": str(NOON), "credits_left": 312}
    assert (second["source"], second["status"]) == ("nba_api", 200)
    assert dt.datetime.fromisoformat(second["at"]).tzinfo is not None


def test_what_a_killed_writer_left_among_raw_answers_is_removed_by_the_next(store: DataStore) -> None:
    raw = store.keep_raw("the_odds_api", "odds.json", b"{}", NOON)
    left = raw.parent / f".{raw.name}.{replace(this_process(), started='1').mark}-abcdefgh.tmp"
    left.write_bytes(b"half")
    DataStore.open(store.root)
    assert left.exists()
    DataStore.open(store.root, create=True)
    assert [path.name for path in raw.parent.iterdir()] == [raw.name]


fresh = count()
snapshots = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["A", "B", "C"]), st.sampled_from([20.5, 21.5])), max_size=6
)


@pytest.mark.slow
@quick
@given(told=snapshots, data=st.data())
def test_any_order_of_snapshots_reads_the_same(
    told: list[tuple[int, str, float]], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stores = []
    for order in (told, data.draw(st.permutations(told))):
        found = DataStore.open(tmp_path_factory.getbasetemp() / f"store-{next(fresh)}", create=True)
        for hours, player, line in order:
            found.append("quotes", quotes([player], line), NOON + hours * HOUR)
        stores.append(found)
    first, second = stores
    assert_frame_equal(first.read("quotes"), second.read("quotes"))
    assert first.fingerprint() == second.fingerprint()
    assert first.read("quotes").height == len(set(told))
