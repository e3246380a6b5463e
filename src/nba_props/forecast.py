"""From point predictions to probabilities: a distribution for every player-game, calibrated in time order."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from nba_props.calibration.base import Calibration, FittedCalibration
from nba_props.calibration.by_date import CalibrationByDate
from nba_props.calibration.lines import calibrate_lines
from nba_props.calibration.whole import calibrate_distributions
from nba_props.distribution.base import Distribution, FittedDistribution
from nba_props.distribution.order import out_of_fold
from nba_props.distribution.predictive import Predictive
from nba_props.validation.predictions import Predictions

LINE = ["game_id", "player_id", "line"]
PROBABILITIES = ("p_over", "p_push", "p_under", "raw_p_over")
SHOWN = {"median": 0.5, "q05": 0.05, "q25": 0.25, "q75": 0.75, "q95": 0.95}
"""Quantiles that predictions are shown with, by column."""


@dataclass(frozen=True)
class Forecast:
    """Out-of-fold distributions, each learnt from what came before it.

    `predictions`: with the columns of `SHOWN` and `crps` (null without an outcome) in `rows`, and the `mae`
    of `folds` that of the median. `predictive`: one distribution per row. `at_lines`: one row per player-game
    and line that was ever quoted before tip-off, with `warmup`, `p_over`, `p_push` and `p_under`, calibrated,
    and `raw_p_over` as the distribution gave it. `distribution`, `lines` and `whole`: what the last fold's
    probabilities come from; of the two calibrations one is there, by lines where there are any.
    """

    predictions: Predictions
    predictive: Predictive
    at_lines: pl.DataFrame
    distribution: FittedDistribution
    lines: CalibrationByDate | None = None
    whole: FittedCalibration | None = None

    def price(self, asked: pl.DataFrame) -> pl.DataFrame:
        """Add `p_over`, `p_push`, `p_under` and `raw_p_over` to rows with `game_id`, `player_id` and `line`.

        They are null where the player-game was not predicted, or the line was never quoted before tip-off.
        """
        known = self.at_lines.select(*LINE, *PROBABILITIES)
        return asked.join(known, on=LINE, how="left", maintain_order="left", validate="m:1")


def forecast(
    predictions: Predictions, distribution: Distribution, calibration: Calibration, lines: pl.DataFrame
) -> Forecast:
    """Put a distribution around every out-of-fold prediction, and calibrate.

    Where there are lines, what is calibrated is the probability of going over them; where there are none, the
    whole distribution.

    Args:
        predictions: of all folds.
        distribution: fitted on earlier folds alone.
        calibration: likewise.
        lines: as `quoted_lines` returns them.

    Raises:
        DataError: a column that the distribution reads is missing.
    """
    scattered = out_of_fold(distribution, predictions)
    at_lines = _at_lines(predictions.rows, scattered.predictive, lines)
    if at_lines.height:
        fitted = calibrate_lines(calibration, at_lines, predictions.folds)
        described = _described(predictions, scattered.predictive)
        return Forecast(described, scattered.predictive, fitted.quotes, scattered.last, lines=fitted.by_date)
    whole = calibrate_distributions(calibration, scattered.predictive, predictions.rows, predictions.folds)
    described = _described(predictions, whole.predictive)
    priced = at_lines.with_columns(pl.col("p_over").alias("raw_p_over"))
    return Forecast(described, whole.predictive, priced, scattered.last, whole=whole.last)


def quoted_lines(prop_lines: pl.DataFrame, market: str) -> pl.DataFrame:
    """Every line that a player-game of the market was quoted at before tip-off.

    Returns:
        `game_id`, `player_id`, `line`: each once, however many books quoted it and however often.
    """
    pregame = pl.col("tip_off").is_null() | (pl.col("quoted_at") < pl.col("tip_off"))
    return prop_lines.filter(pl.col("market") == market, pregame).select(LINE).unique().sort(LINE)


def _at_lines(rows: pl.DataFrame, predictive: Predictive, lines: pl.DataFrame) -> pl.DataFrame:
    """The probabilities at each line of a predicted player-game, by date."""
    keys = rows.select("fold", "warmup", "date", "game_id", "player_id", "y").with_row_index("row")
    asked = lines.join(keys, on=["game_id", "player_id"], how="inner").sort("row", "line")
    line, row = asked["line"].to_numpy(), asked["row"].to_numpy()
    return asked.drop("row").with_columns(
        p_over=pl.Series(predictive.p_over(line, row)),
        p_push=pl.Series(predictive.p_push(line, row)),
        p_under=pl.Series(predictive.p_under(line, row)),
    )


def _described(predictions: Predictions, predictive: Predictive) -> Predictions:
    """The predictions with what their distributions say."""
    y = predictions.rows["y"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    rows = predictions.rows.with_columns(
        **{name: pl.Series(predictive.quantile(level)) for name, level in SHOWN.items()},
        crps=pl.Series(predictive.crps(y), nan_to_null=True),
    )
    error = (pl.col("median") - pl.col("y")).abs()
    by_fold = rows.group_by("fold").agg(mae=error.mean())
    folds = predictions.folds.drop("mae").join(by_fold, on="fold", how="left", maintain_order="left")
    return replace(predictions, rows=rows, folds=folds.select(predictions.folds.columns))
