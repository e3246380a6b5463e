"""JSON as services answer it."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nba_props.data.files import Files
from nba_props.data.files.prop_lines import ON_GAME
from nba_props.data.raw.json_tables import json_table
from nba_props.errors import DataError
from tests.data.files.samples import ROSTER, WriteRows

TIP_OFF = "2023-10-24T23:40:00Z"


def event() -> dict[str, Any]:
    """An event of The Odds API with one quote of two books, one of them in an alternate market, too."""

    def book(key: str, title: str, *markets: dict[str, Any]) -> dict[str, Any]:
        return {"key": key, "title": title, "last_update": "2023-10-24T22:00:00Z", "markets": list(markets)}

    def market(key: str, line: float, over: int, under: int | None) -> dict[str, Any]:
        sides = [("Over", over), ("Under", under)]
        outcomes = [
            {"name": side, "description": "Jon Asgard", "price": price, "point": line}
            for side, price in sides
            if price is not None
        ]
        return {"key": key, "last_update": "2023-10-24T22:30:00Z", "outcomes": outcomes}

    return {
        "id": "e1",
        "sport_key": "basketball_nba",
        "commence_time": TIP_OFF,
        "home_team": "Denver Nuggets",
        "away_team": "Los Angeles Lakers",
        "bookmakers": [
            book("draftkings", "DraftKings", market("player_points", 20.5, -115, -105)),
            book(
                "fanduel",
                "FanDuel",
                market("player_points", 21.5, 100, -130),
                market("player_points_alternate", 21.5, 102, None),
                market("player_points_alternate", 24.5, 170, None),
            ),
        ],
    }


SHAPES = {
    "an event": event(),
    "a list": [event()],
    "a snapshot": {"timestamp": "2023-10-24T22:31:00Z", "previous_timestamp": None, "data": event()},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_events_of_the_odds_api_are_quotes(write: WriteRows, tmp_path: Path, shape: str) -> None:
    lines = tmp_path / "odds" / "event.json"
    lines.parent.mkdir()
    lines.write_text(json.dumps(SHAPES[shape]))
    data = Files(game_logs=str(write("logs.csv", list(ROSTER))), prop_lines=str(lines.parent)).load(0)
    found = data.prop_lines.sort("book", "line").select("book", "market", "line", "over_price", "under_price")
    assert found.rows() == [
        ("DraftKings", "points", 20.5, pytest.approx(1 + 100 / 115), pytest.approx(1 + 100 / 105)),
        ("FanDuel", "points", 21.5, 2.0, pytest.approx(1 + 100 / 130)),
        ("FanDuel", "points", 24.5, 2.7, None),
    ]
    assert set(data.prop_lines["quoted_at"]) == {dt.datetime(2023, 10, 24, 22, 30, tzinfo=dt.UTC)}
    assert set(data.prop_lines["tip_off"]) == {dt.datetime(2023, 10, 24, 23, 40, tzinfo=dt.UTC)}


def lines_on_the_game() -> list[dict[str, Any]]:
    """The markets of games of one book, as The Odds API answers them beside those of players."""
    home, away = event()["home_team"], event()["away_team"]
    sides: dict[str, list[tuple[str, float | None]]] = {
        "h2h": [(home, None), (away, None)],
        "alternate_spreads": [(home, -3.5), (away, 3.5)],
        "totals": [("Over", 225.5), ("Under", 225.5)],
    }
    return [
        {
            "key": key, "last_update": "2023-10-24T22:30:00Z",
            "outcomes": [
                {"name": name, "price": -110} | ({} if point is None else {"point": point})
                for name, point in outcomes
            ],
        }
        for key, outcomes in sides.items()
    ]  # fmt: skip


def test_lines_on_games_of_an_answer_are_left_out_of_lines_on_players(
    write: WriteRows, tmp_path: Path
) -> None:
    mixed, alone = event(), event()
    mixed["bookmakers"][0]["markets"] += lines_on_the_game()
    alone["bookmakers"] = [alone["bookmakers"][0] | {"markets": lines_on_the_game()}]
    logs, found = str(write("logs.csv", list(ROSTER))), []
    for name, answer in (("a", [event()]), ("b", [mixed]), ("c", [alone, event()])):
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(answer))
        found.append(Files(game_logs=logs, prop_lines=str(path)).load(0))
    assert found[0].prop_lines.equals(found[1].prop_lines)
    assert found[0].prop_lines.equals(found[2].prop_lines)
    for data in found[1:]:
        step = next(step for step in data.quality.steps if step.reason == ON_GAME)
        assert (step.rows, step.lost) == (6, False)
        assert step.examples == ["alternate_spreads", "h2h", "totals"]


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        (("22:30:00Z", "22:30:03Z"), {"22:30:03Z"}),
        (("22:30:03Z", "22:30:00Z"), {"22:30:03Z"}),
        (("22:30:03Z", "18:31:00-04:00"), {"18:31:00-04:00"}),
        (("22:30:03Z", "22:31:00"), {"22:30:03Z", "22:31:00"}),
        (("22:30:03Z", "soon"), {"22:30:03Z", "soon"}),
    ],
)
def test_main_and_alternate_lines_of_an_answer_have_one_time(
    times: tuple[str, str], expected: set[str]
) -> None:
    """The later one; which is the later of a clock without a zone, or of no moment, nobody knows."""
    answer = event()
    fanduel = answer["bookmakers"][1]["markets"]
    for market, time in zip(fanduel, (*times, times[1]), strict=True):
        market["last_update"] = f"2023-10-24T{time}" if time != "soon" else time
    rows = json_table(answer).filter(pl.col("bookmaker") == "FanDuel")
    assert {time.removeprefix("2023-10-24T") for time in rows["last_update"]} == expected


def test_other_markets_of_an_answer_keep_their_times() -> None:
    answer = event()
    _, second, third = answer["bookmakers"][1]["markets"]
    second |= {"key": "player_rebounds", "last_update": "2023-10-24T22:31:00Z"}
    third |= {"key": "player_rebounds_alternate", "last_update": "2023-10-24T22:32:00Z"}
    rows = json_table(answer).filter(pl.col("bookmaker") == "FanDuel")
    told = dict(rows.select("market", pl.col("last_update").str.slice(11, 5)).iter_rows())
    assert told == {
        "player_points": "22:30",
        "player_rebounds": "22:32",
        "player_rebounds_alternate": "22:32",
    }


def test_answers_of_the_leagues_statistics_are_game_logs(write: WriteRows, tmp_path: Path) -> None:
    answer = {
        "resource": "leaguegamelog",
        "resultSets": [
            {
                "name": "LeagueGameLog",
                "headers": list(ROSTER[0]),
                "rowSet": [list(r.values()) for r in ROSTER],
            }
        ],
    }
    logs = tmp_path / "logs.json"
    logs.write_text(json.dumps(answer))
    expected = Files(game_logs=str(write("logs.csv", list(ROSTER)))).load(0).player_games
    assert Files(game_logs=str(logs)).load(0).player_games.equals(expected)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('{"a": ', "row 1: no JSON"),
        ("[]", "holds no rows"),
        ('{"resultSets": []}', "holds no rows"),
        ('{"message": "Unknown event", "error_code": "EVENT_NOT_FOUND"}', "holds no rows"),
        ("[" * 100_000, "no JSON"),
        ("null", "holds no rows"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "logs.json"
    path.write_text(content)
    with pytest.raises(DataError, match=problem):
        Files(game_logs=str(path)).load(0)


def test_a_record_may_stand_in_each_line(tmp_path: Path) -> None:
    path = tmp_path / "logs.json"
    lines = [json.dumps(row) for row in ROSTER]
    path.write_text("\n".join([*lines, ""]))
    assert Files(game_logs=str(path)).load(0).player_games.height == len(ROSTER)
    path.write_text("\n".join([*lines, lines[0][:40]]))
    with pytest.raises(
        DataError, match=rf"logs.json, row {len(ROSTER) + 1}: no JSON: .*; the file may be cut off"
    ):
        Files(game_logs=str(path)).load(0)
    path.write_text("".join(lines))
    with pytest.raises(DataError, match=r"logs.json, row 1: .* one value, or one record in each line"):
        Files(game_logs=str(path)).load(0)
