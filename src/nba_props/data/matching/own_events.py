"""Ids of events that name several games, such as `CHA@PHX`: each game gets an event of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from nba_props.core.wording import worded
from nba_props.data.eastern import MORNING
from nba_props.data.matching.events import EVENT, own_day
from nba_props.data.quality import QualityReport

SEVERAL_GAMES = "id of an event that names several games: parted by day"
APART = dt.timedelta(days=3)
"""Longest pause between days of quotes on one game, where the first of them is the day of a game."""

AHEAD = dt.timedelta(days=14)
"""Longest pause between days of quotes on one game otherwise: so long before it lines are published."""


@dataclass(frozen=True)
class Day:
    """A day of an event: whether a tip-off tells it, and whether it must be that of a game.

    It must where the two teams play on it, and a tip-off tells so or no book quotes another event of theirs.
    """

    day: dt.date
    sure: bool
    of_game: bool


def with_own_events(
    quotes: pl.DataFrame, table: str, games: pl.DataFrame, quality: QualityReport
) -> pl.DataFrame:
    """Return the quotes with an `event_id` that names one game.

    The last game of an id keeps it, as that may be one to come; earlier ones have their day in theirs.

    Args:
        quotes: with the teams as abbreviations.
        table: their table, for the report.
        games: of logs and schedule, as `nba_props.data.matching.events.schedule` has them.
        quality: gets the count.
    """
    dated = quotes.with_columns(_day=own_day(night=MORNING), _sure=pl.col("tip_off").is_not_null())
    several = _days(dated, games).filter(pl.col("_day").n_unique().over(EVENT) > 1)
    rows = [
        (*event, day.day, day.sure, of_game)
        for event, of_event in several.group_by(EVENT, maintain_order=True)
        for day, of_game in _parts([Day(*row) for row in of_event.drop(EVENT).iter_rows()], str(event[0]))
    ]
    schema = {**dict.fromkeys(EVENT, pl.String), "_day": pl.Date, "_sure": pl.Boolean, "_game": pl.Date}
    parts = pl.DataFrame(rows, schema=schema, orient="row")
    own = dated.join(parts, on=[*EVENT, "_day", "_sure"], how="left", maintain_order="left")
    parted = own["_game"].is_not_null()
    examples = own.filter(parted)["event_id"].unique(maintain_order=True).to_list()
    quality.note(table, SEVERAL_GAMES, int(parted.sum()), examples, dropped=False)
    event_id = pl.coalesce(worded("{} {}", "event_id", "_game"), "event_id").alias("event_id")
    return own.with_columns(event_id).drop("_day", "_sure", "_game")


def _days(dated: pl.DataFrame, games: pl.DataFrame) -> pl.DataFrame:
    """Return the days of each event with what `Day` says of them."""
    days = dated.select(*EVENT, "book", "_day", "_sure").unique(maintain_order=True).drop_nulls("_day")
    played = games.select("home", "away", _day="date", _of_game=pl.lit(value=True)).unique()
    alone = pl.col("event_id").n_unique().over("home", "away", "_day", "book") == 1
    told = days.with_columns(_free=pl.col("_sure") | alone).join(
        played, on=["home", "away", "_day"], how="left", maintain_order="left"
    )
    of_game = pl.col("_free").all() & pl.col("_of_game").first().fill_null(value=False)
    return told.group_by(*EVENT, "_day", "_sure", maintain_order=True).agg(_of_game=of_game)


def _parts(days: Iterable[Day], event_id: str) -> Iterator[tuple[Day, dt.date]]:
    """Yield the days of all games of an event but the last, each with the last day of its game.

    From the last day on backwards: days before a game are of that game, up to one that must be another's.
    """
    is_name = not any(map(str.isdigit, event_id))
    parts: list[list[Day]] = []
    for day in sorted(days, key=lambda each: (each.day, each.sure), reverse=True):
        if not parts or _is_other(day, parts[-1], is_name):
            parts.append([])
        parts[-1].append(day)
    for part in parts[1:]:
        yield from ((day, part[0].day) for day in part)


def _is_other(day: Day, later: list[Day], is_name: bool) -> bool:
    """Whether a day is of another game than days after it.

    Tip-offs are corrected, games moved, and lines published days before: an id that holds a digit is of one
    game where nothing else is known. One without names the teams.
    """
    others = [each for each in later if each.day != day.day]
    known = any(each.of_game for each in others)
    of_two = day.of_game or (is_name and not known)
    two_tip_offs = day.sure and any(each.sure for each in others)
    pause = APART if of_two else AHEAD
    return (day.of_game and known) or (of_two and two_tip_offs) or later[-1].day - day.day > pause
