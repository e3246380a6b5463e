"""Answers of the league's statistics and its schedule -> canonical tables, columns by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from nba_props.data.eastern import league_day
from nba_props.data.files.competitions import competition
from nba_props.data.files.game_logs import read_game_logs
from nba_props.data.files.game_rows import GameLogOptions
from nba_props.data.quality import QualityReport
from nba_props.data.raw.columns import Given
from nba_props.data.raw.minutes import MinutesFormat
from nba_props.data.schemas import PLAYER_GAMES, ROSTERS, SCHEDULE
from nba_props.data.seasons import season_on
from nba_props.errors import DataError, SourceError
from nba_props.source.answers import item, moment, of_kind

STATUSES = {1: "scheduled", 2: "live", 3: "final"}
NOT_POSTPONED = "N"
UNKNOWN_TIME = 1946
"""Times before this year stand for one that is not known yet."""
DAY = "%m/%d/%Y"
"""How the schedule and the parameters of its statistics write a day."""
GUARD_FORWARD_CENTRE = ("G", "F", "C")


@dataclass(frozen=True)
class Schedule:
    """The games of a season, its teams' numbers by abbreviation, and the ids of all games.

    Games whose teams are not known yet are none of `games`.
    """

    games: pl.DataFrame
    teams: dict[str, int]
    ids: frozenset[str]


def schedule(content: object, place: str) -> Schedule:
    """Return the schedule of an answer; games whose teams are not known yet are left out.

    Raises:
        SourceError: its form has changed, or it holds no game.
    """
    dates = item(item(content, "leagueSchedule", dict, place), "gameDates", list, place)
    listed = [
        (game, item(date, "gameDate", str, place))
        for date in dates
        for game in item(date, "games", list, f"{place}: date")
    ]
    found = [made for game, date in listed if (made := _game(game, date, place)) is not None]
    if not found:
        raise SourceError(f"{place}: holds no game")
    frame = pl.DataFrame([game for game, _ in found], schema_overrides={"tip_off": pl.Datetime("us", "UTC")})
    ids, nothing = frame["game_id"], pl.Series([None], dtype=pl.String).new_from_index(0, frame.height)
    games = frame.with_columns(competition(ids, nothing, nothing).alias("competition"))
    own = games["competition"].is_in(["regular", "tournament", "play_in", "playoffs"])
    teams = {
        code: number for (_, both), is_own in zip(found, own, strict=True) if is_own for code, number in both
    }
    once = games.unique("game_id", keep="last", maintain_order=True)
    every = frozenset(game["gameId"] for game, _ in listed)
    return Schedule(conformed(SCHEDULE, once, place), teams, every)


def _game(game: Any, date: str, place: str) -> tuple[dict[str, object], list[tuple[str, int]]] | None:  # noqa: ANN401
    game_id = item(game, "gameId", str, f"{place}: game")
    at = f"{place}: game {game_id}"
    sides = [item(game, f"{side}Team", dict, at) for side in ("home", "away")]
    codes = [side.get("teamTricode") for side in sides]
    if not all(codes):
        return None
    numbers = [item(side, "teamId", int, at) for side in sides]
    tip_off = moment(game, "gameDateTimeUTC", at) if game.get("gameDateTimeUTC") else None
    known = tip_off if tip_off is not None and tip_off.year >= UNKNOWN_TIME else None
    day = _day(date, at) if known is None else league_day(known)
    status = STATUSES.get(item(game, "gameStatus", int, at), "scheduled")
    postponed = game.get("postponedStatus", NOT_POSTPONED) not in (NOT_POSTPONED, "", None)
    row = {
        "season": season_on(day),
        "game_id": game_id,
        "date": day,
        "tip_off": known,
        "home": codes[0],
        "away": codes[1],
        "status": "postponed" if postponed and status == "scheduled" else status,
        "neutral": bool(game.get("isNeutral")),
    }
    return row, list(zip(map(str, codes), numbers, strict=True))


def _day(text: str, place: str) -> dt.date:
    try:
        return dt.datetime.strptime(text[:10], DAY).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        pass
    raise SourceError(f"{place}: gameDate is {text!r}, not a day such as 10/02/2025 00:00:00")


def rows(content: object, place: str) -> pl.DataFrame:
    """Return the first result set of an answer as text, one column per name.

    Raises:
        SourceError: its form has changed.
    """
    sets = item(content, "resultSets", list, place)
    first = sets[0] if sets else None
    names = [of_kind(name, str, f"{place}: header") for name in item(first, "headers", list, place)]
    cells = [of_kind(row, list, f"{place}: row") for row in item(first, "rowSet", list, place)]
    short = next((number for number, row in enumerate(cells, 1) if len(row) != len(names)), None)
    if short is not None:
        raise SourceError(
            f"{place}: row {short} has {len(cells[short - 1])} cells, but there are {len(names)} headers"
        )
    columns = zip(*cells, strict=True) if cells else ((),) * len(names)
    return pl.DataFrame(
        {
            name: [None if cell is None else str(cell) for cell in column]
            for name, column in zip(names, columns, strict=True)
        },
        schema=dict.fromkeys(names, pl.String),
    )


def logs(content: object, kept: Collection[str], final: Sequence[str], place: str) -> pl.DataFrame:
    """Return the games that players played, as `PLAYER_GAMES`; games in play are left out.

    Args:
        content: the answer.
        kept: the competitions that are kept.
        final: the games that the schedule says are over; of others a row must tell who won.
        place: what a message begins with.

    Raises:
        SourceError: the answer's form has changed.
    """
    table = rows(content, place)
    if table.is_empty():
        return PLAYER_GAMES.empty()
    options = GameLogOptions(minutes=MinutesFormat.decimal, competitions=tuple(kept), final=final)
    try:
        found = read_game_logs([Given(place, table)], options, QualityReport()).player_games
        return PLAYER_GAMES.conform(found.filter(pl.col("minutes").is_not_null()))
    except DataError as error:
        problem = str(error).splitlines()[0]
    raise SourceError(problem if problem.startswith(place) else f"{place}: {problem}")


def roster(content: object, about: Mapping[str, object], place: str) -> pl.DataFrame:
    """Return a team's players as `ROSTERS`.

    Args:
        content: the answer.
        about: season, team and when it was seen.
        place: what a message begins with.

    Raises:
        SourceError: the answer's form has changed, or it holds nobody.
    """
    table = rows(content, place)
    lacking = [name for name in ("PLAYER_ID", "PLAYER", "POSITION") if name not in table.columns]
    if lacking:
        raise SourceError(f"{place}: column {lacking[0]} is missing; the answer's form has changed")
    if table.is_empty():
        raise SourceError(f"{place}: holds nobody")
    wrong = table.filter(pl.col("PLAYER_ID").cast(pl.Int64, strict=False).is_null())
    if wrong.height:
        raise SourceError(f"{place}: column PLAYER_ID: {wrong['PLAYER_ID'][0]!r} is no number")
    first = pl.col("POSITION").str.slice(0, 1).str.to_uppercase()
    made = table.select(
        player_id=pl.col("PLAYER_ID").cast(pl.Int64),
        player_name="PLAYER",
        position=pl.when(first.is_in(GUARD_FORWARD_CENTRE)).then(first),
        **{name: pl.lit(value) for name, value in about.items()},
    )
    return conformed(ROSTERS, made.unique("player_id", keep="last", maintain_order=True), place)


def conformed(table: Any, frame: pl.DataFrame, place: str) -> pl.DataFrame:  # noqa: ANN401
    """Return a frame as the table that it must be.

    Raises:
        SourceError: a cell breaks the table's schema.
    """
    try:
        found: pl.DataFrame = table.conform(frame)
        return found
    except DataError as error:
        problem = str(error).splitlines()[0]
    raise SourceError(f"{place}: {problem}")
