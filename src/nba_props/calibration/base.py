"""What a calibration is: a component that learns how often what was given a probability came true."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from nba_props.calibration.binning import gathered
from nba_props.core.arrays import ArrayLike, Floats
from nba_props.core.rules import Rule, above, at_least
from nba_props.core.serialization import Plain
from nba_props.errors import DataError

MIN_OF_EACH = 20.0
"""With fewer outcomes of one kind than this there is nothing to be learnt."""


class FittedCalibration(Plain, ABC):
    """What fitting returns: a map of probabilities that never falls, with 0 to 0 and 1 to 1.

    A frozen dataclass of numbers and arrays, so that it can be saved as plain data (`to_dict`, `from_dict`).
    """

    def transform(self, p: ArrayLike) -> Floats:
        """Calibrated probabilities, of the shape of `p`; NaN stays NaN.

        Raises:
            DataError: a probability is not between 0 and 1.
        """
        p = probabilities(p)
        inside = (p > 0) & (p < 1)
        out = np.array(p)
        out[inside] = np.clip(self._transform(p[inside]), 0.0, 1.0)
        return out

    @abstractmethod
    def _transform(self, p: Floats) -> Floats:
        """`transform` for probabilities within (0, 1): [n]."""


@dataclass(frozen=True)
class Identity(FittedCalibration):
    """Leaves probabilities as they are."""

    def _transform(self, p: Floats) -> Floats:
        return p


@dataclass(frozen=True)
class Prior:
    """What is supposed of probabilities at the books' lines before any came true.

    Log-odds are to be multiplied by `slope`; that is held as if so many `player_games` had shown it.
    """

    slope: float
    player_games: float


@dataclass
class Calibration:
    """Base of `calibration=` options.

    With less than `min_weight` to learn from, and without a prior, probabilities pass through. A player-game
    weighs 1, however many quotes or lines it comes with: they all have the one outcome.
    """

    min_weight: float = 200.0

    @property
    def prior(self) -> Prior | None:
        """What is supposed at the books' lines; None where a calibration has nothing to suppose."""
        return None

    def fit(
        self,
        p: ArrayLike,
        outcome: ArrayLike,
        weight: ArrayLike | None = None,
        *,
        prior: Prior | None = None,
    ) -> FittedCalibration:
        """Learn from probabilities and what came of them.

        Args:
            p: probabilities that were given before the outcomes were known: [n].
            outcome: 1 where it came true, 0 where it did not, NaN where it is unknown (a push, a void), which
                is passed over: [n].
            weight: [n], 0 or more; 1 each by default.
            prior: where to start from; with one, few outcomes are enough, or none.

        Raises:
            DataError: the arrays do not fit together, or hold what they may not.
        """
        p, outcome, weight = known(p, outcome, weight)
        if prior is not None:
            return self.learn(*gathered(p, outcome, weight), prior)
        true = float(weight[outcome == 1].sum())
        if min(true, weight.sum() - true) < MIN_OF_EACH or weight.sum() < self.min_weight:
            return Identity()
        return self.learn(*gathered(p, outcome, weight))

    def learn(
        self, p: Floats, outcome: Floats, weight: Floats, prior: Prior | None = None
    ) -> FittedCalibration:
        """`fit` for known outcomes, gathered where nearly alike; enough of both kinds, or a prior."""
        raise NotImplementedError


@dataclass
class Scaling(Calibration):
    """Base of calibrations that stretch log-odds.

    At the books' lines a model's probabilities are far too sharp: what it sees in a line that the books do
    not is mostly its own error. So they start from log-odds times `prior_slope`, held with the strength of
    `prior_games` player-games, and not from its own word.
    """

    prior_slope: float = 0.2
    prior_games: float = 1000.0

    @property
    def prior(self) -> Prior:
        """What is supposed at the books' lines."""
        return Prior(self.prior_slope, self.prior_games)


RULES: dict[str, Rule] = {"min_weight": at_least(0)}
"""Rules of the fields that all calibrations have."""
SCALING_RULES = RULES | {"prior_slope": at_least(0), "prior_games": above(0)}
"""Rules of the fields that scaling calibrations have."""


def probabilities(p: ArrayLike) -> Floats:
    """As float64, checked to lie between 0 and 1 or to be NaN.

    Raises:
        DataError: names the first that does not.
    """
    p = np.asarray(p, np.float64)
    wrong = (p < 0) | (p > 1)
    if wrong.any():
        raise DataError(f"p={p[wrong][0]:g}: a probability must be between 0 and 1")
    return p


def known(p: ArrayLike, outcome: ArrayLike, weight: ArrayLike | None) -> tuple[Floats, Floats, Floats]:
    """Probabilities, outcomes and weights of the rows of which all three are known and that weigh something.

    Raises:
        DataError: the arrays are not equally long, an outcome is neither 0 nor 1, or a weight is below 0.
    """
    p, outcome = probabilities(p), np.asarray(outcome, np.float64)
    weight = np.ones(p.shape) if weight is None else np.asarray(weight, np.float64)
    if p.ndim != 1 or not p.shape == outcome.shape == weight.shape:
        shapes = f"{p.shape}, {outcome.shape} and {weight.shape}"
        raise DataError(f"probabilities, outcomes and weights of shapes {shapes}: must be [n] each")
    if not np.isin(outcome[~np.isnan(outcome)], (0, 1)).all():
        raise DataError("outcomes must be 0 or 1, or NaN where unknown")
    if (weight < 0).any():
        raise DataError("weights must not be below 0")
    rows = ~np.isnan(p) & ~np.isnan(outcome) & (weight > 0)
    return p[rows], outcome[rows], weight[rows]
