"""A pruner that tests the folds of a trial against the same folds of the best one."""

from __future__ import annotations

import numpy as np
from optuna.pruners import BasePruner
from optuna.study import Study, StudyDirection
from optuna.trial import FrozenTrial


class PairedWilcoxon(BasePruner):
    """Prunes a trial whose folds are worse than those of the best trial, by Wilcoxon's signed-rank test.

    Optuna's own pruner keeps a trial whose mean so far is better than the mean of *all* the best trial's
    values. That suits instances in random order. Folds are in order of time, and the last days of a season
    are the hardest to predict: until they came, no trial looked worse. Here both means are of the folds that
    the trial has had. Source: Wilcoxon, Individual comparisons by ranking methods, Biometrics 1945.

    Args:
        p_threshold: a trial is pruned when chance alone would make its folds look this much worse with a
            probability below this.
        n_startup_steps: folds that every trial has.

    Raises:
        ValueError: an argument is out of its range.
    """

    def __init__(self, *, p_threshold: float = 0.1, n_startup_steps: int = 4) -> None:
        if not 0 <= p_threshold <= 1:
            raise ValueError(f"p_threshold={p_threshold}: must be between 0 and 1")
        if n_startup_steps < 0:
            raise ValueError(f"n_startup_steps={n_startup_steps}: must be at least 0")
        self._p_threshold = p_threshold
        self._n_startup_steps = n_startup_steps

    def prune(self, study: Study, trial: FrozenTrial) -> bool:
        """Tell whether to break the trial off now."""
        from scipy.stats import wilcoxon

        worse = _worse_by(study, trial)
        if len(worse) < max(1, self._n_startup_steps) or worse.mean() <= 0:
            return False
        return bool(wilcoxon(worse, alternative="greater", zero_method="zsplit").pvalue < self._p_threshold)


def _worse_by(study: Study, trial: FrozenTrial) -> np.ndarray:
    """Excess of each step of the trial over that of the best one; no step where there is none."""
    try:
        best = study.best_trial.intermediate_values
    except ValueError:  # no trial is complete yet
        best = {}
    own = trial.intermediate_values
    found = np.array([own[step] - best[step] for step in sorted(own) if step in best])
    return -found if study.direction == StudyDirection.MAXIMIZE else found
