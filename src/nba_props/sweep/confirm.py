"""The best points of a sweep on dates that no trial has seen, beside the settings that they started from.

The best of many trials looks better than it is, by luck. On later dates the luck is gone.
"""

from __future__ import annotations

import datetime as dt
import logging
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from nba_props.core.counts import check_counts
from nba_props.core.rules import iso_date
from nba_props.errors import ConfigError
from nba_props.evaluation import objectives
from nba_props.sweep import studies
from nba_props.sweep.status import best
from nba_props.sweep.study import ORPHAN
from nba_props.tracking.table import TextTable, number

if TYPE_CHECKING:
    import optuna
    from optuna.trial import FrozenTrial

    from nba_props.experiment import Experiment
    from nba_props.pipeline.result import Result

log = logging.getLogger("nba_props.sweep")
DEFAULT = "without the sweep"
NO_LATER_DATE = (
    "the sweep was tested up to the last game, so no date is untouched; sweep with "
    "validation.last_test=2023-06-30, for example"
)


@dataclass(frozen=True)
class Confirmed:
    """A point: what it was worth in the sweep (None for the settings without it), and what it is worth."""

    name: str
    trial: int | None
    swept: float | None
    confirmed: float | None
    run_id: str


@dataclass(frozen=True)
class Confirmation:
    """The points beside each other, on the dates `since` to `until` (None: the last game)."""

    sweep: str
    objective: str
    since: str
    until: str | None
    n_trials: int
    points: list[Confirmed]

    def tables(self) -> list[TextTable]:
        """Return what is shown."""
        heads = ("point", "in the sweep", "confirmed", "better than without", "run")
        base = self.points[0].confirmed
        rows = [
            [p.name, number(p.swept), number(p.confirmed), self._gain(p.confirmed, base), p.run_id[:8]]
            for p in self.points
        ]
        title = f"{self.objective} of {self.sweep}, {self.since} to {self.until or 'the last game'}"
        return [TextTable(title, heads, rows, frozenset(heads[1:4]), [self.verdict])]

    @property
    def verdict(self) -> str:
        """What is left of the sweep's gain, in a sentence."""
        first, chosen = self.points[0], self.points[1]
        if first.confirmed is None or chosen.confirmed is None:
            return f"Without {self.objective} on these dates nothing can be said."
        gain = self._better(chosen.confirmed, first.confirmed)
        return (
            f"On dates that no trial has seen the best of {self.n_trials} trials is {_in_words(gain)} the "
            "settings that it started from."
        )

    def _gain(self, value: float | None, base: float | None) -> str:
        return number(None if value is None or base is None else self._better(value, base))

    def _better(self, value: float, base: float) -> float:
        return value - base if objectives.is_higher_better(self.objective) else base - value


def _in_words(gain: float) -> str:
    if gain == 0:
        return "exactly as good as"
    return f"better by {gain:.4g} than" if gain > 0 else f"not better (by {-gain:.4g} worse) than"


def confirm(
    name: str,
    storage: str | None = None,
    *,
    top: int = 3,
    since: str | None = None,
    until: str | None = None,
    extra: Sequence[str] = (),
) -> Confirmation:
    """Run the settings without the sweep and its best points on later dates.

    Args:
        name: of the sweep.
        storage: the URL of its storage; without it, it is looked for below `multirun/`.
        top: how many points.
        since: the first date; by default the day after the last one that the sweep was tested on.
        until: the last date; by default that of the last game.
        extra: command-line words for all these runs.

    Raises:
        ConfigError: there is no such sweep, it has several objectives or no trial, or it saw these
            dates; or `top` is not positive.
        StorageError, TrackingError, DataError: something cannot be read or written.
    """
    from nba_props.configuration.compose import load

    check_counts(top=top)
    study = studies.load(name, storage)
    chosen = _chosen(study, top)
    swept = load(studies.overrides(study, chosen[0]))
    since = _checked_start(since, _last_date(swept))
    dates = [f"validation.first_test={since}", f"validation.last_test={until or 'null'}", *extra]
    jobs: list[FrozenTrial | None] = [None, *chosen]
    objective = swept.objective
    points = [_run(study, trial, dates, objective, 1 if trial is None else len(chosen)) for trial in jobs]
    return Confirmation(name, objective, since, until, _ended(study), points)


def _ended(study: optuna.Study) -> int:
    """Count the trials that have ended; the point of an orphan is run again, or still will be."""
    trials = study.get_trials(deepcopy=False)
    return sum(trial.state.is_finished() and ORPHAN not in trial.user_attrs for trial in trials)


def advice(name: str, storage: str, last: str | None) -> str:
    """Return the command that confirms a sweep, or why none can.

    Args:
        name: of the sweep.
        storage: the URL of its storage.
        last: the last date that it was tested on; None up to the last game.
    """
    if last is None:
        return f"nothing to confirm it on: {NO_LATER_DATE}"
    place = [] if storage in studies.storages() else ["--storage", storage]
    return shlex.join(["nba-props", "sweep", "confirm", name, *place])


def _chosen(study: optuna.Study, top: int) -> list[FrozenTrial]:
    if len(study.directions) > 1:
        raise ConfigError(f"{study.study_name}: has several objectives; there is no best point")
    found = best(study, top)
    if not found:
        raise ConfigError(f"{study.study_name}: no trial is complete")
    return found


def _last_date(swept: Experiment) -> str | None:
    return cast(str | None, getattr(swept.validation, "last_test", None))


def _checked_start(since: str | None, last: str | None) -> str:
    """Return the first date of the confirmation.

    Raises:
        ConfigError: it is no date, or trials were tested on it.
    """
    if last is None:
        raise ConfigError(f"validation.last_test: {NO_LATER_DATE}")
    if since is None:
        return (dt.date.fromisoformat(last) + dt.timedelta(days=1)).isoformat()
    wrong = iso_date(since)
    if wrong:
        raise ConfigError(f"--since {since}: must be {wrong}")
    if since <= last:
        raise ConfigError(f"--since {since}: trials were tested up to {last}; must be later")
    return since


def _without(study: optuna.Study) -> list[str]:
    """Return the words of all jobs; without those below a swept option, if no other option knows them."""
    from nba_props.configuration.compose import load

    words = studies.overrides(study)
    try:
        load(words)
    except ConfigError:
        below = tuple(f"{key.lstrip('+')}." for key in study.user_attrs[studies.SPACE])
        return [word for word in words if not word.lstrip("+~").startswith(below)]
    return words


def _run(
    study: optuna.Study, trial: FrozenTrial | None, dates: Sequence[str], objective: str, n: int
) -> Confirmed:
    """Run a trial's point, or the settings without the sweep, which are one of `n` to choose from."""
    label = DEFAULT if trial is None else f"trial {trial.number}"
    log.info("%s ...", label)
    place = "default" if trial is None else str(trial.number)
    folder = Path("multirun") / study.study_name / f"confirm-{dates[0].rpartition('=')[2]}" / place
    words = _without(study) if trial is None else studies.overrides(study, trial)
    result = _execute([*words, *dates], folder, study.study_name, n)
    number_, value = (None, None) if trial is None else (trial.number, trial.value)
    return Confirmed(label, number_, value, result.metrics.get(objective), result.run_id)


def _execute(words: Sequence[str], folder: Path, sweep: str, n: int) -> Result:
    """Run one experiment in this process, in full."""
    from nba_props.configuration.compose import load
    from nba_props.configuration.preset import Preset
    from nba_props.pipeline.run import run
    from nba_props.sweep.observer import job_of, observer_of
    from nba_props.sweep.trial_context import TrialContext

    experiment = load([*words, "tracking.artifacts=standard"])
    folder.mkdir(parents=True, exist_ok=True)
    context = TrialContext(confirms=sweep, trials=n)
    return run(job_of(experiment, Preset(), context), folder, observer_of(experiment.objective, context))
