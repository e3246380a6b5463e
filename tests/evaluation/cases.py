"""Simulated predictions for the tests of evaluation."""

from __future__ import annotations

import datetime as dt
from typing import cast

import numpy as np
import polars as pl

from nba_props.model.base import FittedModel
from nba_props.validation.predictions import Predictions

DATES = 40
PER_DATE = 30


def simulated_rows(seed: int = 0, dates: int = DATES, per_date: int = PER_DATE) -> pl.DataFrame:
    """Out-of-fold rows: the first week is warm-up, row 300 has no outcome, debutants no naive mean."""
    rng = np.random.default_rng(seed)
    n = dates * per_date
    day = np.repeat(np.arange(dates), per_date)
    level = rng.gamma(4, 4, n)
    debut = rng.random(n) < 0.02
    y = rng.poisson(level).astype(float)
    frame = pl.DataFrame(
        {
            "season": ["2023-24"] * n,
            "date": [dt.date(2023, 12, 1) + dt.timedelta(days=int(d)) for d in day],
            "game_id": [
                f"{d:03d}{i // 10}" for d, i in zip(day, np.tile(np.arange(per_date), dates), strict=True)
            ],
            "player_id": np.tile(np.arange(per_date), dates),
            "home": np.tile(np.arange(per_date) % 2 == 0, dates),
            "y": y,
            "naive": np.where(debut, np.nan, level + rng.normal(0, 3, n)),
            "past_minutes": np.where(debut, np.nan, rng.uniform(5, 40, n)),
            "past_possessions": np.where(debut, np.nan, rng.uniform(2, 30, n)),
            "team_rest_days": rng.integers(1, 5, n),
            "opponent_allowed": rng.normal(180, 8, n),
            "fold": day // 7,
            "warmup": day < 7,
            "prediction": level + rng.normal(0, 1, n),
        }
    ).with_columns(pl.col("naive", "past_minutes", "past_possessions").fill_nan(None))
    voided = (pl.int_range(pl.len()) == 300).alias("voided")
    known = frame.with_columns(pl.when(~voided).then(pl.col("y")).alias("y"))
    # The median of a skewed count is below its mean; the score only has to be a number where there is a y.
    return known.with_columns(
        median=(pl.col("prediction") - 0.3).round(), crps=0.7 * (pl.col("prediction") - pl.col("y")).abs()
    )


def simulated(seed: int = 0) -> Predictions:
    """Predictions of the simulated rows."""
    rows = simulated_rows(seed)
    folds = (
        rows.group_by("fold", "warmup")
        .agg(
            pl.col("date").min().alias("test_from"),
            pl.len().alias("n_test"),
            (pl.col("median") - pl.col("y")).abs().mean().alias("mae"),
            (pl.col("prediction") - pl.col("y")).mean().alias("bias"),
        )
        .with_columns(pl.lit(0.5).alias("seconds"))
        .sort("fold")
    )
    train = pl.DataFrame({"y": [10.0, 20.0, 18.0], "prediction": [12.0, 17.0, 18.0]})
    return Predictions(rows, folds, cast(FittedModel, None), train)


def simulated_lines(rows: pl.DataFrame, noise: float = 0.0) -> pl.DataFrame:
    """A line for every third player-game, with or without an outcome: the prediction and some noise.

    The model's probabilities know the noise; every fifth row has none of them, and every seventh no price.
    """
    quoted = rows.gather_every(3).with_row_index("number")
    errors = pl.Series(np.random.default_rng(1).normal(0, 1, quoted.height)) * noise
    line = (pl.col("prediction") + errors).floor() + 0.5
    known, priced = pl.col("number") % 5 != 4, pl.col("number") % 7 != 6
    over = 1 / (1 + ((line - pl.col("prediction")) / 2.5).exp())
    price = pl.when(priced).then(1.9)
    return quoted.select(
        "game_id",
        "player_id",
        line=line,
        over_price=price,
        under_price=price,
        novig_over=pl.when(priced).then(0.5),
        p_over=pl.when(known).then(over),
        p_push=pl.when(known).then(0.0),
    )
