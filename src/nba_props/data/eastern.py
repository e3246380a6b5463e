"""The league's calendar: its day is the US/Eastern one, whatever day it is in UTC."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import polars as pl

EASTERN = "America/New_York"

MORNING = 6
"""US/Eastern hour of a day at which all games of the day before have ended, and none of the day has begun."""

LATEST_HOUR = 18
"""The US/Eastern hour up to which what is said of a game without a known tip-off counts as said before it.

Few games have begun by then, and what a report says of one that has was said before it began.
"""


def eastern_day(moment: pl.Expr) -> pl.Expr:
    """Return the US/Eastern calendar day of a moment."""
    return moment.dt.convert_time_zone(EASTERN).dt.date()


def days_of(moments: pl.Series) -> pl.Series:
    """Return the days of a column of moments, one by one: the US/Eastern day of those with a zone."""
    if getattr(moments.dtype, "time_zone", None) is None:
        return moments.dt.date()
    return moments.to_frame("moment").select(eastern_day(pl.col("moment")).alias(moments.name)).to_series()


def days_of_table(moments: pl.Series) -> pl.Series:
    """Return the days of a whole table's moments, as `days_of` has them, unless they are days already.

    They are where all of them are midnights of their zone: dates that a table holds as moments. A few moments
    do not tell that, for at midnight in UTC it is 19:00 US/Eastern in winter, when many games begin.
    """
    clocked = (moments.dt.time() != dt.time()).any()
    return days_of(moments) if clocked else moments.dt.date()


def eastern_moment(clock: pl.Expr) -> pl.Expr:
    """Return the moment in UTC of a US/Eastern clock: the later of two, an hour on if it skips that."""

    def zoned(shown: pl.Expr) -> pl.Expr:
        return shown.dt.replace_time_zone(EASTERN, ambiguous="latest", non_existent="null")

    return zoned(clock).fill_null(zoned(clock.dt.offset_by("1h"))).dt.convert_time_zone("UTC")


def at_hour(day: pl.Expr, hour: int) -> pl.Expr:
    """Return the moment, in UTC, at which it is a US/Eastern hour of a calendar day."""
    return eastern_moment(day.dt.combine(pl.time(hour)))


def start_of(tip_off: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Return the tip-off of a day's game; where nothing tells it, the last hour that counts as before it."""
    return pl.coalesce(tip_off, at_hour(day, LATEST_HOUR))


def is_on_day(moment: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Whether a moment is on a US/Eastern calendar day, once all games of the day before have ended."""
    local = moment.dt.convert_time_zone(EASTERN)
    return (local.dt.date() == day) & (local.dt.hour() >= MORNING)


def league_day(moment: dt.datetime) -> dt.date:
    """Return the league's day of a moment that has a zone: its US/Eastern calendar day."""
    return moment.astimezone(ZoneInfo(EASTERN)).date()


def eastern_today() -> dt.date:
    """Return the US/Eastern calendar day of this moment."""
    return league_day(dt.datetime.now(dt.UTC))
