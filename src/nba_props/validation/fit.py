"""One fold's fit: choose the features on its own training rows, then fit on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nba_props.features.selection import FeatureSelection, Method
from nba_props.model.base import (
    Earlier,
    FittedModel,
    Model,
    QuantileFit,
    Rows,
    Trainer,
    TrainingData,
    refused,
)
from nba_props.validation.selection import select


@dataclass(frozen=True)
class FoldFit:
    """What one fold fits: the mean and, where they are asked for, quantiles of the same features."""

    mean: FittedModel
    quantiles: QuantileFit | None


@dataclass(frozen=True)
class _Before:
    """The fold fitted before: its training rows, its fits, and what its mean was fitted with."""

    rows: Rows
    fit: FoldFit
    earlier: Earlier | None


class FoldFitter:
    """Fits fold after fold, earliest first; what the first fold's training rows settled holds for all."""

    def __init__(
        self, model: Model, selection: FeatureSelection, design: TrainingData, levels: Sequence[float] = ()
    ) -> None:
        self._tuned = model
        self._selection = selection
        self._design = design
        self._levels = levels
        self._first_window: Rows | None = None
        self._full: Trainer | None = None
        self._narrow: tuple[list[str], Trainer] | None = None
        self._before: _Before | None = None

    def fit(self, rows: Rows) -> FoldFit:
        """Return the fits of a fold from its training rows, ascending, all with an outcome.

        A fold with the training rows of the one before has its fits: an embargo that reaches back into a
        break leaves nothing new to learn.

        Raises:
            NBAPropsError: the model's library refuses its settings.
        """
        before = self._before
        if before is not None and np.array_equal(before.rows, rows):
            return before.fit
        with refused(self._tuned):
            return self._fit(rows)

    def _fit(self, rows: Rows) -> FoldFit:
        trainer, earlier = self._trainer(rows), self._earlier(rows)
        mean = trainer.fit(rows) if earlier is None else trainer.refit(rows, earlier)
        quantiles = trainer.fit_quantiles(rows, self._levels) if self._levels else None
        self._keep_tuned(trainer)
        fit = FoldFit(mean, quantiles)
        self._before = _Before(rows, fit, earlier)
        return fit

    def _earlier(self, rows: Rows) -> Earlier | None:
        """Return the fit before with the rows that came since; where none came, what that one was given."""
        before = self._before
        if before is None or rows[-1] < before.rows[-1]:
            return None
        since = rows[rows > before.rows[-1]]
        return Earlier(before.fit.mean, self._design, since) if len(since) else before.earlier

    def _trainer(self, rows: Rows) -> Trainer:
        """Return the trainer restricted to the features that are selected on these rows."""
        if self._full is None or self._first_window is None:
            self._first_window = rows
            self._full = self._tuned.trainer(self._design, rows)
            self._keep_tuned(self._full)
        if self._selection.method is Method.none:
            return self._full
        names = select(self._selection, self._full, self._design, rows, self._tuned.needs())
        if self._narrow is None or self._narrow[0] != names:
            self._narrow = names, self._tuned.trainer(self._design.only(names), self._first_window)
        return self._narrow[1]

    def _keep_tuned(self, trainer: Trainer) -> None:
        """Take the numbers of rounds as settled: to choose them anew would double the cost of every fold."""
        self._tuned = getattr(trainer, "tuned", self._tuned)
