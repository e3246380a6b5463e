"""Ids of events that name several games, such as `CHA@PHX`: each game gets an event of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from nba_props.core.wording import worded
from nba_props.data.matching.events import EVENT, own_day
from nba_props.data.quality import QualityReport

SEVERAL_GAMES = "id of an event that names several games: parted by day"
APART = dt.timedelta(days=3)
"""Longest pause between days of quotes on one game whose tip-off nothing tells."""


@dataclass(frozen=True)
class Day:
    """A day of an event: whether a tip-off tells it, and whether it must be that of a game.

    It must where the two teams play on it, and no other event of theirs is of that day.
    """

    day: dt.date
    sure: bool
    of_game: bool


def with_own_events(
    quotes: pl.DataFrame, table: str, games: pl.DataFrame, quality: QualityReport
) -> pl.DataFrame:
    """Return the quotes with an `event_id` that names one game.

    The earliest game of an id keeps it; those of later days have the day in theirs.

    Args:
        quotes: with the teams as abbreviations.
        table: their table, for the report.
        games: of logs and schedule, as `nba_props.data.matching.events.schedule` has them.
        quality: gets the count.
    """
    dated = quotes.with_columns(_day=own_day(), _sure=pl.col("tip_off").is_not_null())
    days = dated.select(*EVENT, "_day", "_sure").unique(maintain_order=True).drop_nulls("_day")
    played = games.select("home", "away", _day="date", _of_game=pl.lit(value=True)).unique()
    alone = pl.col("event_id").n_unique().over("home", "away", "_day") == 1
    told = days.join(played, on=["home", "away", "_day"], how="left", maintain_order="left").select(
        *EVENT, "_day", "_sure", _of_game=alone & pl.col("_of_game").fill_null(value=False)
    )
    several = told.filter(pl.col("_day").n_unique().over(EVENT) > 1)
    rows = [
        (*event, day.day, day.sure, first)
        for event, of_event in several.group_by(EVENT, maintain_order=True)
        for day, first in _parts(
            Day(*row) for row in of_event.select("_day", "_sure", "_of_game").iter_rows()
        )
    ]
    schema = {**dict.fromkeys(EVENT, pl.String), "_day": pl.Date, "_sure": pl.Boolean, "_first": pl.Date}
    parts = pl.DataFrame(rows, schema=schema, orient="row")
    own = dated.join(parts, on=[*EVENT, "_day", "_sure"], how="left", maintain_order="left")
    parted = own["_first"].is_not_null()
    examples = own.filter(parted)["event_id"].unique(maintain_order=True).to_list()
    quality.note(table, SEVERAL_GAMES, int(parted.sum()), examples, dropped=False)
    event_id = pl.coalesce(worded("{} {}", "event_id", "_first"), "event_id").alias("event_id")
    return own.with_columns(event_id).drop("_day", "_sure", "_first")


def _parts(days: Iterable[Day]) -> Iterator[tuple[Day, dt.date]]:
    """Yield the days of all games of an event but the first, each with the first day of its game.

    From the last day on backwards: days before a game are of that game, up to one that must be another's.
    """
    parts: list[list[Day]] = []
    for day in sorted(days, key=lambda each: (each.day, each.sure), reverse=True):
        if not parts or _is_other(day, parts[-1]):
            parts.append([])
        parts[-1].append(day)
    for part in parts[:-1]:
        yield from ((day, part[-1].day) for day in part)


def _is_other(day: Day, later: list[Day]) -> bool:
    """Whether a day is of another game than days after it."""
    others = [each for each in later if each.day != day.day]
    two_tip_offs = day.sure and any(each.sure for each in others)
    two_games = day.of_game and any(each.of_game for each in others)
    return two_tip_offs or two_games or later[-1].day - day.day > APART
