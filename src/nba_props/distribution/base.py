"""What a distribution is: a component that learns on out-of-fold predictions how outcomes scatter."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import polars as pl

from nba_props.core.arrays import Floats
from nba_props.core.component import kind_of
from nba_props.core.rules import Rule, above, at_least
from nba_props.core.serialization import Plain
from nba_props.distribution._rows import means
from nba_props.distribution.counts import negative_binomial
from nba_props.distribution.predictive import Predictive
from nba_props.model.base import Model, without_quantiles


class FittedDistribution(Plain, ABC):
    """What fitting returns.

    A frozen dataclass of numbers and arrays, so that it can be saved as plain data (`to_dict`, `from_dict`).
    """

    @property
    def reads(self) -> list[str]:
        """The columns that `predict` needs beside `prediction`."""
        return []

    @abstractmethod
    def predict(self, rows: pl.DataFrame) -> Predictive:
        """Return the distribution of each row's outcome.

        Args:
            rows: `prediction` (the conditional mean, in the outcome's unit) and whatever else the
                distribution reads; outcomes are not looked at.

        Raises:
            DataError: a column is missing, or a prediction.
        """

    def median(self, rows: pl.DataFrame) -> Floats:
        """Return the median of each row's distribution, exactly that of `predict`: [n]. Errors as there.

        A trial of a sweep may ask for no more; who knows it without the whole table can say so here.
        """
        return self.predict(rows).median()


@dataclass
class Distribution:
    """Base of `distribution=` options."""

    @property
    def quantile_levels(self) -> tuple[float, ...]:
        """The levels at which the model must fit quantiles, rising; empty where it needs none."""
        return ()

    def fit(self, past: pl.DataFrame) -> FittedDistribution:
        """Learn from out-of-fold predictions and what then happened.

        Args:
            past: the columns of `Predictions.rows`: `prediction`, `y`, and those that the distribution reads.
                Rows without an outcome are passed over.

        Raises:
            DataError: a column is missing, or a prediction.
        """
        raise NotImplementedError


def quantile_problems(distribution: Distribution, model: Model) -> list[str]:
    """Return what the model cannot do of what the distribution asks of it."""
    if not distribution.quantile_levels or model.has_quantiles:
        return []
    return [f"distribution={kind_of(distribution)}: {without_quantiles(model)}"]


@dataclass
class Learned(Distribution):
    """Base of distributions that have something to learn.

    With fewer than `min_rows` outcomes there is nothing to be learnt yet: until then counts are negative
    binomial around the prediction, with variance mean + mean^2 / `prior_dispersion`, which holds for markets
    of any size alike; 6 fits a season of points, rebounds and assists as it fits one of threes.
    """

    min_rows: int = 500
    prior_dispersion: float = 6.0

    def fit(self, past: pl.DataFrame) -> FittedDistribution:
        """As every distribution; the prior below `min_rows`."""
        known = past.filter(pl.col("y").is_not_null() & pl.col("y").is_not_nan())
        if known.height < self.min_rows:
            return Prior(self.prior_dispersion)
        return self.learn(known)

    def learn(self, past: pl.DataFrame) -> FittedDistribution:
        """`fit` for enough rows, all with an outcome."""
        raise NotImplementedError


LEARNED: dict[str, Rule] = {"min_rows": at_least(50), "prior_dispersion": above(0)}
"""Rules of the fields that all learned distributions have."""


@dataclass(frozen=True)
class Prior(FittedDistribution):
    """What holds before there is anything to learn from: variance = mean + mean^2 / dispersion."""

    dispersion: float

    def predict(self, rows: pl.DataFrame) -> Predictive:
        """Negative binomial counts around the predictions."""
        mean = means(rows)
        return negative_binomial(mean, mean + mean**2 / self.dispersion)
