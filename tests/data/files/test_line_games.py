"""The game and the player that a bookmaker's line is on."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from nba_props.data.files import Files
from nba_props.data.matching.credible import EARLY
from tests.data.files.samples import LATER, ROSTER, TONIGHT, Loader, WriteRows, log, quote, steps


@pytest.mark.parametrize(
    ("timestamp", "written", "found_by"),
    [
        ("2023-10-25T01:30:00Z", "2023-10-25", None),  # the evening of the 24th in New York
        ("2023-10-25T04:30:00Z", "2023-10-24", "written day"),  # half past midnight: in play
        ("2023-10-23T16:00:00Z", "2023-10-24", "written day"),  # the day before
        ("2023-10-23T16:00:00Z", "2023-10-23", "neighbouring day"),
        ("2023-10-25T05:30:00Z", "2023-10-26", "neighbouring day"),
    ],
)
def test_the_day_of_the_game_is_found(
    load: Loader, timestamp: str, written: str, found_by: str | None
) -> None:
    data = load(quote("Jon Asgard", timestamp=timestamp, event_date=written))
    told = {} if found_by is None else {f"game found by {found_by}": 1}
    in_play = timestamp > "2023-10-25T04:00"  # midnight in New York
    assert data.prop_lines["game_id"].to_list() == ([] if in_play else ["0022300061"])
    assert data.prop_lines["date"].to_list() == ([] if in_play else [dt.date(2023, 10, 24)])
    if timestamp < "2023-10-24":
        told[EARLY] = 1
    assert steps(data) == told | ({"quoted after the day of the game": 1} if in_play else {})


def test_a_return_game_is_not_taken_for_the_first(load: Loader) -> None:
    home = {"home_team": "Los Angeles Lakers", "away_team": "Denver Nuggets"}
    data = load(quote("Jon Asgard", timestamp="2023-10-26T20:00:00Z", event_date="2023-10-26", **home))
    assert data.prop_lines["game_id"].to_list() == ["0022300070"]


def test_on_a_neutral_court_home_and_away_may_be_swapped(load: Loader) -> None:
    home = {"home_team": "Los Angeles Lakers", "away_team": "Denver Nuggets"}
    data = load(quote("Jon Asgard", **home), quote("Rio Blankenship", **home))
    assert data.prop_lines["game_id"].to_list() == ["0022300061"] * 2
    assert steps(data) == {"game found by home and away swapped": 2}


def test_a_lined_player_who_did_not_play_gets_a_row_without_outcome(load: Loader) -> None:
    home = {"home_team": "Los Angeles Lakers", "away_team": "Denver Nuggets"}
    data = load(quote("Rio Blankenship", timestamp="2023-10-27T23:00:00Z", event_date="2023-10-27", **home))
    row = data.player_games.filter((pl.col("player_id") == 2) & (pl.col("game_id") == "0022300070"))
    assert row.select("season", "player_name", "team", "opponent", "home").row(0) == (
        "2023-24", "Rio Blankenship Jr.", "DEN", "LAL", False,
    )  # fmt: skip
    assert row.null_count().select("points", "minutes", "won").row(0) == (1, 1, 1)
    assert steps(data, "player_games") == {"lined, but did not play: row without outcome": 1}


def test_a_game_that_is_not_in_the_logs_is_no_failed_name(load: Loader) -> None:
    data = load(quote("Jon Asgard", home_team="Boston Celtics"), quote("Jon Asgard"))
    assert steps(data) == {"game not in the logs": 1}
    assert data.quality.unmatched == []
    assert data.quality.figures["share of them with a matched name"] == 1


def test_a_name_that_nobody_has_is_reported(load: Loader) -> None:
    data = load(quote("Jon Asgard"), quote("J. Winterbourne"), quote("Nobody Atall"))
    assert data.prop_lines["player_id"].to_list() == [1]
    assert steps(data) == {"name not matched": 2}
    assert [(s.written, s.level) for s in data.quality.unmatched] == [
        ("J. Winterbourne", "two players fit (initial)"),
        ("Nobody Atall", "nobody fits"),
    ]


def test_an_unknown_team_is_reported(load: Loader) -> None:
    data = load(quote("Jon Asgard"), quote("Jon Asgard", home_team="Team East"))
    step = next(s for s in data.quality.steps if s.reason == "team not known")
    assert step.examples == ["Los Angeles Lakers @ Team East"]


def test_both_names_of_a_team_are_known(write: WriteRows, tmp_path: Path) -> None:
    logs = write(
        "logs.csv", [log(1, "Jón Åsgard", "DEN vs. LAC"), log(2, "Rio Blankenship Jr.", "LAC @ DEN")]
    )
    lines = write("lines.csv", [quote("Rio Blankenship", away_team="Los Angeles Clippers")])
    data = Files(game_logs=str(logs), prop_lines=str(lines), prop_market="pra").load(0)
    assert data.prop_lines["player_id"].to_list() == [2]


def test_two_teams_of_one_name_are_told_apart_by_the_season(write: WriteRows) -> None:
    """The league's logs call CHH (to 2002) and CHA (from 2014) the Charlotte Hornets."""
    now, then = (
        log(1, "Jón Åsgard", TEAM_ABBREVIATION=code, TEAM_NAME="Charlotte Hornets", MATCHUP=f"{code} vs. LAL")
        for code in ("CHA", "CHH")
    )
    then |= {"SEASON_ID": 22001, "GAME_ID": "0020100061", "GAME_DATE": "2001-10-30"}
    early = {"event_id": "e0", "event_date": "2001-10-30", "timestamp": "2001-10-30T23:25:44Z"}
    rows = [quote("Jon Asgard", home_team="Charlotte Hornets", **day) for day in (early, {})]
    for logs in ([now, then], [then, now]):
        files = write("logs.csv", logs), write("lines.csv", rows)
        data = Files(game_logs=str(files[0]), prop_lines=str(files[1]), prop_market="pra").load(0)
        assert data.prop_lines["game_id"].to_list() == ["0020100061", "0022300061"]


def test_tonights_players_get_rows_without_outcome(load: Loader) -> None:
    data = load(quote("Cam Dellrose", **TONIGHT))
    row = data.player_games.row(-1, named=True)
    assert (row["game_id"], row["date"], row["season"]) == ("tonight", dt.date(2023, 10, 29), "2023-24")
    assert (row["player_id"], row["team"], row["opponent"], row["home"]) == (4, "LAL", "DEN", False)
    assert data.prop_lines["game_id"].to_list() == ["tonight"]
    assert steps(data) == {"after the last game log: predicted, not scored": 1}


def test_tonight_may_be_left_out(load: Loader) -> None:
    data = load(quote("Cam Dellrose", **TONIGHT), quote("Cam Dellrose"), upcoming=False)
    assert data.player_games.height == len(ROSTER) + len(LATER)
    assert data.prop_lines["game_id"].to_list() == ["0022300061"]
    assert steps(data) == {"after the last game log": 1}


def test_an_event_of_the_next_autumn_is_of_the_next_season(load: Loader) -> None:
    data = load(quote("Cam Dellrose", **{**TONIGHT, "timestamp": "2024-10-29T20:00:00Z", "event_date": ""}))
    assert data.player_games["season"].to_list()[-1] == "2024-25"


def test_a_player_who_was_traded_is_found_in_his_new_team(write: WriteRows) -> None:
    moved = log(5, "Jalen Winterbourne", "DEN @ LAL", GAME_ID="0022300070", GAME_DATE="2023-10-27")
    logs = write("logs.csv", [*ROSTER, LATER[1], moved])
    home = {"home_team": "Los Angeles Lakers", "away_team": "Denver Nuggets"}
    when = {"timestamp": "2023-10-27T23:00:00Z", "event_date": "2023-10-27"}
    lines = write(
        "lines.csv", [quote("J. Winterbourne", **home, **when), quote("Jalen Winterbourne", **home, **when)]
    )
    data = Files(game_logs=str(logs), prop_lines=str(lines), prop_market="pra").load(0)
    # Both Winterbournes can be in the game: the second one did not play in it, but belongs to the team.
    assert data.prop_lines["player_id"].to_list() == [5]
    assert data.quality.unmatched[0].written == "J. Winterbourne"
