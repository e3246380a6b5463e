"""Every bet that could be made: both sides of each quote, with what the model makes of them."""

from __future__ import annotations

import polars as pl

from nba_props.core.keys import PLAYER_GAME_MARKET
from nba_props.ledger.columns import Side, side_dtype
from nba_props.pricing.value import Probability, value_of_quotes

_KEPT = ("quoted_at", "tip_off", "bet_at", "suspect", "reason")


def candidates(offers: pl.DataFrame, p_over: Probability, p_push: Probability) -> pl.DataFrame:
    """Return the bets that offers allow: one row per offer and side.

    A row holds nothing of what came after its offer but the probability, which is made before tip-off. Where
    the model draws on news of the day, bet late (`bet_at=last`).

    Args:
        offers: as `nba_props.ledger.offers.offers` returns them.
        p_over: P(count > line) for each offer's own line, from the distribution of its player-game; NaN where
            there is no prediction.
        p_push: P(count == line), likewise.

    Returns:
        The columns since `candidates` in `nba_props.ledger.columns`. Sides without a price or a probability
        are left out.

    Raises:
        DataError: the probabilities are not one per offer, or not between 0 and 1 together.
    """
    valued = value_of_quotes(offers, p_over, p_push)
    return pl.concat([_side(valued, Side.OVER, Side.UNDER), _side(valued, Side.UNDER, Side.OVER)])


def _side(valued: pl.DataFrame, side: Side, other: Side) -> pl.DataFrame:
    novig = pl.col("novig_over")
    return valued.select(
        *PLAYER_GAME_MARKET,
        "date",
        "book",
        "line",
        pl.lit(side.value, side_dtype()).alias("side"),
        pl.col(f"{side}_price").alias("price"),
        *_KEPT,
        pl.col(f"p_{side}").alias("p_win"),
        "p_push",
        pl.col(f"p_{other}").clip(lower_bound=0).alias("p_lose"),
        (novig if side is Side.OVER else 1 - novig).alias("novig"),
        pl.col(f"value_{side}").alias("value"),
        pl.col(f"edge_{side}").alias("edge"),
    ).filter(pl.col("value").is_not_null())
