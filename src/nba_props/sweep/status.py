"""Progress of sweeps, and the best trials of one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nba_props.core.counts import check_counts
from nba_props.sweep import studies
from nba_props.sweep.study import FAILURE, ORPHAN
from nba_props.tracking.table import NONE, TextTable, number

if TYPE_CHECKING:
    import optuna
    from optuna.trial import FrozenTrial


@dataclass(frozen=True)
class SweepStatus:
    """One sweep; `values` are those of its best trial, none with several objectives."""

    name: str
    objective: str
    total: int
    complete: int
    pruned: int
    failed: int
    running: int
    orphans: int
    best_trial: int | None = None
    best_value: float | None = None


@dataclass(frozen=True)
class TrialRow:
    """A completed trial."""

    number: int
    values: list[float]
    params: dict[str, Any]


@dataclass(frozen=True)
class Status:
    """All sweeps, or one with its best trials and why trials of it failed; `storage` is the one named."""

    sweeps: list[SweepStatus]
    best: list[TrialRow] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    storage: str | None = None

    def tables(self) -> list[TextTable]:
        """Tables for the terminal."""
        heads = ("sweep", "objective", "done", "pruned", "failed", "running", "best")
        rows = [_row(sweep) for sweep in self.sweeps]
        found = [TextTable("Sweeps", heads, rows, frozenset(heads[2:]), [] if rows else [self._none()])]
        if self.best:
            found.append(self._best(self.sweeps[0].objective))
        if self.failures:
            found.append(TextTable("Failures", (), [], notes=self.failures))
        return found

    def _none(self) -> str:
        if self.storage is not None:
            return f"no sweep found in {self.storage}"
        return "no sweep found below multirun/; name one elsewhere with --storage"

    def _best(self, objective: str) -> TextTable:
        """Return a column for each trial, since their parameters can be many."""
        trials = [str(trial.number) for trial in self.best]
        lines: dict[str, list[object]] = {
            name: [trial.values[k] for trial in self.best] for k, name in enumerate(objective.split("+"))
        }
        keys = dict.fromkeys(key for trial in self.best for key in trial.params)
        lines |= {key: [trial.params.get(key, NONE) for trial in self.best] for key in keys}
        rows = [[name, *map(_cell, cells)] for name, cells in lines.items()]
        return TextTable("Best trials", ("trial", *trials), rows, frozenset(trials))


def status(name: str | None = None, storage: str | None = None, top: int = 5) -> Status:
    """Return the progress of all sweeps, or of one with its best trials.

    Args:
        name: of one sweep.
        storage: the URL of a study storage; without it, the sweeps below `multirun/`.
        top: how many trials are listed.

    Raises:
        ConfigError: there is no such sweep, or `top` is not positive.
        StorageError: a storage cannot be read.
    """
    check_counts(top=top)
    if name is None:
        found = [_of(studies.load(each, storage)) for each in studies.names(storage)]
        return Status(found, storage=storage)
    study = studies.load(name, storage)
    reasons = [trial.user_attrs[FAILURE] for trial in study.trials if FAILURE in trial.user_attrs]
    rows = [TrialRow(trial.number, list(trial.values), trial.params) for trial in best(study, top)]
    return Status([_of(study)], rows, sorted(set(reasons)))


def best(study: optuna.Study, top: int) -> list[FrozenTrial]:
    """Return best completed trials, each point once; with several objectives those of the Pareto front."""
    from optuna.trial import TrialState

    if len(study.directions) > 1:
        return list(study.best_trials[:top])
    done = study.get_trials(deepcopy=False, states=[TrialState.COMPLETE])
    sign = -1 if study.direction.name == "MAXIMIZE" else 1
    found: dict[str, FrozenTrial] = {}
    for trial in sorted(done, key=lambda trial: (sign * float(trial.value or 0.0), trial.number)):
        found.setdefault(repr(sorted(trial.params.items())), trial)
    return list(found.values())[:top]


def _of(study: optuna.Study) -> SweepStatus:
    trials = study.get_trials(deepcopy=False)
    states = [trial.state.name for trial in trials if ORPHAN not in trial.user_attrs]
    winner = best(study, 1) if len(study.directions) == 1 else []
    return SweepStatus(
        name=study.study_name,
        objective=str(study.user_attrs.get(studies.OBJECTIVE, "value")),
        total=int(study.user_attrs.get(studies.TOTAL, 0)),
        complete=states.count("COMPLETE"),
        pruned=states.count("PRUNED"),
        failed=states.count("FAIL"),
        running=states.count("RUNNING"),
        orphans=len(trials) - len(states),
        best_trial=winner[0].number if winner else None,
        best_value=winner[0].value if winner else None,
    )


def _row(sweep: SweepStatus) -> list[str]:
    done = sweep.complete + sweep.pruned + sweep.failed
    counts = [f"{done}/{sweep.total}", str(sweep.pruned), str(sweep.failed), str(sweep.running)]
    trial = "" if sweep.best_trial is None else f" (trial {sweep.best_trial})"
    return [sweep.name, sweep.objective, *counts, number(sweep.best_value) + trial]


def _cell(value: object) -> str:
    return number(value) if isinstance(value, float) else str(value)
