"""The shapes in which books' lines on games are published, and the columns that all of them come out with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from nba_props.data.quality import QualityReport
from nba_props.data.raw.columns import Field
from nba_props.data.raw.odds_formats import MIN_AMERICAN, OddsFormat, american_to_decimal, plain_numbers
from nba_props.data.raw.read import RawTable
from nba_props.data.schemas import GAME_LINES
from nba_props.data.shapes import whole_games

TABLE = GAME_LINES.name
EVENT = (
    Field(("home_team", "Home", "home_name")),
    Field(("away_team", "Away", "away_name", "visitor", "road_team")),
    Field(("bookmaker", "book", "sportsbook", "bookmaker_title", "bookmaker_key"), required=False),
    Field(("timestamp", "last_update", "quoted_at"), required=False),  # of the quote
    Field(("game_time", "commence_time", "tip_off"), required=False),
    *whole_games.FIELDS,
)
"""The columns that say which game it is, who quotes and when, and on what part of it."""

Read = Callable[[RawTable, OddsFormat, QualityReport], "pl.DataFrame"]
"""From raw rows to `home_team`, `away_team`, `event_date`, `spread`, `total`, both prices: a row a quote.

`FILE` and `RECORD` say from which raw row the rest is to be read.
"""
TOTALS = (150.0, 300.0)
"""Totals that the league's games can have: those of the seasons from 2017-18 to 2023-24 lie well inside."""
WIDEST = 40.0
"""The widest spread."""
MOST_WRONG = 0.5
"""The share of prices that cannot be such from which they are written in another form."""


@dataclass(frozen=True)
class EventShape:
    """A shape by its `name`; see `nba_props.data.shapes.choice.Shape`."""

    name: str
    words: str
    fields: tuple[Field, ...]
    read: Read
    marks: tuple[str, ...] = ()


def shapes() -> dict[str, EventShape]:
    """Return the shapes by name, in the order in which they are tried."""
    from nba_props.data.shapes import event_outcomes, event_wide

    return {shape.name: shape for shape in (event_outcomes.SHAPE, event_wide.SHAPE)}


def every_field() -> tuple[Field, ...]:
    """Return the columns of all shapes."""
    return tuple(dict.fromkeys(field for shape in shapes().values() for field in shape.fields))


def cells(raw: RawTable, column: str, quality: QualityReport, zero: str = "0") -> pl.Series:
    """Return a column as numbers; cells that are none count as empty, and are reported.

    `PK` (pick'em) and `EVEN` are `zero`.
    """
    text = raw.frame[column].str.strip_chars()
    known = plain_numbers(text, zero)
    number = known.cast(pl.Float64, strict=False)
    value = number.set(~number.is_finite().fill_null(True), None)
    strange = known.is_not_null() & value.is_null()
    examples = [repr(cell) for cell in text.filter(strange).unique(maintain_order=True)]
    quality.note(TABLE, f"{column}: not a number, left out", int(strange.sum()), examples, dropped=False)
    return value.alias(column)


def prices(raw: RawTable, column: str, odds: OddsFormat, quality: QualityReport) -> pl.Series:
    """Return a column as decimal prices; cells that cannot be prices count as empty, and are reported."""
    value = cells(raw, column, quality, "100" if odds is OddsFormat.american else "2")
    wrong = value.abs() < MIN_AMERICAN if odds is OddsFormat.american else ~value.is_between(1.001, 1001)
    wrong = wrong.fill_null(False)
    reason = f"{column}: no {odds.value} price, left out"
    examples = [f"{cell:g}" for cell in value.filter(wrong)]
    quality.note(TABLE, reason, int(wrong.sum()), examples, dropped=False)
    if wrong.sum() > MOST_WRONG * (value.len() - value.null_count()):
        other = {OddsFormat.american: "decimal", OddsFormat.decimal: "american"}[odds]
        first = raw.frame.row(wrong.arg_max() or 0, named=True)
        raise raw.error(
            first, column, f"{first[column]} is no {odds.value} price; set data.game_line_odds_format={other}"
        )
    kept = value.set(wrong, None)
    decimal = american_to_decimal(kept) if odds is OddsFormat.american else kept
    return decimal.clip(1.001, 1001).alias(column)


def plausible(rows: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Return rows without totals and spreads that no game has."""
    absurd = {"total": ~pl.col("total").is_between(*TOTALS), "spread": pl.col("spread").abs() > WIDEST}
    for name, wrong in absurd.items():
        cell = rows.filter(wrong)[name]
        reason, examples = f"{name} that no game has, left out", [f"{value:g}" for value in cell]
        quality.note(TABLE, reason, cell.len(), examples, dropped=False)
    return rows.with_columns(
        pl.when(~wrong.fill_null(value=False)).then(name).alias(name) for name, wrong in absurd.items()
    )
