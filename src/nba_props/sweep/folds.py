"""Folds as the steps of a trial: what the pruner is told after each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nba_props.sweep.trial_context import TrialContext

if TYPE_CHECKING:
    from nba_props.validation.predictions import FoldResult


class FoldReports:
    """Tells the study the mean absolute error after each test fold; warm-up folds enter no metric.

    It stands for every objective, since fold by fold nothing else is known yet: the distribution, and what
    follows from it, comes after the last fold. An objective of which more is better gets the negative error.
    """

    def __init__(self, context: TrialContext) -> None:
        self._context = context
        self._total = 0.0
        self._rows = 0
        self._step = 0

    def add(self, result: FoldResult) -> None:
        """Take in a fold.

        Raises:
            Pruned: the trial is not worth going on with.
        """
        if result.fold.warmup or result.mae is None or not self._context.prunes:
            return
        rows = len(result.errors)
        self._total += result.mae * rows
        self._rows += rows
        self._step += 1
        value = self._total / self._rows if self._context.averages else result.mae
        self._context.report(value, self._step, last=result.fold.number == result.n_folds)
