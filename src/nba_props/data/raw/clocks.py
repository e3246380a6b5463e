"""Clocks and zones beside days: the US/Eastern day of the moment that is written."""

from __future__ import annotations

import polars as pl

from nba_props.data.eastern import MORNING, eastern_day

CLOCK = r"(?i)(:\d\d(?:[.,]\d+)?(?: ?[ap](?:\.?m)?\b\.?)?)"
"""The end of a clock, after which its zone may stand; its half of the day is `PM`, `p.m.` or `p`."""
TIMED = r"(?i)\d(?:T| +)(\d{1,2}):(\d\d)(?::\d\d(?:[.,]\d+)?)?(?: ?([ap])(?:\.?m)?\b\.?)? *(.*)$"
"""A day's last digit, the clock's hour, its minute, its half of the day, and its zone."""
OFFSET = r"^[+-]\d\d:\d\d$"
NAMED_OFFSET = r" *([+-]\d\d:?\d\d) +[A-Z]\w+(?:/\w+)?$"
"""An offset and the name of its zone."""
OF_LEAGUE = (
    r"(?i)^(?:[ECMP][SD]?T|Eastern|Central|Mountain|Pacific|US/\w+|"
    r"America/(?:New_York|Detroit|Toronto|Chicago|Denver|Phoenix|Los_Angeles))\b"
)
"""A zone of the league's teams, whatever follows it: games are on the same day there as in US/Eastern."""
ELSEWHERE = r"^(?:[A-Z]{1,3}[SD]T|[A-Z][a-z]+/\w+)$"
"""A zone of another part of the world."""
MIDNIGHT = "00:00"


def with_numeric_zones(text: pl.Series) -> pl.Series:
    """Return moments with the zone at their end as a number: `Z`, `UTC`, `GMT` and `+00` are `+00:00`."""
    utc = text.str.replace(CLOCK + r" *(?:(?:[+-]00:?00|Z) *)?(?:Z|UTC|GMT)$", "${1}+00:00")
    hours = utc.str.replace(CLOCK + r" *([+-]\d\d)$", "${1}${2}:00")
    return hours.str.replace(CLOCK + r" *([+-]\d\d):?(\d\d)$", "${1}${2}:${3}")


def clocks(text: pl.Series, file: pl.Series) -> pl.DataFrame:
    """Return the `clock` of each cell (`19:30`), its `zone` (empty: none) and whether it `counts`.

    It does not in a file all of whose clocks are midnight: these are days. Cells without one are null.
    """
    plain = text.str.replace_all(r"[\[\]()]", " ").str.strip_chars()
    written = with_numeric_zones(plain.str.replace(CLOCK + NAMED_OFFSET, "${1}${2}"))
    hour, minute, half, zone = written.str.extract_groups(TIMED).struct.unnest()
    parts = pl.DataFrame({"hour": hour, "minute": minute, "half": half, "zone": zone, "file": file})
    number, upper = pl.col("hour").cast(pl.Int32), pl.col("half").str.to_uppercase()
    of_day = pl.when(upper.is_null()).then(number).otherwise(number % 12 + 12 * (upper == "P").cast(pl.Int32))
    clock = pl.concat_str(of_day.cast(pl.String).str.zfill(2), "minute", separator=":").alias("clock")
    counts = (pl.col("clock") != MIDNIGHT).any().over("file").fill_null(value=False)
    read = parts.with_columns(clock, pl.col("zone").str.strip_chars())
    return read.select("clock", "zone", counts=counts & pl.col("clock").is_not_null())


def is_strange(cells: pl.DataFrame) -> pl.Series:
    """Whether clocks that count end in a zone elsewhere, or in none known where they do not tell the day."""
    zone = pl.col("zone")
    known = (zone == "") | zone.str.contains(OFFSET) | zone.str.contains(OF_LEAGUE)
    strange = ~known & (is_early() | zone.str.contains(ELSEWHERE))
    return cells.select((pl.col("counts") & strange).fill_null(value=False)).to_series()


def is_untold(cells: pl.DataFrame) -> pl.Series:
    """Whether clocks that count have no zone, and do not tell the US/Eastern day without one."""
    untold = pl.col("counts") & (pl.col("zone") == "") & is_early()
    return cells.select(untold.fill_null(value=False)).to_series()


def is_early() -> pl.Expr:
    """Whether a clock does not tell the US/Eastern day without its zone.

    From the morning on it does: the day is the same in UTC and in every zone of the league. Midnight stands
    for a start that is not known.
    """
    clock = pl.col("clock")
    return (clock < f"{MORNING:02d}:00") & (clock != MIDNIGHT)


def eastern_days(cells: pl.DataFrame, day: pl.Series, zone: str | None) -> pl.Series:
    """Return the US/Eastern day of each cell.

    Args:
        cells: the clocks; see `clocks`.
        day: the days beside them, which stand where no clock counts.
        zone: that of clocks without one.
    """
    shown = pl.concat_str(pl.col("day").dt.to_string("%Y-%m-%dT"), "clock")
    utc = (shown + pl.col("zone")).str.to_datetime("%Y-%m-%dT%H:%M%:z", strict=False, time_unit="us")
    clock = shown.str.to_datetime("%Y-%m-%dT%H:%M", strict=False, time_unit="us")
    local = clock.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    found = (
        pl.when(pl.col("counts") & pl.col("zone").str.contains(OFFSET))
        .then(eastern_day(utc))
        .when(pl.col("counts") & (pl.col("zone") == ""))
        .then(eastern_day(local))
        .otherwise("day")
    )
    return cells.with_columns(day.alias("day")).select(found).to_series()
