"""`model=two_stage`: how long a player will be on the floor, and what he does in a minute of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nba_props.core.arrays import Floats
from nba_props.core.component import component
from nba_props.errors import ConfigError, NBAPropsError
from nba_props.model._composite import (
    Composite,
    CompositeFit,
    earlier_part,
    part_problems,
    refit_part,
    tuned,
)
from nba_props.model.base import Earlier, Model, Rows, Trainer, TrainingData

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@component("model", "two_stage")
@dataclass
class TwoStage(Composite):
    """Expected minutes times the expected outcome per minute; each stage is any model of the run's features.

    What is predicted is the mean of the product, E[MR], and not the product of the means: minutes and rate go
    together (a hot hand plays longer, garbage time is played by those who score less). The rate is fitted
    with the minutes as weights, and the weighted least squares of R = Y / M are at E[MR | x] / E[M | x] (a
    ratio estimator: Cochran, Sampling Techniques, 1977, chapter 6). Times E[M | x] that is E[MR | x], with
    the covariance of the two in it, so that none is to be added. Games of zero minutes count in the mean of
    the minutes; they have no rate, and their weight is 0.
    """

    minutes: Model
    rate: Model

    def __post_init__(self) -> None:
        if problems := part_problems(self.inner()):
            raise ConfigError(problems)

    def inner(self) -> Mapping[str, Model]:
        """Return the two stages."""
        return {"minutes": self.minutes, "rate": self.rate}

    def fits_apart(self) -> bool:
        """Say whether it is so for both stages."""
        return all(stage.fits_apart() for stage in self.inner().values())

    def trainer(self, design: TrainingData, first_window: Rows) -> TwoStageTrainer:
        """Get the trainers of both stages ready, on the same features.

        Raises:
            NBAPropsError: no row of the first window has been played for a known time.
        """
        return TwoStageTrainer(self, design, first_window)


class TwoStageTrainer(Trainer):
    """Fits the minutes on all rows, zero minutes included, and the rate on those that were played."""

    def __init__(self, model: TwoStage, design: TrainingData, first_window: Rows) -> None:
        self._minutes = _minutes(design, first_window)
        window = self._timed(first_window), self._played(first_window)
        stages = _by_minutes(design, self._minutes), _per_minute(design, self._minutes, window[1])
        self._of_minutes = model.minutes.trainer(stages[0], window[0])
        self._of_rate = model.rate.trainer(stages[1], window[1])
        self.tuned: TwoStage = replace(
            model, minutes=tuned(self._of_minutes, model.minutes), rate=tuned(self._of_rate, model.rate)
        )

    def fit(self, rows: Rows) -> TwoStageFit:
        """Fit both stages."""
        minutes, rate = self._of_minutes.fit(self._timed(rows)), self._of_rate.fit(self._played(rows))
        return TwoStageFit({"minutes": minutes, "rate": rate})

    def refit(self, rows: Rows, earlier: Earlier) -> TwoStageFit:
        """Fit both stages, each with what came of its own fit before."""
        since = {"minutes": self._timed(earlier.rows), "rate": self._played(earlier.rows)}
        given = {name: earlier_part(name, earlier, came) for name, came in since.items()}
        minutes = refit_part(self._of_minutes, self._timed(rows), given["minutes"])
        rate = refit_part(self._of_rate, self._played(rows), given["rate"])
        fitted = TwoStageFit({"minutes": minutes, "rate": rate})
        fitted.given = given
        return fitted

    def _timed(self, rows: Rows) -> Rows:
        """Return the rows whose minutes are known."""
        import numpy as np

        return rows[~np.isnan(self._minutes[rows])]

    def _played(self, rows: Rows) -> Rows:
        """Return the rows that have a rate."""
        return rows[self._minutes[rows] > 0]


def _minutes(design: TrainingData, first_window: Rows) -> Floats:
    """Return the minutes of all rows.

    Raises:
        NBAPropsError: they are not known.
    """
    if design.minutes is None or not (design.minutes[first_window] > 0).any():
        raise NBAPropsError("model=two_stage: no game to train on has its minutes; other models need none")
    return design.minutes


def _by_minutes(design: TrainingData, minutes: Floats) -> TrainingData:
    return design.of("minutes", minutes, design.weight)


def _per_minute(design: TrainingData, minutes: Floats, window: Rows) -> TrainingData:
    """Return the outcome per minute, weighted by the minutes, those of the window with a mean of 1.

    So a penalty on the fit is as strong as without weights.
    """
    import numpy as np

    played = minutes > 0
    rate = np.divide(design.y, minutes, out=np.full(len(minutes), np.nan), where=played)
    weight = np.where(played, minutes / minutes[window].mean(), 0.0)
    return design.of("rate", rate, weight if design.weight is None else weight * design.weight)


class TwoStageFit(CompositeFit):
    """The fits of both stages."""

    def _predict(self, X: NDArray[np.float32]) -> Floats:
        import numpy as np

        minutes, rate = (part.predict(X) for part in self.parts().values())
        return np.maximum(minutes, 0.0) * rate
