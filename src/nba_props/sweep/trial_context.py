"""A job as one trial of a sweep: what the sweeper told it through Hydra, and what it tells the study.

A task that is no experiment of this package can use it as well: `current()` is None outside a sweep.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from nba_props.core import optuna_internals
from nba_props.errors import EndedEarly
from nba_props.sweep.storage import open_storage

if TYPE_CHECKING:
    from optuna import Study

ENTRY = "NBA_PROPS_SWEEP"
"""The entry of `hydra.job.env_set` that tells a job its place, as JSON."""

PLACE = re.compile(rf" ?\+\+hydra\.job\.env_set\.{ENTRY}='(?:\\.|[^'\\])*'")
"""The word that `as_word` makes, in a line of words."""

PARENT_RUN, SWEEP, TRIAL, WINNER_OF = "mlflow.parentRunId", "sweep", "trial", "winner_of"
"""Tags of runs: the parent of a child, the study, the trial's number, the sweep that a winner stands for."""

WINNER_TRIAL, N_TRIALS, CONFIRMS = "winner_trial", "n_trials", "confirms"
"""Tags of a winner's run: the number of its trial, and how many it was chosen from; of a run that confirms a
sweep: the study.
"""

RESULT, RUN_ID = "result", "run_id"
"""User attributes of trials that jobs set: what came out, and which run it is."""


class Pruned(EndedEarly):
    """The trial is not worth going on with; the sweeper notes it as PRUNED."""

    def __init__(self, value: float, step: int) -> None:
        self.value, self.step = value, step
        tags = {"pruned": "true", "pruned_at": str(step)}
        super().__init__(f"pruned at step {step}: {value:.6g}", "FINISHED", tags)

    def __reduce__(self) -> Any:  # noqa: ANN401
        """Travels between processes."""
        return Pruned, (self.value, self.step)


class LostTrialError(EndedEarly):
    """Another sweeper has closed this job's trial, and runs its point again."""

    def __init__(self, number: int) -> None:
        self.number = number
        reason = f"trial {number} was closed by another sweeper, which took its job for dead"
        super().__init__(reason, "KILLED", {"orphan": "true", "failure": reason})

    def __reduce__(self) -> Any:  # noqa: ANN401
        """Travels between processes."""
        return LostTrialError, (self.number,)


@dataclass(frozen=True)
class TrialContext:
    """The place of a job in a sweep.

    `parent` is the MLflow run of the sweep. `number` is the trial's; None in a plain multirun. `study` and
    `storage` say where the trial is kept, `home` where the sweep was started, `sweeper` which process it is,
    `pruner` what breaks the trial off. `winner` is the number of the trial whose point is run again in full,
    `confirms` the sweep of which a point is run on other dates, `trials` how many this one was chosen from.
    """

    parent: str | None = None
    number: int | None = None
    winner: int | None = None
    trials: int = 1
    study: str = ""
    storage: str = ""
    home: str = ""
    sweeper: str = ""
    pruner: dict[str, Any] = field(default_factory=dict)
    confirms: str | None = None

    @property
    def prunes(self) -> bool:
        """Whether the trial can be broken off, so that values along the way are of use."""
        return self.number is not None and self.pruner.get("kind", "none") != "none"

    @property
    def is_winner(self) -> bool:
        """Whether the job is the best point of a sweep, run again in full."""
        return self.winner is not None

    @property
    def averages(self) -> bool:
        """Whether the pruner compares running means; otherwise it wants the value of each step alone."""
        return self.pruner.get("kind") != "wilcoxon"

    def report(self, value: float, step: int, last: bool = False) -> None:
        """Tell an error along the way; it is negated for an objective of which more is better.

        With the `last` one there is nothing left to be saved, and the trial is not broken off.

        Raises:
            Pruned: the trial is not worth going on with.
            LostTrialError: it is no longer this job's.
        """
        if not self.prunes:
            return
        study = self._study()
        if len(study.directions) > 1:
            return
        storage, trial_id = optuna_internals.storage_of(study), self._trial_id(study)
        if study.directions[0].name == "MAXIMIZE":
            value = -value
        self._write(lambda: storage.set_trial_intermediate_value(trial_id, step, float(value)))
        if not last and study.pruner.prune(study, storage.get_trial(trial_id)):
            raise Pruned(float(value), step)

    def record(self, values: Sequence[float]) -> None:
        """Keep the result in the study, so that it is not lost if the sweeper dies before it hears of it.

        Raises:
            LostTrialError: the trial is no longer this job's.
        """
        self._note(RESULT, list(values))

    def check_own(self) -> None:
        """See whether the trial is still this job's.

        Raises:
            LostTrialError: it is not.
        """
        if self.number is None:
            return
        study = self._study()
        if optuna_internals.storage_of(study).get_trial(self._trial_id(study)).state.is_finished():
            raise LostTrialError(self.number)

    def name_run(self, run_id: str) -> None:
        """Note which run is the trial's.

        Raises:
            LostTrialError: the trial is no longer this job's.
        """
        self._note(RUN_ID, run_id)

    def tags(self) -> dict[str, str]:
        """How the run of this job is found from its sweep: as a child, or as the winner's full run."""
        if self.confirms is not None:
            return {CONFIRMS: self.confirms}
        if self.parent is None:
            return {} if self.number is None else {SWEEP: self.study, TRIAL: str(self.number)}
        if self.number is not None:
            return {PARENT_RUN: self.parent, SWEEP: self.study, TRIAL: str(self.number)}
        if self.winner is None:
            return {PARENT_RUN: self.parent}
        own = {WINNER_TRIAL: str(self.winner), N_TRIALS: str(self.trials)}
        return {WINNER_OF: self.parent, SWEEP: self.study, **own}

    def _note(self, key: str, value: object) -> None:
        if self.number is None:
            return
        study = self._study()
        storage, trial_id = optuna_internals.storage_of(study), self._trial_id(study)
        self._write(lambda: storage.set_trial_user_attr(trial_id, key, value))

    def _write(self, write: Callable[[], None]) -> None:
        from optuna.exceptions import UpdateFinishedTrialError

        try:
            write()
        except UpdateFinishedTrialError:
            raise LostTrialError(cast(int, self.number)) from None

    def _study(self) -> Study:
        return _study(self.storage, self.study, json.dumps(self.pruner, sort_keys=True))

    def _trial_id(self, study: Study) -> int:
        return optuna_internals.trial_id_of(study, cast(int, self.number))


@lru_cache(maxsize=4)
def _study(storage: str, name: str, pruner: str) -> Study:
    import optuna

    from nba_props.sweep.samplers import make_pruner

    return optuna.load_study(
        study_name=name,
        storage=open_storage(storage),
        sampler=optuna.samplers.RandomSampler(),
        pruner=make_pruner(json.loads(pruner)),
    )


@contextmanager
def quiet(member: TrialContext | None) -> Iterator[None]:
    """While a trial runs, only warnings are logged: the sweeper has a line for each."""
    logger = logging.getLogger("nba_props")
    before = logger.level
    if member is not None and member.number is not None:
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(before)


def as_word(**place: str | int | None) -> str:
    """Return the place of a job as a command-line word, which travels with it under every launcher.

    It is an entry of `hydra.job.env_set`: no part of the experiment's configuration or of a job's identity.
    """
    known = {key: value for key, value in place.items() if value is not None}
    return f"++hydra.job.env_set.{ENTRY}={quoted(json.dumps(known, separators=(',', ':')))}"


def hide_places(launcher: str) -> None:
    """Leave the places of jobs out of what a launcher logs of their overrides.

    Args:
        launcher: its class by its full name; it logs from that class's module, or from `_core` beside it.
    """
    module = launcher.rpartition(".")[0]
    for name in (module, f"{module.rpartition('.')[0]}._core"):
        logging.getLogger(name).addFilter(_without_place)


def _without_place(record: logging.LogRecord) -> bool:
    """Take the place of a job out of a message; the message is shown in any case."""
    record.msg = PLACE.sub("", str(record.msg))
    return True


def quoted(text: str) -> str:
    """Return a text as one word of Hydra's grammar."""
    escaped = text.replace("\\", "\\\\") if text.endswith("\\") or "'" in text else text
    return "'" + escaped.replace("'", "\\'") + "'"


def current() -> TrialContext | None:
    """Return the place of the job that Hydra is running in its sweep; None when it is no part of one."""
    from hydra.core.hydra_config import HydraConfig
    from omegaconf import OmegaConf

    if not HydraConfig.initialized():
        return None
    node = HydraConfig.get()
    text = node.job.env_set.get(ENTRY)
    if text is None:
        return None
    pruner = node.sweeper.get("pruner")
    options = OmegaConf.to_container(pruner, resolve=True) if OmegaConf.is_config(pruner) else {}
    return TrialContext(**json.loads(text), pruner=cast(dict[str, Any], options))
