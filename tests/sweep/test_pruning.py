"""The pruner that compares a trial with the best one fold by fold."""

from __future__ import annotations

from typing import Literal

import optuna
import pytest
from optuna.trial import TrialState, create_trial

from nba_props.sweep.pruning import PairedWilcoxon

SEASON = [5.88, 5.97, 5.83, 5.81, 5.92, 5.98, 7.20]
"""The error of each fold of a season, whose last days are the hardest to predict."""
AS_CONFIGURED = PairedWilcoxon()


def study_of(values: list[float], direction: Literal["minimize", "maximize"] = "minimize") -> optuna.Study:
    """A study whose best trial had these values, and a running one."""
    study = optuna.create_study(direction=direction)
    steps = dict(enumerate(values, 1))
    final = sum(values) / len(values)
    study.add_trial(create_trial(value=final, intermediate_values=steps))
    return study


def pruned_at(study: optuna.Study, values: list[float], pruner: PairedWilcoxon = AS_CONFIGURED) -> int | None:
    """The step at which a trial with these values is pruned; None if it never is."""
    for step in range(1, len(values) + 1):
        so_far = dict(enumerate(values[:step], 1))
        running = create_trial(state=TrialState.RUNNING, intermediate_values=so_far)
        if pruner.prune(study, running):
            return step
    return None


def test_a_trial_that_is_worse_on_every_fold_is_pruned_as_soon_as_chance_cannot_tell() -> None:
    """Four folds worse have a probability of 1/16 by chance, three of 1/8."""
    worse = [each + 0.01 * step for step, each in enumerate(SEASON, 1)]
    assert pruned_at(study_of(SEASON), worse) == 4
    assert pruned_at(study_of(SEASON), worse, PairedWilcoxon(n_startup_steps=6)) == 6
    assert pruned_at(study_of(SEASON), worse, PairedWilcoxon(p_threshold=0.02)) == 6


def test_one_that_is_better_or_now_better_now_worse_is_kept() -> None:
    assert pruned_at(study_of(SEASON), [each - 0.01 for each in SEASON]) is None
    assert pruned_at(study_of(SEASON), SEASON) is None
    mixed = [each + (0.01 if step % 2 else -0.009) for step, each in enumerate(SEASON)]
    assert pruned_at(study_of(SEASON), mixed) is None


def test_of_what_is_to_be_large_the_smaller_is_worse() -> None:
    gains = [-each for each in SEASON]
    worse = [each - 0.01 * step for step, each in enumerate(gains, 1)]
    assert pruned_at(study_of(gains, "maximize"), worse) == 4
    assert pruned_at(study_of(gains, "maximize"), [each + 0.01 for each in gains]) is None


def test_nothing_is_pruned_before_a_trial_is_complete() -> None:
    assert pruned_at(optuna.create_study(), [9.0] * 9) is None


def test_an_option_out_of_its_range_is_told() -> None:
    with pytest.raises(ValueError, match=r"p_threshold=1\.5: must be"):
        PairedWilcoxon(p_threshold=1.5)
    with pytest.raises(ValueError, match="n_startup_steps=-1: must be"):
        PairedWilcoxon(n_startup_steps=-1)
