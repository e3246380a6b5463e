"""Minutes, moments, competitions and rows of people who did not play."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest

from nba_props.data.dataset import Dataset
from nba_props.data.files import Files
from nba_props.data.files.competitions import competition
from nba_props.data.raw.minutes import MinutesFormat
from nba_props.errors import ConfigError, DataError
from tests.data.files.samples import BOX, ROSTER, WriteRows, log, quote

DAY = dt.date(2023, 10, 24)


def read(write: WriteRows, *rows: dict[str, object], **settings: Any) -> Dataset:
    return Files(game_logs=str(write("logs.csv", [*ROSTER, *rows])), **settings).load(0)


def ten(number: int) -> dict[str, Any]:
    """Cells of a game of its own for each ten players: no team of more has time enough."""
    return {"GAME_ID": f"00223001{number // 10:02d}", "GAME_DATE": f"2023-11-{number // 10 + 1:02d}"}


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("34", 34),
        ("34.2", 34.2),
        ("34:12", 34.2),
        ("34:12.0", 34.2),
        ("PT34M12.00S", 34.2),
        ("PT1H02M", 62),
        ("0:34:12", 34.2),
        ("01:02:00", 62),
    ],
)
def test_minutes_are_read_in_every_form(write: WriteRows, written: str, minutes: float) -> None:
    games = read(write, log(9, "Ann Other", MIN=written)).player_games
    assert games.filter(pl.col("player_id") == 9)["minutes"].item() == pytest.approx(minutes)


def test_seconds_behind_a_point_are_asked_about_and_then_read(write: WriteRows) -> None:
    rows = [log(100 + n, f"Player {n}", MIN=f"{20 + n % 9}.{n % 60:02d}", **ten(n)) for n in range(1, 60)]
    with pytest.raises(DataError, match=r"59 values such as 21\.01 never pass \.59"):
        read(write, *rows)
    clock = read(write, *rows, minutes=MinutesFormat.clock).player_games
    assert clock.filter(pl.col("player_id") == 130)["minutes"].item() == pytest.approx(23.5)
    decimal = read(write, *rows, minutes=MinutesFormat.decimal).player_games
    assert decimal.filter(pl.col("player_id") == 130)["minutes"].item() == pytest.approx(23.30)


def test_seconds_behind_a_point_are_read_where_a_number_lost_its_last_zero(write: WriteRows) -> None:
    rows = [log(100 + n, f"Player {n}", MIN=float(f"34.{n:02d}"), **ten(n)) for n in range(60)]
    games = read(write, *rows, minutes=MinutesFormat.clock).player_games.filter(pl.col("player_id") >= 100)
    assert games.sort("player_id")["minutes"].to_list() == pytest.approx([34 + n / 60 for n in range(60)])


@pytest.mark.parametrize("minutes", ["0", "0:00", "", "DNP - Coach's Decision", "Did Not Play", "Inactive"])
def test_who_did_not_play_has_no_outcome(write: WriteRows, minutes: str) -> None:
    idle: dict[str, Any] = dict.fromkeys(BOX, 0) | {"MIN": minutes, "PLUS_MINUS": 0}
    data = read(write, log(9, "Ann Other", **idle))
    row = data.player_games.filter(pl.col("player_id") == 9)
    assert row.select("minutes", "points", "won", "plus_minus").row(0) == (None, None, None, None)
    (step,) = data.quality.steps
    assert step.reason.startswith("did not play")


@pytest.mark.parametrize("figures", [{"PTS": 2, "FTM": 2, "FTA": 2}, {"PF": 1}, {"PLUS_MINUS": -3}])
def test_who_was_on_the_court_for_seconds_has_played(write: WriteRows, figures: dict[str, int]) -> None:
    """A log of whole minutes has 0 of them."""
    seconds: dict[str, Any] = dict.fromkeys((*BOX, "PLUS_MINUS"), 0) | figures
    data = read(write, log(9, "Ann Other", **seconds))
    row = data.player_games.filter(pl.col("player_id") == 9)
    assert row.select("minutes", "points", "won").row(0) == (0.0, figures.get("PTS", 0), True)
    (step,) = data.quality.steps
    assert (step.reason.startswith("played for seconds"), step.rows, step.dropped) == (True, 1, False)


def test_small_numbers_of_many_beside_0_minutes_are_refused(write: WriteRows) -> None:
    seconds: dict[str, Any] = dict.fromkeys((*BOX, "PLUS_MINUS"), 0) | {"PLUS_MINUS": -3}
    rows = [log(100 + n, f"Player {n}", **seconds) for n in range(21)]
    assert read(write, *rows[:20]).player_games["minutes"].null_count() == 0
    with pytest.raises(DataError, match=r"21 of 27 rows are damaged: .* such as -3 plus_minus of Player 0"):
        read(write, *rows)


def test_a_plus_minus_beside_an_empty_box_score_is_no_outcome(write: WriteRows) -> None:
    empty: dict[str, Any] = dict.fromkeys(BOX, "") | {"MIN": 0, "PLUS_MINUS": 4}
    row = read(write, log(9, "Ann Other", **empty)).player_games.filter(pl.col("player_id") == 9)
    assert row.select("minutes", "points", "plus_minus").row(0) == (None, None, None)


def test_minutes_of_nobody_beside_numbers_are_counted_then_refused(write: WriteRows) -> None:
    played = [log(100 + n, f"Player {n}", **ten(n)) for n in range(20)]
    stale = [log(200 + n, f"Stale {n}", MIN=0) for n in range(4)]
    data = read(write, *played, *stale[:1])
    assert data.player_games.filter(pl.col("player_id") == 200)["points"].item() is None
    assert data.quality.steps[0].reason.startswith("damaged (0 minutes beside large numbers)")
    with pytest.raises(
        DataError, match="4 of 30 rows are damaged: 0 minutes beside numbers such as 20 points"
    ):
        read(write, *played, *stale)


@pytest.mark.parametrize("written", ["9999-12-31", "1066-10-14", "0001-01-01", "2023-02-30"])
def test_a_day_without_games_is_refused(write: WriteRows, written: str) -> None:
    with pytest.raises(DataError, match=r"row 8, column GAME_DATE: .* is not a day such as .* from 1946"):
        read(write, log(9, "Ann Other", GAME_DATE=written))


@pytest.mark.parametrize(
    ("game", "season", "kind"),
    [
        ("0022300061", "22023", "regular"), ("0042300061", "42023", "playoffs"),
        ("0052300061", None, "play_in"),
        ("0062300001", "22023", "tournament"), ("0012300001", "12023", "preseason"),
        ("0032300001", "32023", "all_star"), ("1022300001", "22023", "other_league"),
        ("1522300001", "22023", "other_league"), ("abc", "22023", "regular"), ("abc", "42023", "playoffs"),
        ("abc", None, None),
    ],
)  # fmt: skip
def test_the_ids_say_the_competition(game: str, season: str | None, kind: str | None) -> None:
    none = pl.Series([None], dtype=pl.String)
    assert competition(pl.Series([game]), pl.Series([season], dtype=pl.String), none).to_list() == [kind]


@pytest.mark.parametrize(
    ("game", "written", "kind"),
    [
        ("401584", "2", "regular"), ("401584", "3", "playoffs"), ("401584", "5", "play_in"),
        ("abc", "Regular Season", "regular"), ("abc", "Pre Season", "preseason"),
        ("abc", "All-Star Game", "all_star"), ("abc", "Play-in Tournament", "play_in"),
        ("abc", "Emirates NBA Cup", "tournament"), ("abc", "true", "playoffs"),
        ("401584", "2.0", "regular"), ("abc", "4", "4"), ("abc", "in-season-knockout", "tournament"),
        ("abc", "Las Vegas Summer League", "other_league"), ("abc", "Warm-up", "Warm-up"),
        ("abc", "Summer League", "other_league"), ("0042300061", "Regular Season", "playoffs"),
    ],
)  # fmt: skip
def test_words_say_the_competition_where_the_ids_do_not(game: str, written: str, kind: str) -> None:
    none = pl.Series([None], dtype=pl.String)
    assert competition(pl.Series([game]), none, pl.Series([written])).to_list() == [kind]


def test_logs_of_other_competitions_alone_are_refused(write: WriteRows) -> None:
    path = write("logs.csv", [log(1, "Ann Other", GAME_ID="0012300001", SEASON_ID=12023)])
    with pytest.raises(DataError, match="no row is left; all games are preseason"):
        Files(game_logs=str(path)).load(0)
    with pytest.raises(ConfigError, match="competitions: pre: no such competition"):
        Files(game_logs=str(path), competitions=["pre"])


def test_a_word_that_nobody_knows_is_counted_as_lost(write: WriteRows) -> None:
    rows = [{**row, "GAME_ID": "g1", "SEASON_ID": "", "game_type": "Regular Season"} for row in ROSTER]
    rows = [{"team": row["TEAM_ABBREVIATION"], "opp": row["MATCHUP"][-3:], "home": 1, **row} for row in rows]
    rows = [{name: cell for name, cell in row.items() if name != "MATCHUP"} for row in rows]
    strange = {**rows[0], "GAME_ID": "g2", "game_type": "Warm-up"}
    data = Files(game_logs=str(write("logs.csv", [*rows, strange])), shape="flags").load(0)
    assert set(data.player_games["competition"]) == {"regular"}
    (step,) = [step for step in data.quality.steps if step.lost]
    assert (step.reason, step.examples) == ("word for a competition that nobody knows", ["Warm-up"])


def test_a_column_that_is_there_twice_is_refused(write: WriteRows) -> None:
    path = write("logs.csv", list(ROSTER))
    header, rest = path.read_text(encoding="utf-8").split("\n", 1)
    path.write_text(header.replace("PLUS_MINUS", "PTS").rstrip() + "\n" + rest, encoding="utf-8")
    with pytest.raises(DataError, match="row 1: column PTS is there 2 times"):
        Files(game_logs=str(path)).load(0)


def test_a_moment_without_a_zone_is_asked_about_and_then_read(write: WriteRows) -> None:
    logs, lines = (
        write("logs.csv", list(ROSTER)),
        write("lines.csv", [quote("Jon Asgard", timestamp="2023-10-24 18:00")]),
    )
    lines.write_text(lines.read_text().replace("18:00", "18:00:00"))
    with pytest.raises(DataError, match=r"column timestamp: '2023-10-24 18:00:00' names no time zone"):
        Files(game_logs=str(logs), prop_lines=str(lines), prop_market="pra").load(0)
    told = Files(
        game_logs=str(logs), prop_lines=str(lines), prop_market="pra", time_zone="America/New_York"
    ).load(0)
    assert told.prop_lines["quoted_at"].item() == dt.datetime(2023, 10, 24, 22, tzinfo=dt.UTC)
    with pytest.raises(ConfigError, match="time_zone=Mars: no such time zone"):
        Files(game_logs=str(logs), time_zone="Mars")
