"""Canonical lines are kept where their ids and dates are those of the games; all others are counted."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache

import polars as pl
import pytest

from nba_props.data.dataset import Dataset
from nba_props.data.files import Files
from nba_props.data.frames import Frames
from nba_props.data.matching.known_ids import (
    FOUND,
    NO_PLAYER,
    NO_SIDE,
    OTHER_DATE,
    OTHER_TIP_OFF,
    link_known,
    link_known_games,
)
from nba_props.data.matching.link import AFTER, NOT_LOGGED
from nba_props.data.quality import Contradiction, QualityReport
from nba_props.data.schemas import POSTGAME_COLUMNS, ROSTERS, SCHEDULE
from nba_props.data.sources import Games
from nba_props.errors import DataError
from tests.leagues import season

DAYS = 20


@cache
def league() -> Dataset:
    """The first days of a season."""
    data = season()
    last = data.player_games["date"].unique().sort()[DAYS - 1]
    until = pl.col("date") <= last
    tables = (data.player_games, data.prop_lines, data.game_lines)
    games, lines, on_games = (table.filter(until) for table in tables)
    return Dataset(games, lines, on_games)


def read(
    lines: pl.DataFrame | None = None,
    *,
    games: pl.DataFrame | None = None,
    game_lines: pl.DataFrame | None = None,
) -> Dataset:
    tables = {"game_logs": league().player_games if games is None else games}
    tables |= {} if lines is None else {"prop_lines": lines}
    tables |= {} if game_lines is None else {"game_lines": game_lines}
    return Frames.of(Files(game_logs="df"), tables).load(0)


def some(condition: pl.Expr, **cells: pl.Expr) -> pl.DataFrame:
    """Return the lines with other cells where a condition holds."""
    changed = [pl.when(condition).then(value).otherwise(name).alias(name) for name, value in cells.items()]
    return league().prop_lines.with_columns(changed)


ODD = pl.int_range(pl.len()) % 2 == 1
ALIEN = pl.lit("X") + pl.col("game_id")


def steps(data: Dataset, table: str = "prop_lines") -> dict[str, tuple[int, bool]]:
    return {step.reason: (step.rows, step.lost) for step in data.quality.steps if step.table == table}


def test_lines_of_the_games_are_all_kept() -> None:
    data = read(league().prop_lines)
    assert data.prop_lines.equals(league().prop_lines)
    assert data.player_games.equals(league().player_games)
    assert data.quality.figures[FOUND] == 1
    assert steps(data) == {}


def test_lines_of_other_games_are_lost_and_counted() -> None:
    data = read(some(ODD, game_id=ALIEN))
    half = league().prop_lines.height // 2
    assert data.prop_lines.height == league().prop_lines.height - half
    assert steps(data) == {NOT_LOGGED: (half, True)}
    assert data.quality.read["prop_lines"] == league().prop_lines.height
    assert data.quality.kept["prop_lines"] == data.prop_lines.height
    assert data.quality.figures[FOUND] < 0.95


def test_lines_on_nobody_of_the_teams_are_unmatched() -> None:
    player = league().prop_lines["player_id"][0]
    own = pl.col("player_id") == player
    data = read(some(own, player_id=pl.lit(7)))
    lost = league().prop_lines.filter(own).height
    assert steps(data) == {NO_PLAYER: (lost, True)}
    assert [(spelling.written, spelling.rows) for spelling in data.quality.unmatched] == [("7", lost)]
    assert data.unmatched["player"].unique().to_list() == ["7"]
    assert data.unmatched.height == lost


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (
            {"game_id": ALIEN},
            r"prop_lines, column game_id: 'X\d+' is no game of the logs, and so it is in all",
        ),
        (
            {"game_id": pl.col("game_id").str.strip_chars_start("0")},
            r"'2\d+' is no game .* such as '00\d+'; one side was read as numbers: read game_id as text$",
        ),
        (
            {"game_id": pl.col("game_id").cast(pl.Float64).cast(pl.String)},
            r"'2\d+\.0' is no game .* such as '00\d+'; one side was read as numbers: read .* as text$",
        ),
        (
            {"player_id": pl.col("player_id") + 10**7},
            r"column player_id: \d+ is a player of neither team, .* the logs have such as \d+$",
        ),
        (
            {"date": pl.col("date") + pl.duration(days=1)},
            r"game \d+: date is not that of the game \(date=2023-.*; the game was on 2023-.*\), and so it is",
        ),
    ],
)
def test_lines_of_which_none_fits_are_refused_with_an_id_of_each_side(
    cells: dict[str, pl.Expr], why: str
) -> None:
    with pytest.raises(DataError, match=why):
        read(some(pl.lit(True), **cells))
    with pytest.raises(DataError, match=why):
        read(some(pl.lit(True), **cells).head(3))


def test_lines_of_another_day_than_their_game_are_left_out_and_contradict() -> None:
    data = read(some(pl.int_range(pl.len()) < 30, date=pl.col("date") + pl.duration(days=1)))
    every = league().prop_lines.height
    assert data.prop_lines.height == every - 30
    assert data.quality.contradictions == [Contradiction("prop_lines", OTHER_DATE, 30, every)]
    assert steps(data) == {f"{OTHER_DATE}: left out": (30, True)}


def test_tip_offs_tell_that_the_days_of_the_games_are_others() -> None:
    """Games and lines that agree on a day may both be a day late: that of UTC."""
    late = pl.col("date") + pl.duration(days=1)
    with pytest.raises(
        DataError, match=r"^prop_lines, game \d+: tip-off is not on the US/Eastern day of the game"
    ):
        read(some(pl.lit(True), date=late), games=league().player_games.with_columns(date=late))
    few = some(pl.int_range(pl.len()) < 30, tip_off=pl.col("tip_off") + pl.duration(days=1))
    data = read(few)
    assert [(found.wrong, found.rows) for found in data.quality.contradictions] == [(OTHER_TIP_OFF, 30)]
    assert data.prop_lines.height == few.height - 30


def test_lined_players_of_the_teams_who_have_no_row_get_one_without_outcome() -> None:
    """A publisher of game logs leaves out who sat out, and a bet on him is void."""
    games = league().player_games
    played = games.filter(pl.col("minutes").is_not_null())
    data = read(league().prop_lines, games=played)
    lined = games.join(league().prop_lines, on=["game_id", "player_id"], how="semi")
    added = data.player_games.filter(pl.col("minutes").is_null())
    expected = lined.filter(pl.col("minutes").is_null())
    assert added.height > 0
    columns = ["season", "game_id", "date", "player_id", "player_name", "opponent", "home"]
    assert added.select(columns).equals(expected.select(columns))
    assert data.prop_lines.equals(league().prop_lines)


def with_games_to_come() -> tuple[dt.date, pl.DataFrame]:
    """Return the last day and the player-games, those of that day without outcomes."""
    last = league().player_games["date"].max()
    assert isinstance(last, dt.date)
    outcomes = [pl.when(pl.col("date") < last).then(name).alias(name) for name in POSTGAME_COLUMNS]
    return last, league().player_games.with_columns(outcomes)


def test_lines_of_games_to_come_are_kept_where_their_players_have_rows() -> None:
    _, games = with_games_to_come()
    assert read(league().prop_lines, games=games).prop_lines.equals(league().prop_lines)


def test_lines_of_games_to_come_are_refused_where_their_ids_were_read_as_numbers() -> None:
    last, games = with_games_to_come()
    bare = league().prop_lines.filter(pl.col("date") == last)
    bare = bare.with_columns(pl.col("game_id").str.strip_chars_start("0"))
    with pytest.raises(DataError, match="one side was read as numbers: read game_id as text"):
        read(bare, games=games)


def test_lines_of_games_to_come_that_nothing_tells_of_are_counted_but_not_lost() -> None:
    last = league().player_games["date"].max()
    games = league().player_games.filter(pl.col("date") < last)
    data = read(league().prop_lines, games=games)
    later = league().prop_lines.filter(pl.col("date") == last).height
    assert steps(data) == {AFTER: (later, False)}
    assert data.quality.figures[FOUND] == 1
    tonight = read(
        league().prop_lines.filter(pl.col("date") == last),
        games=games,
        game_lines=league().game_lines.filter(pl.col("date") == last),
    )
    assert tonight.prop_lines.is_empty()
    assert tonight.game_lines.is_empty()
    assert steps(tonight) == {AFTER: (later, False)}
    assert FOUND not in tonight.quality.figures


def test_lines_long_after_the_last_game_are_lost() -> None:
    early = league().player_games["date"].unique().sort()[3]
    data = read(league().prop_lines, games=league().player_games.filter(pl.col("date") <= early))
    assert steps(data)[NOT_LOGGED][1]
    assert data.quality.figures[FOUND] < 0.95


def with_schedule() -> Games:
    """Return the games, and on the schedule one of the day after them."""
    logged = league().player_games
    last = logged.row(-1, named=True)
    game = {"season": last["season"], "game_id": "T", "date": last["date"] + dt.timedelta(days=1),
            "home": last["team"], "away": last["opponent"], "status": "scheduled", "neutral": False,
            "tip_off": None, "competition": "regular"}  # fmt: skip
    return Games(logged, schedule=SCHEDULE.conform(pl.DataFrame([game])), rosters=ROSTERS.empty())


def tonight(games: Games, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the first of the lines as one on the scheduled game."""
    day = games.schedule["date"][0]
    at = dt.datetime.combine(day, dt.time(15), dt.UTC)
    told = {"game_id": "T", "date": day, "quoted_at": at, "tip_off": None}
    return lines.head(1).with_columns(
        pl.lit(cell, lines.schema[name]).alias(name) for name, cell in told.items() if name in lines.columns
    )


def test_lined_players_of_scheduled_games_get_rows_of_the_teams_rosters() -> None:
    """As picks need them: the game is on the schedule, and a roster names a player without a game log."""
    games, lines = with_schedule(), league().prop_lines
    game = games.schedule.row(0, named=True)
    rookie = {"season": game["season"], "team": game["home"], "player_id": 7,
              "player_name": "New Man", "position": None,
              "seen_at": dt.datetime.combine(game["date"], dt.time(12), dt.UTC)}  # fmt: skip
    quote = tonight(games, lines).with_columns(player_id=pl.lit(7, pl.Int64))
    known = replace(games, rosters=ROSTERS.conform(pl.DataFrame([rookie])))
    linked = link_known(pl.concat([lines, quote]), known, QualityReport())
    assert linked.prop_lines.height == lines.height + 1
    assert linked.new_player_games.select("game_id", "player_id", "team", "opponent", "home").rows() == [
        ("T", 7, game["home"], game["away"], True)
    ]
    assert link_known(pl.concat([lines, quote]), games, QualityReport()).prop_lines.equals(lines)
    quality = QualityReport()
    assert link_known(quote, games, quality).prop_lines.is_empty()
    assert [(step.reason, step.rows) for step in quality.steps] == [(NO_PLAYER, 1)]


def test_lines_on_scheduled_games_are_kept() -> None:
    games, lines = with_schedule(), league().game_lines
    quote = tonight(games, lines).with_columns(home=pl.lit(games.schedule["home"][0]))
    for every in (quote, pl.concat([lines, quote])):
        quality = QualityReport()
        assert link_known_games(every, games, quality).equals(every)
        assert quality.steps == []


def test_lines_on_games_that_fit_none_are_lost_or_refused() -> None:
    given = league().game_lines
    assert read(game_lines=given).game_lines.equals(given)
    assert read(game_lines=given).quality.kept["game_lines"] == given.height
    alien = given.with_columns(game_id=pl.when(ODD).then(ALIEN).otherwise("game_id"))
    data = read(game_lines=alien)
    assert data.game_lines.height == given.height - given.height // 2
    assert steps(data, "game_lines") == {NOT_LOGGED: (given.height // 2, True)}
    sided = read(game_lines=given.with_columns(home=pl.when(ODD).then(pl.lit("XYZ")).otherwise("home")))
    assert steps(sided, "game_lines") == {NO_SIDE: (given.height // 2, True)}
    with pytest.raises(DataError, match=r"^game_lines, column game_id: 'X\d+' is no game of the logs"):
        read(game_lines=given.with_columns(game_id=ALIEN))
    with pytest.raises(DataError, match=r"column home: 'XYZ' is neither team of its game, .* such as '\w+'"):
        read(game_lines=given.with_columns(home=pl.lit("XYZ")))
    with pytest.raises(DataError, match=r"game_lines, game \d+: date is not that of the game"):
        read(game_lines=given.with_columns(date=pl.col("date") - pl.duration(days=1)))
