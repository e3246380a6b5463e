"""What a store holds and what is missing in it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from nba_props.data.schemas import SCHEDULE
from nba_props.data.store import DataStore
from nba_props.data.store.status import Hole, Snapshots, SourceStatus, Status, status_of
from tests.data.store.tables import NIGHT, NOON, TIP_OFF, player_games, quotes

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
MORNING = NOON + 18 * HOUR


@pytest.fixture
def store(tmp_path: Path) -> DataStore:
    return DataStore.open(tmp_path / "store", create=True)


def schedule(*games: tuple[str, dt.date, str]) -> pl.DataFrame:
    return SCHEDULE.conform(
        pl.DataFrame(
            [
                {
                    "season": "2023-24", "game_id": game, "date": day, "home": "DEN", "away": "LAL",
                    "status": status, "neutral": False,
                }
                for game, day, status in games
            ]
        )
    )  # fmt: skip


def found(store: DataStore, now: dt.datetime = MORNING) -> Status:
    return status_of(store.root, now)


def test_tables_tell_rows_days_and_age(store: DataStore) -> None:
    store.upsert("player_games", player_games([1, 2]))
    store.append("quotes", quotes(["A"]), NOON + HOUR)
    told = {table.table: table for table in found(store).tables}
    assert (told["player_games"].rows, told["player_games"].last_day) == (2, NIGHT)
    assert told["player_games"].hours_old == 6  # midnight in New York is 5:00 UTC
    assert (told["quotes"].rows, told["quotes"].newest, told["quotes"].hours_old) == (1, NOON + HOUR, 17)
    assert (told["rosters"].rows, told["rosters"].last_day, told["rosters"].hours_old) == (0, None, None)


def test_games_of_the_schedule_without_logs_are_holes(store: DataStore) -> None:
    store.upsert("player_games", player_games([1], "a"))
    before = NIGHT - DAY
    played = [("a", NIGHT, "final"), ("b", NIGHT, "final"), ("d", before, "scheduled")]
    games = [*played, ("c", before, "postponed"), ("e", NIGHT + DAY, "scheduled")]
    store.upsert("schedule", schedule(*games))
    assert found(store).holes == [Hole(NIGHT, 2, 1), Hole(before, 1, 1)]
    assert found(store, NOON).holes == [Hole(before, 1, 1)]


def test_games_of_competitions_that_nobody_follows_are_no_holes(store: DataStore) -> None:
    before = NIGHT - DAY
    games = schedule(("a", NIGHT, "final"), ("b", before, "final"), ("c", before, "final"))
    kinds = pl.Series("competition", ["regular", "preseason", "all_star"])
    store.upsert("schedule", games.with_columns(kinds))
    assert found(store).holes == [Hole(NIGHT, 1, 1)]
    store.append("quotes", quotes(["A"]), NOON)
    assert found(store).snapshots[0].nights_without == []
    store.upsert("player_games", player_games([1], "b").with_columns(competition=pl.lit("preseason")))
    assert found(store).holes == [Hole(NIGHT, 1, 1)]
    later = schedule(("d", before - DAY, "final")).with_columns(competition=pl.lit("preseason"))
    store.upsert("schedule", later)
    assert found(store).holes == [Hole(NIGHT, 1, 1), Hole(before - DAY, 1, 1)]


def test_nights_without_a_snapshot_and_the_longest_gap_are_told(store: DataStore) -> None:
    days = [NIGHT, NIGHT + DAY, NIGHT + 2 * DAY, NIGHT + 5 * DAY]
    store.upsert("schedule", schedule(*((str(day), day, "scheduled") for day in days)))
    for at in (NOON, NOON + HOUR, NOON + 5 * HOUR):
        store.append("quotes", quotes(["A"], quoted_at=NOON), at)
    later = quotes(["A"]).with_columns(tip_off=pl.lit(TIP_OFF + 2 * DAY))
    store.append("quotes", later, NOON + 2 * DAY)
    (told,) = found(store, NOON + 3 * DAY).snapshots
    assert told == Snapshots("quotes", 4, 2, [NIGHT + DAY], 4.0)


def test_quotes_from_files_were_seen_when_they_were_quoted(store: DataStore) -> None:
    for hours in (0, 3):
        store.append("quotes", quotes(["A"], quoted_at=NOON + hours * HOUR), None)
    (told,) = found(store).snapshots
    assert told == Snapshots("quotes", 2, 1, [], 3.0)


def test_the_last_word_of_each_source_with_its_credits(store: DataStore) -> None:
    store.note("the_odds_api", {"at": NOON, "credits_left": 312, "said": "ok"})
    store.note("the_odds_api", {"at": NOON + HOUR, "said": "503"})
    store.note("nba_api", {"at": NOON})
    store.note("nba_api", {"at": MORNING + HOUR, "said": "of the future"})
    told = found(store).sources
    assert told == [
        SourceStatus("nba_api", str(NOON), None, None),
        SourceStatus("the_odds_api", str(NOON + HOUR), "503", 312),
    ]


def test_what_came_later_is_not_counted(store: DataStore) -> None:
    store.upsert("player_games", player_games([1]))
    store.append("quotes", quotes(["A"]), NOON + HOUR)
    told = {table.table: table.rows for table in found(store, NOON).tables}
    assert (told["player_games"], told["quotes"]) == (0, 0)


def test_lines_on_games_without_a_time_are_known_on_the_day_of_the_game(store: DataStore) -> None:
    frame = pl.DataFrame(
        {"event_date": [NIGHT, NIGHT + DAY], "home_team": "DEN", "away_team": "LAL", "total": 220.5}
    )
    store.append("game_quotes", frame, None)
    told = {table.table: table.rows for table in found(store, NOON).tables}
    assert told["game_quotes"] == 1
