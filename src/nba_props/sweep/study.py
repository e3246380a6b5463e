"""A study that several sweepers, now and later, work on: claims of trials, orphans, results.

`n_trials` counts the trials that have ended, whatever came out, and those that are running. A trial whose
sweeper died is an orphan: it is closed, counts no more, and its point is queued to be run again.
"""

from __future__ import annotations

import datetime as dt
import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import optuna
from optuna.distributions import BaseDistribution
from optuna.trial import FrozenTrial, Trial, TrialState

from nba_props.core import optuna_internals, process
from nba_props.sweep.storage import GRACE, claiming
from nba_props.sweep.trial_context import RESULT

if TYPE_CHECKING:
    from optuna.storages import RDBStorage

OWNER, ORPHAN, FAILURE, RETRY_OF, ATTEMPT = "owner", "orphan", "failure", "retry_of", "attempt"
"""Names of user attributes of trials; see `docs/how-to/sweeps.md`."""

MAX_ATTEMPTS = 5
"""A point whose process dies this often is no longer run again, and counts as failed."""


@dataclass(frozen=True)
class Outcome:
    """End of a job: with values, pruned, or failed with a reason."""

    values: list[float] | None = None
    pruned: bool = False
    failure: str | None = None

    @property
    def state(self) -> TrialState:
        """Optuna's name for it."""
        if self.pruned:
            return TrialState.PRUNED
        return TrialState.FAIL if self.failure is not None else TrialState.COMPLETE


@dataclass(frozen=True)
class Counts:
    """Numbers of trials of each kind; orphans are in none."""

    complete: int = 0
    pruned: int = 0
    failed: int = 0
    running: int = 0
    waiting: int = 0

    @property
    def ended(self) -> int:
        """Trials that count as finished."""
        return self.complete + self.pruned + self.failed


class SharedStudy:
    """A study and what this sweeper may do with it."""

    def __init__(self, study: optuna.Study, storage: RDBStorage, n_trials: int, heartbeat: float) -> None:
        self.study = study
        self.n_trials = n_trials
        self.storage = storage
        self._patience = GRACE * heartbeat
        self._process = str(process.this_process())

    def trials(self) -> list[FrozenTrial]:
        """All trials but orphans, in order of number."""
        trials = self.study.get_trials(deepcopy=False)
        return [trial for trial in trials if ORPHAN not in trial.user_attrs]

    def counts(self) -> Counts:
        """Count the trials of each kind."""
        states = [trial.state for trial in self.trials()]
        kinds = (
            TrialState.COMPLETE,
            TrialState.PRUNED,
            TrialState.FAIL,
            TrialState.RUNNING,
            TrialState.WAITING,
        )
        return Counts(*(states.count(kind) for kind in kinds))

    def claim(self, limit: int, space: dict[str, BaseDistribution]) -> list[Trial]:
        """Start up to `limit` trials, no more than are missing."""
        with claiming(self.storage, self.study.study_name):
            counts = self.counts()
            missing = self.n_trials - counts.ended - counts.running
            return [self._ask(space) for _ in range(max(0, min(limit, missing)))]

    def _ask(self, space: dict[str, BaseDistribution]) -> Trial:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that heartbeats are for Study.optimize: they are recorded here
            trial = self.study.ask(space)
        trial.set_user_attr(OWNER, self._process)
        return trial

    def tell(self, trial: Trial, outcome: Outcome) -> bool:
        """End a trial of this sweeper; False where another has ended it meanwhile."""
        if outcome.failure is not None:
            trial.set_user_attr(FAILURE, outcome.failure)
        return self._tell(trial.number, outcome)

    def _tell(self, number: int, outcome: Outcome) -> bool:
        try:
            self.study.tell(number, outcome.values, state=outcome.state)
        except (optuna.exceptions.UpdateFinishedTrialError, ValueError):
            if self.study.get_trials(deepcopy=False)[number].state.is_finished():
                return False
            raise
        return True

    def close_orphans(self) -> list[FrozenTrial]:
        """Close the running trials of dead sweepers, see `release`; returns what was closed."""
        with claiming(self.storage, self.study.study_name):
            trials = self.study.get_trials(deepcopy=False)
            running = [trial for trial in trials if trial.state is TrialState.RUNNING]
            stale = optuna_internals.stale_trial_ids(self.storage, self.study) if running else set()
            dead = [trial for trial in running if self._is_dead(trial, stale)]
            for trial in dead:
                self.release(trial, "its sweeper died", trials)
        return dead

    def _is_dead(self, trial: FrozenTrial, stale: set[int]) -> bool:
        owner = trial.user_attrs.get(OWNER)
        if owner is not None and process.is_gone(owner):
            return True
        if optuna_internals.trial_id(trial) in stale:
            return owner != self._process
        if owner is not None or trial.datetime_start is None:
            return False
        return dt.datetime.now() - trial.datetime_start > dt.timedelta(seconds=self._patience)  # noqa: DTZ005

    def release(self, trial: FrozenTrial, reason: str, trials: Sequence[FrozenTrial] | None = None) -> None:
        """Close a trial that will not end as an orphan, and queue its point, unless it died too often.

        A trial whose job had recorded its result before that is finished with it.
        """
        result = trial.user_attrs.get(RESULT)
        if result is not None:
            self._tell(trial.number, checked(result, len(self.study.directions)))
            return
        attempt = int(trial.user_attrs.get(ATTEMPT, 1))
        if attempt >= MAX_ATTEMPTS:
            self._attribute(trial, FAILURE, f"{reason}, {attempt} times")
        else:
            known = self.study.get_trials(deepcopy=False) if trials is None else trials
            if trial.params and not any(other.user_attrs.get(RETRY_OF) == trial.number for other in known):
                again = {RETRY_OF: trial.number, ATTEMPT: attempt + 1}
                self.study.enqueue_trial(trial.params, user_attrs=again)
            self._attribute(trial, ORPHAN, reason)
        self._tell(trial.number, Outcome(failure=reason))

    def _attribute(self, trial: FrozenTrial, key: str, value: object) -> None:
        optuna_internals.set_user_attr(self.study, trial, key, value)


def checked(value: Any, n_objectives: int) -> Outcome:  # noqa: ANN401
    """Read what a job returned: as many finite numbers as there are objectives, or a failure."""
    several = isinstance(value, Sequence) and not isinstance(value, str)
    try:
        values = [float(number) for number in (value if several else [value])]
    except (TypeError, ValueError):
        return Outcome(failure=f"the job returned {value!r}: not a number for each objective")
    if len(values) != n_objectives:
        return Outcome(failure=f"the job returned {len(values)} numbers for {n_objectives} objectives")
    if not all(map(math.isfinite, values)):
        return Outcome(failure=f"the job returned {value!r}: not finite")
    return Outcome(values)
