"""Men of one name in logs without ids of players."""

from __future__ import annotations

import pytest

from nba_props.data.files import Files
from nba_props.data.files.namesakes import MOVED, TWO
from nba_props.errors import DataError
from tests.data.files.samples import BOX, Row, WriteRows


def row(name: str, day: str, team: str, opponent: str, **changes: object) -> Row:
    return {"Player": name, "Date": day, "Team": team, "Opp": opponent, "Home": "1", **BOX, **changes}


OTHERS = [row("Ann Other", "2023-11-01", "DEN", "LAL"), row("Bo Third", "2023-11-01", "LAL", "DEN")]


def read(write: WriteRows, *rows: Row) -> tuple[dict[str, set[int]], dict[str, int]]:
    """The ids of each name's rows, and what is told of rows."""
    data = Files(game_logs=str(write("logs.csv", [*OTHERS, *rows]))).load(0)
    ids: dict[str, set[int]] = {}
    for name, player in data.player_games.select("player_name", "player_id").iter_rows():
        ids.setdefault(name, set()).add(player)
    return ids, {step.reason: step.rows for step in data.quality.steps}


def test_one_name_in_both_teams_of_a_game_is_two_men(write: WriteRows) -> None:
    man = "Chris Johnson"
    ids, told = read(
        write, row(man, "2023-11-01", "DEN", "LAL"), row(man, "2023-11-01", "LAL", "DEN", MIN=12),
        row(man, "2023-11-03", "DEN", "BOS"),
    )  # fmt: skip
    assert len(ids[man]) == 2
    assert len(ids["Ann Other"]) == 1
    assert told[TWO] == 3
    assert MOVED not in told


def test_one_name_in_two_games_of_several_days_is_two_men_and_both_stay(write: WriteRows) -> None:
    man = "Chris Johnson"
    days = ("2023-11-01", "2023-11-03")
    games = (("DEN", "LAL"), ("BOS", "NYK"))
    ids, told = read(write, *(row(man, day, *game, PF=n) for day in days for n, game in enumerate(games)))
    assert len(ids[man]) == 2
    assert told[TWO] == 4


@pytest.mark.parametrize("days", [["2023-11-03"], ["2022-11-03", "2023-11-03"]])
def test_one_wrong_date_in_a_season_splits_no_career(write: WriteRows, days: list[str]) -> None:
    man = "Pascal Siakam"
    rows = [
        row(man, day, *game, PF=n) for day in days for n, game in enumerate((("DEN", "LAL"), ("BOS", "NYK")))
    ]
    ids, told = read(write, row(man, "2023-11-01", "DEN", "LAL"), *rows, row(man, "2023-12-01", "BOS", "NYK"))
    assert len(ids[man]) == 1
    assert TWO not in told
    assert told["player in several games of a competition on one day: left out"] == 2 * len(days)


NOTHING = {name: 0 for name, cell in BOX.items() if isinstance(cell, int)}


@pytest.mark.parametrize(
    ("teams", "box"),
    [(("SBL", "RGV"), {"PF": 0}), (("BOS", "NYK"), NOTHING)],
    ids=["other league", "not played"],
)
def test_other_leagues_and_games_not_played_tell_no_second_man(
    write: WriteRows, teams: tuple[str, str], box: Row
) -> None:
    man, days = "Two Way", ("2023-11-01", "2023-11-03")
    rows = [row(man, day, "DEN", "LAL") for day in (*days, "2023-11-05")]
    rows += [row(f"Man {number}", "2023-11-05", "DEN", "LAL") for number in range(60)]  # an NBA log
    rows += [row(man, day, *teams, **box) for day in days]
    ids, told = read(write, *rows, *(row("Rio", day, *teams[::-1]) for day in days))
    assert len(ids[man]) == 1
    assert TWO not in told


def test_one_name_in_two_teams_of_a_season_is_a_man_who_moved_and_is_told(write: WriteRows) -> None:
    man = "Chris Johnson"
    days = {"2023-11-01": ("DEN", "LAL"), "2023-12-01": ("BOS", "NYK")}
    ids, told = read(write, *(row(man, day, *teams) for day, teams in days.items()))
    assert len(ids[man]) == 1
    assert told[MOVED] == 2


def test_the_publishers_own_ids_say_who_is_who(write: WriteRows) -> None:
    rows = [other | {"PLAYER_ID": 7 + number} for number, other in enumerate(OTHERS)]
    rows += [row("Jo", f"2023-11-0{day}", team, "NYK", PLAYER_ID=3) for day, team in ((1, "DEN"), (2, "BOS"))]
    data = Files(game_logs=str(write("logs.csv", rows))).load(0)
    assert set(data.player_games["player_id"]) == {3, 7, 8}
    assert not {TWO, MOVED} & {step.reason for step in data.quality.steps}


def test_a_copy_of_a_row_under_another_team_is_no_second_man(write: WriteRows) -> None:
    rows = (row("Jo", "2023-11-01", team, other) for team, other in (("DEN", "LAL"), ("LAL", "DEN")))
    with pytest.raises(DataError, match="disagree on column"):
        read(write, *rows)
