"""Tables that tell neither games nor competitions by ids: whose games they are, and who is at home."""

from __future__ import annotations

import pytest

from nba_props.data.files import Files
from nba_props.data.files.competitions import STRANGE
from nba_props.errors import DataError
from tests.data.files.samples import BOX, WriteRows


def meeting(day: str, *teams: str) -> list[dict[str, object]]:
    """A row of each team in a table that tells neither games nor competitions by ids."""
    about = {"Date": day, "Home": "1", **BOX}
    return [
        {"Player": f"{team} man", "Team": team, "Opp": other} | about
        for team, other in (teams, reversed(teams))
    ]


@pytest.mark.parametrize(
    ("flags", "home"),
    [(("H", "A", "N", "n"), [True, False, False, False]), (("Neutral",) * 4, [False] * 4),
     (("1", "0", "Neutral", "N"), [True, False, False, False])],
)  # fmt: skip
def test_on_neutral_ground_nobody_is_at_home(
    write: WriteRows, flags: tuple[str, ...], home: list[bool]
) -> None:
    rows = [*meeting("2023-11-01", "DEN", "LAL"), *meeting("2023-11-05", "BOS", "NYK")]
    flagged = [row | {"Home": flag} for row, flag in zip(rows, flags, strict=True)]
    games = Files(game_logs=str(write("flags.csv", flagged))).load(0).player_games
    assert games.sort("date", "team")["home"].to_list() == [*home]


@pytest.mark.parametrize("flags", [("yes", "N"), ("N", "N")])
def test_a_no_is_not_taken_for_neutral_ground(write: WriteRows, flags: tuple[str, ...]) -> None:
    rows = [
        row | {"Home": flag} for row, flag in zip(meeting("2023-11-01", "DEN", "LAL"), flags, strict=True)
    ]
    with pytest.raises(DataError, match="'N' says neither 'home' nor 'away'"):
        Files(game_logs=str(write("flags.csv", rows))).load(0)


def test_games_of_teams_that_are_none_of_the_leagues_are_others(write: WriteRows) -> None:
    rows = [
        *(row for year in range(1990, 2020) for row in meeting(f"{year}-01-05", "DEN", "NJN")),
        *meeting("2024-02-18", "EAST", "WEST"), *meeting("2023-11-05", "RMB", "FCB"),
        *meeting("2023-11-07", "DEN", "PHN"),
    ]  # fmt: skip
    data = Files(game_logs=str(write("flags.csv", rows))).load(0)
    assert set(data.player_games["team"]) == {"DEN", "NJN", "PHN"}
    told = {step.reason: (step.rows, step.dropped, step.examples) for step in data.quality.steps}
    assert told["all star game"][:2] == (2, True)
    assert told["other league game"][:2] == (2, True)
    assert told[STRANGE] == (1, False, ["PHN"])


def test_a_table_without_any_team_of_the_league_is_taken_as_it_is_and_told(write: WriteRows) -> None:
    data = Files(game_logs=str(write("flags.csv", meeting("2023-11-05", "RMB", "FCB")))).load(0)
    assert data.player_games.height == 2
    assert [step.rows for step in data.quality.steps if step.reason == STRANGE] == [2]


def test_a_league_that_has_a_code_of_the_nbas_by_chance_loses_no_row(write: WriteRows) -> None:
    """Milano's is MIL."""
    rows = [*meeting("2023-11-05", "RMB", "FCB"), *meeting("2023-11-07", "MIL", "PAN")]
    data = Files(game_logs=str(write("flags.csv", rows))).load(0)
    assert data.player_games.height == 4
    assert [step.rows for step in data.quality.steps if step.reason == STRANGE] == [3]
