"""The Odds API's lines on games: a row for each outcome of the markets h2h, spreads and totals.

A spread's `point` is the handicap of the team that the outcome names (https://the-odds-api.com/liveapi/guides/v4).
Of several points for one market the one counts whose price is the most even.
"""

from __future__ import annotations

import polars as pl

from nba_props.data.quality import QualityReport
from nba_props.data.raw.columns import Field
from nba_props.data.raw.odds_formats import OddsFormat
from nba_props.data.raw.read import FILE, RECORD, RawTable
from nba_props.data.shapes.event_lines import EVENT, TABLE, EventShape, cells, plausible, prices
from nba_props.data.vocabulary.teams import as_codes, team_codes

MONEYLINE, SPREAD, TOTAL = "h2h", "spreads", "totals"
WORDS = {
    "moneyline": MONEYLINE, "ml": MONEYLINE, "spread": SPREAD, "handicap": SPREAD, "point_spread": SPREAD,
    "total": TOTAL, "over_under": TOTAL, "ou": TOTAL,
}  # fmt: skip
"""Other names of the three markets."""
EVEN_PRICE = 1.91
"""The price of a line that both sides are as likely to win, with the usual margin."""
QUOTE = ("home_team", "away_team", "bookmaker", "timestamp", "game_time", FILE)
"""What the outcomes of one quote share."""


def read(raw: RawTable, odds: OddsFormat, quality: QualityReport) -> pl.DataFrame:
    """Return one row per game, book and time, with what its outcomes say together."""
    of_games = _outcomes(raw, odds, quality)
    market, point = pl.col("market"), pl.col("point")
    home, away = pl.col("_home"), pl.col("_away")
    spread = pl.when((market == SPREAD) & home).then(point).when((market == SPREAD) & away).then(-point)
    total = pl.when(market == TOTAL).then(point)
    win, lose = (pl.when((market == MONEYLINE) & side).then("price") for side in (home, away))
    found = of_games.group_by(QUOTE, maintain_order=True).agg(
        pl.col(RECORD).min(),
        spread.drop_nulls().first().alias("spread"),
        total.drop_nulls().first().alias("total"),
        win.drop_nulls().first().alias("home_price"),
        lose.drop_nulls().first().alias("away_price"),
        pl.len().alias("_outcomes"),
    )
    further = int((found["_outcomes"] - 1).sum())
    quality.note(TABLE, "put together with another outcome of its quote", further)
    made = found.drop("_outcomes").with_columns(event_date=pl.lit(None, pl.Date))
    return plausible(made.sort(FILE, RECORD), quality)


def _outcomes(raw: RawTable, odds: OddsFormat, quality: QualityReport) -> pl.DataFrame:
    """Return the outcomes of the three markets, the most even ones first, with whose they are."""
    point, price = cells(raw, "point", quality), prices(raw, "price", odds, quality)
    word = pl.col("market").str.strip_chars().str.to_lowercase().str.replace_all("[ -]", "_").replace(WORDS)
    rows = raw.frame.with_columns(point, price, word.alias("market"))
    of_games = rows.filter(pl.col("market").is_in([MONEYLINE, SPREAD, TOTAL]))
    quality.note(TABLE, "another market", rows.height - of_games.height)
    sides = {f"_{side}": _is_team(of_games, f"{side}_team") for side in ("home", "away")}
    uneven = (pl.col("price") - EVEN_PRICE).abs()
    return of_games.with_columns(**sides).sort(uneven, nulls_last=True, maintain_order=True)


def _is_team(rows: pl.DataFrame, side: str) -> pl.Series:
    """Whether an outcome is a team's, however its two names are spelled."""
    codes = team_codes({}, [])
    named, team = (as_codes(rows[name], codes).fill_null(rows[name]) for name in ("name", side))
    return named == team


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
