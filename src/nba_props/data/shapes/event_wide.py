"""Lines on games, one row per game: spread, total and both moneylines beside each other.

Whose side a spread is on is told by the moneylines, whatever its sign means in the file: collectors write the
points by which the home team is favoured, its handicap, or no sign at all.
"""

from __future__ import annotations

import polars as pl

from nba_props.data.quality import QualityReport
from nba_props.data.raw.columns import Field
from nba_props.data.raw.odds_formats import OddsFormat
from nba_props.data.raw.parsing import days
from nba_props.data.raw.read import FILE, RECORD, RawTable
from nba_props.data.shapes.event_lines import EVENT, TABLE, TOTALS, EventShape, cells, plausible, prices

SURE = 0.9
"""The share of rows with moneylines from which a sign means the same in the whole file."""


def read(raw: RawTable, odds: OddsFormat, quality: QualityReport) -> pl.DataFrame:
    """Return one row per row."""
    found = raw.frame.select("home_team", "away_team", FILE, RECORD).with_columns(
        event_date=days(raw, "Date", empty=True),
        total=cells(raw, "OU", quality),
        spread=cells(raw, "Spread", quality),
        home_price=prices(raw, "ML_Home", odds, quality),
        away_price=prices(raw, "ML_Away", odds, quality),
    )
    return _with_sides(_unswapped(found, quality), quality)


def _unswapped(rows: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Put totals and spreads right that stand in each other's column; leave out what can be neither."""
    total, spread = pl.col("total"), pl.col("spread")
    swapped = (~total.is_between(*TOTALS) & spread.is_between(*TOTALS)).fill_null(False)
    put = rows.with_columns(
        total=pl.when(swapped).then(spread).otherwise(total),
        spread=pl.when(swapped).then(total).otherwise(spread),
        _swapped=swapped,
    )
    quality.note(TABLE, "total and spread swapped: put right", int(put["_swapped"].sum()), dropped=False)
    return plausible(put.drop("_swapped"), quality)


def _with_sides(rows: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Return the spread as the home team's handicap: on the side of the moneyline, where that takes one."""
    favoured = (pl.col("away_price") - pl.col("home_price")).sign().fill_null(0)
    marked = rows.with_columns(_favoured=favoured, _sign=pl.col("spread").sign())
    means = _meaning(marked)
    side = pl.when(pl.col("_favoured") != 0).then("_favoured").otherwise(means * pl.col("_sign"))
    sided = marked.with_columns(_side=side)
    counting = sided.filter(pl.col("_sign") != 0)
    moved = (counting["_favoured"] != 0) & (counting["_sign"] * means != counting["_favoured"])
    reason = "against the moneyline: put on its side" if means else "without a sign: on the moneyline's side"
    quality.note(TABLE, f"spread {reason}", int(moved.sum()), dropped=False)
    quality.note(TABLE, "spread of no side, left out", int((counting["_side"] == 0).sum()), dropped=False)
    known = (pl.col("_sign") == 0) | (pl.col("_side") != 0)
    spread = pl.when(known).then(0.0 - pl.col("_side") * pl.col("spread").abs())
    return sided.with_columns(spread=spread).drop("_favoured", "_sign", "_side")


def _meaning(rows: pl.DataFrame) -> int:
    """Return what a positive spread says of the home team: 1 favoured, -1 given points, 0 nothing.

    Judged by the rows whose moneyline takes a side. Where no spread is below zero, signs say nothing.
    """
    if not (rows["_sign"] < 0).any():
        return 0
    decided = rows.filter((pl.col("_sign") * pl.col("_favoured")) != 0)
    share = (decided["_sign"] == decided["_favoured"]).mean()
    if not isinstance(share, float):
        return 0
    return 1 if share >= SURE else -1 if share <= 1 - SURE else 0


SHAPE = EventShape(
    "wide",
    "lines on games, one row per game",
    (
        *EVENT,
        Field(("Date", "game_date", "event_date"), required=False),
        Field(("OU", "total", "over_under", "total_line")),
        Field(("Spread", "home_spread", "spread_line", "line")),
        Field(("ML_Home", "home_moneyline", "moneyline_home", "home_ml", "home_price")),
        Field(("ML_Away", "away_moneyline", "moneyline_away", "away_ml", "away_price")),
    ),
    read,
    ("OU", "total", "over_under", "total_line"),
)
