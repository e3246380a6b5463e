"""Tracking of a sweep in MLflow as it goes: its own run, and one child run for every trial."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nba_props.errors import NBAPropsError
from nba_props.sweep.study import FAILURE, ORPHAN, SharedStudy
from nba_props.sweep.sweep_run import ExperimentRuns, SweepRun, trial_of
from nba_props.sweep.trial_context import N_TRIALS, SWEEP, TRIAL, WINNER_TRIAL
from nba_props.tracking import abandoned
from nba_props.tracking.artifacts import Content
from nba_props.tracking.run import reason_of

if TYPE_CHECKING:
    import optuna
    from mlflow.entities import Run as MlflowRun
    from omegaconf import DictConfig
    from optuna.trial import FrozenTrial

log = logging.getLogger("nba_props.sweep")
STATUS = {"COMPLETE": "FINISHED", "PRUNED": "FINISHED", "FAIL": "FAILED"}


class SweepTracker:
    """The MLflow side of one study; without a run (in another application) it does nothing."""

    def __init__(self, shared: SharedStudy, sweep_run: SweepRun | None) -> None:
        self._shared = shared
        self.sweep_run = sweep_run

    def progress(self) -> None:
        """Log how far the sweep is: metrics whose step is the number of trials that have ended."""
        if self.sweep_run is None:
            return
        counts = self._shared.counts()
        figures: dict[str, float] = {
            "trials_done": counts.ended,
            "trials_complete": counts.complete,
            "trials_pruned": counts.pruned,
            "trials_failed": counts.failed,
        }
        self.sweep_run.run.metrics(
            {**figures, **_best(self._shared.study, counts.complete)}, step=counts.ended
        )

    def files(self, contents: Mapping[str, Content]) -> None:
        """Keep files in the sweep's run."""
        if self.sweep_run is not None:
            self.sweep_run.run.artifacts(contents)

    def has_winner(self, number: int, trials: int) -> bool:
        """Tell whether the point of this trial was run in full already, as the best of so many."""
        found = None if self.sweep_run is None else self.sweep_run.winner()
        if found is None:
            return False
        tags = found.data.tags
        known = (tags.get(WINNER_TRIAL), tags.get(N_TRIALS), found.info.status)
        return known == (str(number), str(trials), "FINISHED")

    def finish(self, done: bool) -> None:
        """End the sweep's run; without `done` it has stopped before its total, at the timeout."""
        if self.sweep_run is None:
            return
        winner = self.sweep_run.winner()
        tags = {"complete": str(done).lower(), "winner_run": winner and winner.info.run_id}
        verdict = winner and winner.data.tags.get("verdict")
        self.sweep_run.run.tags({**tags, "verdict": verdict})
        self.sweep_run.describe(self._lines(winner and winner.info.run_id, verdict))
        self.sweep_run.end("FINISHED")

    def break_off(self, error: BaseException) -> None:
        """End the sweep's run after an exception, which stays the one that is seen."""
        if self.sweep_run is None:
            return
        try:
            self.reconcile()
            killed = not isinstance(error, Exception)
            self.sweep_run.end("KILLED" if killed else "FAILED", reason_of(error))
        except NBAPropsError as failed:
            error.add_note(f"and the sweep's run could not be ended: {failed}")

    def _lines(self, winner: str | None, verdict: str | None) -> list[str]:
        study, counts = self._shared.study, self._shared.counts()
        lines = [f"**{counts.ended} trials**: {counts.pruned} pruned, {counts.failed} failed."]
        if counts.complete and len(study.directions) == 1:
            best = study.best_trial
            values = "\n".join(f"- `{key}` = {value}" for key, value in best.params.items())
            lines += [f"Best: trial {best.number} with **{best.value:.6g}**", values]
        if winner is not None:
            lines.append(f"The best point in full: run `{winner}`. {verdict or ''}")
        lines.append(f"Go on with the same command; study `{study.study_name}`.")
        return lines

    def reconcile(self) -> None:
        """Give every trial that has ended one child run, ended as the trial did."""
        if self.sweep_run is None:
            return
        runs = {trial_of(run): run for run in self.sweep_run.children()}
        for trial in self._shared.study.get_trials(deepcopy=False):
            if trial.state.is_finished():
                self._match(trial, runs.get(trial.number))

    def _match(self, trial: FrozenTrial, run: MlflowRun | None) -> None:
        status = "KILLED" if ORPHAN in trial.user_attrs else STATUS[trial.state.name]
        reason = trial.user_attrs.get(ORPHAN) or trial.user_attrs.get(FAILURE)
        if run is None:
            self._add(trial, status, reason)
        elif (
            run.info.status in ("RUNNING", "SCHEDULED")
            or abandoned.is_ended(run.data.tags)
            or (status == "KILLED" and run.info.status == "FINISHED")
        ):
            self._end(run, trial, status, reason)

    def _add(self, trial: FrozenTrial, status: str, reason: str | None) -> None:
        tags = {SWEEP: self._shared.study.study_name, TRIAL: trial.number, "failure": reason}
        orphan = {ORPHAN: "true"} if ORPHAN in trial.user_attrs else {}
        if self.sweep_run is not None:
            self.sweep_run.add_child(f"trial {trial.number}", {**tags, **orphan}, status)

    def _end(self, run: MlflowRun, trial: FrozenTrial, status: str, reason: str | None) -> None:
        if self.sweep_run is None:
            return
        abandoned.forget(self.sweep_run.runs.store, run)
        orphan = {ORPHAN: "true"} if ORPHAN in trial.user_attrs else {}
        self.sweep_run.runs.end(run.info.run_id, status, {"failure": reason, **orphan})


def open_sweep_run(
    config: DictConfig, sweep: str, params: Mapping[str, str], options: Mapping[str, Any]
) -> SweepRun | None:
    """Return the run of a sweep of this package's experiment; None for other applications.

    Args:
        config: what Hydra composed.
        sweep: the study's name.
        params: the search space as text by key.
        options: of the sweeper, for tags.

    Raises:
        ConfigError: the experiment's settings are wrong.
        TrackingError: the store cannot be used.
    """
    if "tracking" not in config or "phase" not in config:
        return None
    from nba_props.configuration.build import build

    experiment = build(config)
    tags = {
        "phase": experiment.phase.name,
        "market": experiment.market.name,
        "objective": experiment.objective,
        **options,
    }
    runs = ExperimentRuns.of(experiment.tracking, experiment.phase)
    return SweepRun.open(runs, sweep, f"sweep {sweep}", tags, {f"search.{k}": v for k, v in params.items()})


def _best(study: optuna.Study, complete: int) -> dict[str, float]:
    if not complete:
        return {}
    if len(study.directions) > 1:
        return {"pareto_front": float(len(study.best_trials))}
    return {"best_value": float(study.best_value), "best_trial": float(study.best_trial.number)}
