"""When an official report was published, as its file's name says: `Injury-Report_2023-11-04_05PM`."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

import polars as pl

from nba_props.data.eastern import EASTERN, eastern_moment
from nba_props.data.raw.columns import Origin
from nba_props.errors import DataError

STAMP = re.compile(r"(\d{4}-\d{2}-\d{2})_(\d{2})(?:_(\d{2}))?(AM|PM)")
"""The US/Eastern day and time of day in a file's name."""
QUARTERLY = dt.datetime(2025, 12, 22, 9, tzinfo=ZoneInfo(EASTERN))
"""Since when a report is published each quarter of an hour; before, each hour at half past."""
HALF_AN_HOUR = dt.timedelta(minutes=30)


def published(path: Origin) -> dt.datetime | None:
    """Return the moment in UTC at which the report of a file was published; None where its name tells none.

    A name of before `QUARTERLY` that tells no minute means half past. Of an hour that the clock shows twice
    the later one is meant, of one that it skips the next.

    Raises:
        DataError: the name tells a time that there is none of.
    """
    stamp = STAMP.search(str(getattr(path, "name", path)))
    if stamp is None:
        return None
    day, hour, minute, half = stamp.groups()
    written = f"{day} {hour}:{minute or '00'} {half}"
    try:
        clock = dt.datetime.strptime(written, "%Y-%m-%d %I:%M %p")  # noqa: DTZ007
    except ValueError:
        raise DataError(
            f"{path}: {stamp[0]} is no time; a report's name ends in one such as 2024-03-01_05PM"
        ) from None
    moment: dt.datetime = pl.select(eastern_moment(pl.lit(clock))).item()
    named_by_hour = minute is None and moment < QUARTERLY
    return moment.astimezone(dt.UTC) + (HALF_AN_HOUR if named_by_hour else dt.timedelta())
