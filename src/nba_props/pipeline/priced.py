"""Offers with what a forecast makes of them: in a backtest's test folds, and tonight."""

from __future__ import annotations

from typing import Protocol

import polars as pl

from nba_props.core.keys import PLAYER_GAME
from nba_props.data.consensus import most_quoted_line
from nba_props.ledger.candidates import candidates
from nba_props.pipeline.line_prices import ANCHOR, ANCHOR_PRICE
from nba_props.pricing.devig.base import Devig


class Prices(Protocol):
    """What gives probabilities at lines (`nba_props.pipeline.line_prices.LinePrices`)."""

    @property
    def is_pooled(self) -> bool:
        """Whether probabilities are pooled with the price."""
        ...

    def price(self, asked: pl.DataFrame) -> pl.DataFrame:
        """Add `p_over`, `p_push` and the like to lines."""
        ...


def priced_candidates(offers: pl.DataFrame, anchored: pl.DataFrame, prices: Prices) -> pl.DataFrame:
    """Return both sides of each offer with probabilities and value.

    Args:
        offers: as `nba_props.ledger.offers.offers` returns them.
        anchored: the same with their anchors (`with_anchor`).
        prices: what gives the probabilities.
    """
    priced = prices.price(anchored)
    told = priced.with_columns(_where_priced("p_over")) if prices.is_pooled else priced
    p_over, p_push = (told[name].cast(pl.Float64).to_numpy() for name in ("p_over", "p_push"))
    return candidates(offers, p_over, p_push)


def agreed_line(offers: pl.DataFrame, market: str, devig: Devig) -> pl.DataFrame:
    """Return the line that the sound offers agree on, as `anchor`, with its no-vig price, by player-game."""
    agreed = most_quoted_line(offers.filter(~pl.col("suspect")), market)
    price = devig.novig_over(agreed).alias(ANCHOR_PRICE)
    return agreed.select(*PLAYER_GAME, pl.col("line").alias(ANCHOR), price)


def with_anchor(offers: pl.DataFrame, market: str, devig: Devig) -> pl.DataFrame:
    """Return the offers with the line that the sound ones agree on as of the bet, and its price."""
    anchors = agreed_line(offers, market, devig)
    return offers.join(anchors, on=PLAYER_GAME, how="left", maintain_order="left", validate="m:1")


def _where_priced(name: str) -> pl.Expr:
    """Return a probability where there was a price to pool it with: without one, nothing is bet."""
    return pl.when(pl.col(ANCHOR_PRICE).is_not_null()).then(name).alias(name)
