"""Minutes as box scores write them: `34`, `34.2`, `34:12`, `0:34:12`, `PT34M12.00S`, or why none."""

from __future__ import annotations

from enum import Enum

import polars as pl

from nba_props.data.raw.parsing import fail_where
from nba_props.data.raw.read import FILE, RawTable
from nba_props.data.vocabulary.words import NO_MINUTES
from nba_props.errors import DataError


class MinutesFormat(Enum):
    """What stands behind the point of `34.12`."""

    ask = "ask"
    """Hundredths; a column that looks like seconds is refused until a person says which."""
    decimal = "decimal"
    clock = "clock"
    """Seconds: `34.12` is 34 minutes and 12 seconds, `34.2` what a number made of `34.20`."""


CLOCK = r"^(\d+):([0-5]\d)(?:\.\d+)?$"
LONG_CLOCK = r"^0?([01]):([0-5]\d):([0-5]\d)(?:\.\d+)?$"
"""Hours, minutes and seconds; with more hours it is a clock of minutes that a spreadsheet took for hours."""
ISO = r"^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:\.\d+)?S)?$"
POINTED = r"^\d+\.(\d+)$"
ENOUGH = 20
"""Pointed cells below which nothing follows: hundredths are at .59 or below in 6 of 10 cells anyway."""


def without_reasons(raw: RawTable, columns: list[str]) -> RawTable:
    """Return the table with empty cells in place of why somebody did not play."""
    cells = pl.col(columns)
    return raw.with_columns(
        pl.when(~cells.str.strip_chars().str.contains(NO_MINUTES)).then(cells).name.keep()
    )


def decimal_minutes(raw: RawTable, column: str, meant: MinutesFormat) -> RawTable:
    """Return the table with the column as decimal minutes, still text; what is none of the forms stays.

    Raises:
        DataError: the decimals of a file never pass .59 and nobody said whether they are seconds.
    """
    text = raw.frame[column].str.strip_chars()
    clock = text.str.extract_groups(CLOCK).struct.unnest().cast(pl.Float64)
    long = text.str.extract_groups(LONG_CLOCK).struct.unnest().cast(pl.Float64)
    iso = text.str.extract_groups(ISO).struct.unnest().cast(pl.Float64)
    given = pl.DataFrame(
        {
            "clock": clock.to_series(0) + clock.to_series(1) / 60,
            "long": long.to_series(0) * 60 + long.to_series(1) + long.to_series(2) / 60,
        }
    )
    if meant is MinutesFormat.ask:
        _ask(raw, text, column)
    elif meant is MinutesFormat.clock:
        digits = text.str.replace(r"^(\d+\.\d)$", "${1}0").str.extract_groups(r"^(\d+)\.(\d\d)$")
        pointed = digits.struct.unnest().cast(pl.Float64)
        fail_where(raw, pointed.to_series(1) > 59, column, "{value} has more than 59 seconds")
        given = given.with_columns(pointed=pointed.to_series(0) + pointed.to_series(1) / 60)
    parts = iso.fill_null(0)
    whole = parts.to_series(0) * 60 + parts.to_series(1) + parts.to_series(2) / 60
    is_iso = iso.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    given = given.with_columns(iso=pl.Series(whole).zip_with(is_iso, _nothing(whole)))
    found = given.select(pl.coalesce(pl.all())).to_series().cast(pl.String)
    return raw.with_columns(found.zip_with(found.is_not_null(), text).alias(column))


def _nothing(like: pl.Series) -> pl.Series:
    return pl.Series([None], dtype=like.dtype).new_from_index(0, like.len())


def _ask(raw: RawTable, text: pl.Series, column: str) -> None:
    """Refuse a file whose minutes have decimals as seconds have them."""
    decimals = ("0." + text.str.extract(POINTED)).cast(pl.Float64)
    pointed = pl.DataFrame({FILE: raw.frame[FILE], "part": decimals, "text": text}).filter(pl.col("part") > 0)
    files = pointed.group_by(FILE, maintain_order=True).agg(
        pl.len(), pl.col("part").max(), pl.col("text").first()
    )
    for number, cells, highest, example in files.iter_rows():
        if cells >= ENOUGH and highest < 0.595:
            raise DataError(
                f"{raw.files[number]}, column {raw.headers[number].get(column, column)}: the decimals of "
                f"{cells:,} values such as {example} never pass .59, as if they were seconds; say "
                "data.minutes=clock if they are, data.minutes=decimal if not"
            )
