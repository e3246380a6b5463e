"""Games that are on the schedule no more: those to come are off, and no odd answer takes a season away."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from pytest_httpserver import HTTPServer

from nba_props.data.schemas import SCHEDULE
from nba_props.data.store.status import holes
from nba_props.data.store.store import DataStore
from nba_props.source.league import LeagueUpdate
from nba_props.source.nba_api import NbaApi
from nba_props.source.vanished import vanished
from tests.source.league import game, schedule, serve

LATER = dt.datetime(2024, 3, 20, 22, tzinfo=dt.UTC)
GAMES = 20


def known(**changed: str) -> pl.DataFrame:
    """A season's schedule; the status of some games may be another."""
    first = dt.date(2024, 3, 1)
    rows = [
        {
            "season": "2023-24", "game_id": f"g{n}", "date": first + dt.timedelta(days=n), "home": "DEN",
            "away": "LAL", "status": changed.get(f"g{n}", "scheduled"), "neutral": False,
        }
        for n in range(GAMES)
    ]  # fmt: skip
    return SCHEDULE.conform(pl.DataFrame(rows))


def without(*ids: str) -> list[str]:
    """The ids of an answer that lacks some games."""
    return [f"g{n}" for n in range(GAMES) if f"g{n}" not in ids]


def test_a_game_that_was_to_be_played_is_off() -> None:
    games, remarks = vanished(known(), without("g3"), [])
    assert games.select("game_id", "status").rows() == [("g3", "postponed")]
    assert games.schema == SCHEDULE.schema
    assert remarks == ["schedule: LAL @ DEN on 2024-03-04 is on it no more; it counts as postponed"]


@pytest.mark.parametrize("status", ["final", "live", "postponed"])
def test_a_game_that_is_over_in_play_or_off_stays_as_it_is(status: str) -> None:
    games, remarks = vanished(known(g3=status), without("g3"), [])
    assert (games.height, remarks) == (0, [])


def test_a_game_with_box_scores_stays_as_it_is() -> None:
    assert vanished(known(), without("g3"), ["g3"])[0].is_empty()


@pytest.mark.parametrize(("lacking", "taken"), [(2, 2), (3, 0), (GAMES, 0)])
def test_an_answer_that_lacks_more_than_a_tenth_takes_nothing_away(lacking: int, taken: int) -> None:
    games, remarks = vanished(known(), without(*(f"g{n}" for n in range(lacking))), [])
    assert games.height == taken
    if not taken:
        assert remarks == [
            f"schedule: lacks {lacking} of the {GAMES} known games of 2023-24; they stay as they are"
        ]


def test_games_that_are_off_do_not_count_as_lacking() -> None:
    """Sixteen of the twenty were off before: one of four is more than a tenth."""
    off = {f"g{n}": "postponed" for n in range(16)}
    assert vanished(known(**off), without("g19"), [])[0].is_empty()


def test_a_seventh_game_that_is_not_needed_is_no_hole(httpserver: HTTPServer, tmp_path: Path) -> None:
    """Nor is one whose teams are not known yet gone; one that comes back is scheduled again."""
    store = DataStore.open(tmp_path / "store", create=True)
    games = [game(f"00423001{n:02}", f"2024-03-{n + 2:02}T20:00:00Z", 1) for n in range(12)]
    assert updated(store, httpserver, *games) == []
    open_teams = game("0042300100", "2024-03-02T20:00:00Z", 1, homeTeam={"teamId": 0, "teamTricode": ""})
    (remark,) = updated(store, httpserver, open_teams, *games[1:-1])
    assert "LAL @ DEN on 2024-03-13 is on it no more" in remark
    assert off(store) == ["0042300111"]
    lacking = holes(store.read("schedule"), store.read("player_games"), LATER)
    assert dt.date(2024, 3, 13) not in [hole.day for hole in lacking]
    assert updated(store, httpserver, *games) == []
    assert off(store) == []


def updated(store: DataStore, server: HTTPServer, *games: dict[str, Any]) -> list[str]:
    """Fetch the schedule with more games than always; returns what is said of it."""
    serve(server, schedule=schedule(*games))
    source = NbaApi(schedule_url=server.url_for("/schedule.json"))
    update = LeagueUpdate(source, source.http(), store, dt.datetime(2024, 3, 1, 22, tzinfo=dt.UTC))
    assert next(update.fetch())[0] == "schedule"
    update.close()
    return update.remarks


def off(store: DataStore) -> list[str]:
    """The games of the store that are postponed."""
    return store.read("schedule").filter(status="postponed")["game_id"].to_list()
