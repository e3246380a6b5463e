"""The Odds API's lines on games: a row for each outcome of the markets h2h, spreads and totals.

A spread's `point` is the handicap of the team that the outcome names (https://the-odds-api.com/liveapi/guides/v4).
"""

from __future__ import annotations

import polars as pl

from nba_props.data.quality import QualityReport
from nba_props.data.raw.columns import Field
from nba_props.data.raw.odds_formats import OddsFormat
from nba_props.data.raw.read import FILE, RECORD, RawTable
from nba_props.data.shapes.event_lines import EVENT, TABLE, EventShape, cells, prices

MONEYLINE, SPREAD, TOTAL = "h2h", "spreads", "totals"


def read(raw: RawTable, odds: OddsFormat, quality: QualityReport) -> pl.DataFrame:
    """Return one row per game, book and time, with what its outcomes say together."""
    rows = raw.frame.with_columns(
        point=cells(raw, "point", quality), price=prices(raw, "price", odds, quality)
    )
    of_games = rows.filter(pl.col("market").is_in([MONEYLINE, SPREAD, TOTAL]))
    quality.note(TABLE, "another market", rows.height - of_games.height)
    market, point, name = pl.col("market"), pl.col("point"), pl.col("name")
    home, away = name == pl.col("home_team"), name == pl.col("away_team")
    quote = ["home_team", "away_team", "bookmaker", "timestamp", "game_time", FILE]
    spread = pl.when((market == SPREAD) & home).then(point).when((market == SPREAD) & away).then(-point)
    found = of_games.group_by(quote, maintain_order=True).agg(
        pl.col(RECORD).first(),
        spread.drop_nulls().first().alias("spread"),
        pl.when(market == TOTAL).then(point).drop_nulls().first().alias("total"),
        pl.when((market == MONEYLINE) & home).then("price").drop_nulls().first().alias("home_price"),
        pl.when((market == MONEYLINE) & away).then("price").drop_nulls().first().alias("away_price"),
        pl.len().alias("_outcomes"),
    )
    quality.note(TABLE, "further outcome of a quote", int((found["_outcomes"] - 1).sum()))
    return found.drop("_outcomes").with_columns(event_date=pl.lit(None, pl.Date))


SHAPE = EventShape(
    "outcomes",
    "lines on games, one row per outcome (The Odds API)",
    (
        *EVENT,
        Field(("market", "market_key")),
        Field(("name", "outcome_name")),
        Field(("price", "odds")),
        Field(("point", "line"), required=False),
    ),
    read,
)
