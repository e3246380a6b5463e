"""The model that a run leaves behind: the last fold's fits, as they made the run's own probabilities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from nba_props.core.keys import PLAYER_GAME
from nba_props.features.matrix import Matrix
from nba_props.pipeline.forecast import Forecast
from nba_props.serving.bundle import DATE, LINE, PRICE, ModelBundle


def bundle_from(forecast: Forecast, about: Mapping[str, Any]) -> ModelBundle:
    """Return what the last fold's probabilities come from.

    Args:
        forecast: of the run.
        about: plain data to be kept with the model: market, job, phase. What the last fit was trained on, and
            whether any date tests it, is added.
    """
    predictions = forecast.predictions
    last = predictions.folds.row(-1, named=True)
    trained = {name: str(last[name]) for name in ("train_from", "train_until")}
    trained["tested"] = "no" if last["mae"] is None else "yes"
    return ModelBundle(
        predictions.last,
        forecast.distribution,
        None if forecast.lines is None else forecast.lines.after(last["test_from"]),
        forecast.whole,
        predictions.last_quantiles,
        None if forecast.pool is None else forecast.pool.after(last["test_from"]),
        {**about, **trained},
    )


def input_of(bundle: ModelBundle, matrix: Matrix, asked: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of input that ask a run's model what the run itself was asked.

    Args:
        bundle: of the run.
        matrix: of the run.
        asked: player-games by `game_id` and `player_id`, with `line`, null where there is none, and where the
            bundle pools, `novig_over`, the price at that line.

    Returns:
        `bundle.columns`, `line`, `novig_over` where it was given, and `date`, one row for each of `asked`, in
        its order.
    """
    own = [name for name in bundle.context if name not in matrix.features]
    known = pl.concat([matrix.rows.select(*PLAYER_GAME, DATE, *own), matrix.X], how="horizontal")
    at = [LINE, PRICE] if bundle.pool is not None and PRICE in asked.columns else [LINE]
    rows = asked.select(*PLAYER_GAME, *at).join(
        known, on=PLAYER_GAME, how="left", maintain_order="left", validate="m:1"
    )
    return rows.select(*bundle.columns, *at, DATE)


def example_of(bundle: ModelBundle, matrix: Matrix, forecast: Forecast, count: int = 5) -> pl.DataFrame:
    """Return a few rows of input of the last fold that predicts any, with lines where there are any."""
    last = forecast.predictions.rows["fold"][-1]
    rows = forecast.predictions.rows.filter(pl.col("fold") == last)
    at = [name for name in (LINE, PRICE) if name in forecast.at_lines.columns]
    lines = forecast.at_lines.group_by(PLAYER_GAME).agg(pl.col(at).first())
    asked = rows.join(lines, on=PLAYER_GAME, how="left", maintain_order="left")
    quoted = asked.filter(pl.col(LINE).is_not_null())
    return input_of(bundle, matrix, (quoted if quoted.height else asked).head(count))
