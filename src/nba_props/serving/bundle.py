"""What a served model is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nba_props.calibration.base import FittedCalibration
from nba_props.calibration.by_date import CalibrationByDate
from nba_props.distribution.base import FittedDistribution
from nba_props.model.base import FittedModel, QuantileFit
from nba_props.pooling.by_date import PoolByDate
from nba_props.validation.predictions import quantile_column

if TYPE_CHECKING:
    import polars as pl

    from nba_props.tracking.run import Run

LINE, PRICE, DATE = "line", "novig_over", "date"
"""The optional columns of input."""


@dataclass(frozen=True)
class ModelBundle:
    """The fits of one fold: the last one's make the model that is served.

    `model` gives the conditional mean; `quantiles` what `distribution` reads of the model's own quantiles, if
    it does; `whole` calibrates the distributions and `lines` the probabilities of going over a line; `pool`
    pools these with the price. `about` is plain data to be kept with the model: the market, the job, the
    phase and so on.
    """

    model: FittedModel
    distribution: FittedDistribution
    lines: CalibrationByDate | None = None
    whole: FittedCalibration | None = None
    quantiles: QuantileFit | None = None
    pool: PoolByDate | None = None
    about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def features(self) -> list[str]:
        """The columns that the model reads, in its order."""
        return list(self.model.names)

    @property
    def context(self) -> list[str]:
        """The columns that the distribution reads beside them, in its order."""
        own = {"prediction", *self.features}
        if self.quantiles is not None:
            own |= {quantile_column(level) for level in self.quantiles.levels}
        return [name for name in self.distribution.reads if name not in own]

    @property
    def columns(self) -> list[str]:
        """All columns of input that must be there."""
        return self.features + self.context

    def log_to(self, run: Run, example: pl.DataFrame) -> str | None:
        """Log the bundle as the model of a run; see `nba_props.serving.log.log`."""
        from nba_props.serving.log import log

        return log(run, self, example)
