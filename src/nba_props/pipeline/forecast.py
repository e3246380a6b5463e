"""From point predictions to probabilities: a distribution for every player-game, calibrated in time order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from nba_props.calibration.at_lines import calibrate_lines
from nba_props.calibration.base import Calibration, FittedCalibration
from nba_props.calibration.by_date import CalibrationByDate
from nba_props.calibration.distributional import calibrate_distributions
from nba_props.core.keys import PLAYER_GAME
from nba_props.distribution.base import Distribution, FittedDistribution
from nba_props.distribution.expanding import out_of_fold, out_of_fold_medians
from nba_props.distribution.predictive import Predictive
from nba_props.evaluation.scope import RunScope
from nba_props.pipeline.line_prices import LinePrices
from nba_props.pooling.base import Pooling, Weight
from nba_props.pooling.by_date import PoolByDate, pool_by_date
from nba_props.validation.predictions import Predictions

LINE = [*PLAYER_GAME, "line"]
SHOWN = {"median": 0.5, "q05": 0.05, "q10": 0.1, "q25": 0.25, "q75": 0.75, "q90": 0.9, "q95": 0.95}
"""Quantiles that predictions are shown with, by column."""


@dataclass(frozen=True)
class PointForecast:
    """Out-of-fold predictions without probabilities at the lines.

    `predictions`: with columns of `SHOWN`, the `median` at least, in `rows`, and the `mae` of `folds` that of
    the median.
    """

    predictions: Predictions

    @property
    def is_pooled(self) -> bool:
        """Whether probabilities are pooled with the price."""
        return False

    @property
    def weight(self) -> Weight | None:
        """The model's weight in the pool, where it was learnt."""
        return None

    @property
    def weights(self) -> pl.DataFrame | None:
        """The model's weight from each date on (`PoolByDate.weights`), where it was learnt."""
        return None

    def price(self, asked: pl.DataFrame) -> pl.DataFrame:
        """Add `p_over` and `p_push` to lines: null, since nothing is known of them."""
        return asked.with_columns(pl.lit(None, pl.Float64).alias(name) for name in ("p_over", "p_push"))


@dataclass(frozen=True)
class Forecast(PointForecast):
    """Out-of-fold distributions, each learnt from what came before it.

    `predictions`: with all columns of `SHOWN` and `crps` (null without an outcome) in `rows`. `predictive`:
    one distribution per row. `at_lines`: the predicted player-games at their agreed lines, with `fold`,
    `warmup`, `date`, `y`, `p_over`, `p_push` and `p_under`, calibrated, and `raw_p_over` as the distribution
    gave it. `distribution`: of the last fold. `lines`: what P(over) is calibrated by, on each date; `whole`:
    what the last fold's distributions are calibrated by. Of the two calibrations one is there, that by lines
    where there are any. `pool`: what the calibrated probabilities are pooled with the price by, on each date;
    None where they are not.
    """

    predictive: Predictive
    at_lines: pl.DataFrame
    distribution: FittedDistribution
    lines: CalibrationByDate | None = None
    whole: FittedCalibration | None = None
    pool: PoolByDate | None = None

    @property
    def is_pooled(self) -> bool:
        """Whether probabilities are pooled with the price."""
        return self.pool is not None

    @property
    def weight(self) -> Weight | None:
        """The model's weight in the pool, where it was learnt."""
        return None if self.pool is None else self.pool.weight

    @property
    def weights(self) -> pl.DataFrame | None:
        """The model's weight from each date on (`PoolByDate.weights`), where it was learnt."""
        found = None if self.pool is None else self.pool.weights()
        return None if found is None or found.is_empty() else found

    def price(self, asked: pl.DataFrame) -> pl.DataFrame:
        """Add `p_over`, `p_push`, `p_under`, `model_p_over`, `raw_p_over`: see `LinePrices.price`."""
        return LinePrices(self.predictions.rows, self.predictive, self.lines, self.pool).price(asked)


def forecast(
    predictions: Predictions,
    distribution: Distribution,
    calibration: Calibration,
    lines: pl.DataFrame,
    *,
    pooling: Pooling | None = None,
    offered: pl.DataFrame | None = None,
) -> Forecast:
    """Put a distribution around every out-of-fold prediction, calibrate, and pool with the price.

    Where there are lines, what is calibrated is the probability of going over them; where there are none, the
    whole distribution.

    Args:
        predictions: of all folds.
        distribution: fitted on earlier folds alone.
        calibration: likewise.
        lines: the line that the books agree on, `game_id`, `player_id`, `line`, one per player-game; each
            enters what is learnt on later dates.
        pooling: of calibrated probabilities with the price; None for none.
        offered: the line that the quotes on offer at the moment of the bet agree on, and its `novig_over`,
            one per player-game, for the pool to learn from; `lines` where it is not given.

    Raises:
        DataError: a column that the distribution reads is missing.
    """
    scattered = out_of_fold(distribution, predictions)
    at_lines = _at_lines(predictions.rows, scattered.predictive, lines)
    if at_lines.height:
        fitted = calibrate_lines(calibration, at_lines, predictions.folds)
        described = _described(predictions, scattered.predictive)
        plain = Forecast(described, scattered.predictive, fitted.quotes, scattered.last, lines=fitted.by_date)
        asked = lines if offered is None else offered
        return plain if pooling is None or not pooling.pools else _pooled(plain, pooling, asked)
    whole = calibrate_distributions(calibration, scattered.predictive, predictions.rows, predictions.folds)
    described = _described(predictions, whole.predictive)
    priced = at_lines.with_columns(pl.col("p_over").alias("raw_p_over"))
    return Forecast(described, whole.predictive, priced, scattered.last, whole=whole.last)


def _pooled(plain: Forecast, pooling: Pooling, offered: pl.DataFrame) -> Forecast:
    """Return the forecast with the pool of each date."""
    rows = plain.predictions.rows.select("fold", "date", *PLAYER_GAME, "y")
    asked = offered.select(*LINE, "novig_over")
    priced = plain.price(asked).join(rows, on=PLAYER_GAME, how="inner", maintain_order="left")
    over = pl.when(pl.col("y") != pl.col("line")).then(pl.col("y") > pl.col("line"))
    known = priced.select(
        "fold",
        "date",
        model=pl.col("model_p_over") / (1 - pl.col("p_push")),
        price="novig_over",
        over=over.cast(pl.Float64),
    )
    return replace(plain, pool=pool_by_date(pooling, known.sort("date"), plain.predictions.folds))


def forecast_within(
    scope: RunScope,
    predictions: Predictions,
    distribution: Distribution,
    calibration: Calibration,
    lines: pl.DataFrame,
    *,
    pooling: Pooling | None = None,
    offered: pl.DataFrame | None = None,
) -> PointForecast:
    """Forecast as far as a scope asks for it.

    Below `RunScope.PROBABILITIES` the predictions are those that `forecast` returns, without probabilities;
    below `RunScope.SCORES` only the median of test folds is worked out, which takes a fraction of the time.
    Where no predicted player-game has a line, whole distributions are calibrated, so that no part of
    `forecast` can be spared.

    Args:
        scope: how much of the run is computed.
        predictions, distribution, calibration, lines, pooling, offered: as `forecast` takes them.

    Raises:
        DataError: a column that the distribution reads is missing.
    """
    if scope >= RunScope.PROBABILITIES or lines.join(predictions.rows, on=PLAYER_GAME, how="semi").is_empty():
        return forecast(predictions, distribution, calibration, lines, pooling=pooling, offered=offered)
    if scope >= RunScope.SCORES:
        return PointForecast(_described(predictions, out_of_fold(distribution, predictions).predictive))
    medians = pl.Series(out_of_fold_medians(distribution, predictions), nan_to_null=True)
    return PointForecast(_with(predictions, {"median": medians}))


def _at_lines(rows: pl.DataFrame, predictive: Predictive, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the probabilities of the predicted player-games at their lines, by date."""
    keys = rows.select("fold", "warmup", "date", *PLAYER_GAME, "y").with_row_index("row")
    price = [name for name in ("novig_over",) if name in lines.columns]
    asked = lines.select(*LINE, *price).join(keys, on=PLAYER_GAME, how="inner", validate="1:1").sort("row")
    line, row = asked["line"].to_numpy(), asked["row"].to_numpy()
    return asked.drop("row").with_columns(
        p_over=pl.Series(predictive.p_over(line, row)),
        p_push=pl.Series(predictive.p_push(line, row)),
        p_under=pl.Series(predictive.p_under(line, row)),
    )


def _described(predictions: Predictions, predictive: Predictive) -> Predictions:
    """Return the predictions with what their distributions say."""
    y = predictions.rows["y"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    columns = {name: pl.Series(predictive.quantile(level)) for name, level in SHOWN.items()}
    return _with(predictions, columns | {"crps": pl.Series(predictive.crps(y), nan_to_null=True)})


def _with(predictions: Predictions, columns: Mapping[str, pl.Series]) -> Predictions:
    """Return predictions with columns of their distributions, the median among them, which errors are of."""
    rows = predictions.rows.with_columns(**columns)
    error = (pl.col("median") - pl.col("y")).abs()
    by_fold = rows.group_by("fold").agg(mae=error.mean())
    folds = predictions.folds.drop("mae").join(by_fold, on="fold", how="left", maintain_order="left")
    return replace(predictions, rows=rows, folds=folds.select(predictions.folds.columns))
