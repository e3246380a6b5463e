"""One line for each trial that ends: how far the sweep is, the best so far, how long it may still take."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nba_props.sweep.study import FAILURE, Counts, SharedStudy

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

log = logging.getLogger("nba_props.sweep")


class Progress:
    """The clock of this sweeper; trials that others ended count in the pace too."""

    def __init__(self, shared: SharedStudy) -> None:
        self._shared = shared
        self._started = time.perf_counter()
        self._before = shared.counts().ended

    def show(self, numbers: Sequence[int]) -> None:
        """Say how trials ended, those of a batch together, and after the last how far the sweep is."""
        trials = self._shared.study.get_trials(deepcopy=False)
        for number in numbers:
            how_far = f"  |  {self.line()}" if number == numbers[-1] else ""
            log.info("trial %d: %s%s", number, outcome(trials[number]), how_far)

    def line(self) -> str:
        """Progress of the sweep, in one line."""
        counts = self._shared.counts()
        parts = [f"{counts.ended}/{self._shared.n_trials} done", best(self._shared)]
        parts += [f"{n} {word}" for n, word in ((counts.pruned, "pruned"), (counts.failed, "failed")) if n]
        return " · ".join(part for part in (*parts, self._left(counts)) if part)

    def _left(self, counts: Counts) -> str:
        done, left = counts.ended - self._before, self._shared.n_trials - counts.ended
        if done < 1 or left < 1:
            return ""
        return f"about {clock((time.perf_counter() - self._started) / done * left)} left"


def clock(seconds: float) -> str:
    """Return a duration as people say it: `40 s`, `12 min`, `3.5 h`."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def outcome(trial: FrozenTrial) -> str:
    """End of a trial in a word, with its values or its reason."""
    reason = trial.user_attrs.get(FAILURE)
    if reason is not None:
        return f"FAILED ({reason})"
    if trial.values is None:
        return trial.state.name
    if trial.state.name == "PRUNED":
        return f"PRUNED at step {trial.last_step}"
    return ", ".join(f"{value:.5g}" for value in trial.values)


def best(shared: SharedStudy) -> str:
    """Return the best value so far, or the number of points on the Pareto front; empty before the first."""
    if not shared.counts().complete:
        return ""
    if len(shared.study.directions) > 1:
        return f"{len(shared.study.best_trials)} on the Pareto front"
    found = shared.study.best_trial
    return f"best {found.value:.5g} (trial {found.number})"
