"""The model's weight in the pool with the price, month by month."""

from __future__ import annotations

import polars as pl


def monthly_weights(weights: pl.DataFrame) -> pl.DataFrame:
    """Return the weight as it was learnt by the end of each month.

    Args:
        weights: `since` (dates), `weight`, `low`, `high`, `player_games`, as `PoolByDate.weights` has them.

    Returns:
        The last row of each `month` (its first day), ascending.
    """
    month = pl.col("since").dt.offset_by("-1d").dt.truncate("1mo")  # of the last day that it was learnt from
    return weights.sort("since").group_by(month.alias("month"), maintain_order=True).agg(pl.all().last())
