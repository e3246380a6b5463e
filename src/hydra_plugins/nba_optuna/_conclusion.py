"""The end of a sweep: the best point written down, drawn, and run again in full."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from typing import Any

import optuna
from omegaconf import OmegaConf
from optuna.trial import FrozenTrial

from hydra_plugins.nba_optuna._plan import SweepPlan
from hydra_plugins.nba_optuna._trial_jobs import TrialLauncher, outcome_of
from nba_props.core import atomic
from nba_props.evaluation import objectives
from nba_props.sweep import plots
from nba_props.sweep.preset import preset
from nba_props.sweep.storage import claiming
from nba_props.sweep.study import SharedStudy
from nba_props.sweep.sweep_tracker import SweepTracker

log = logging.getLogger("nba_props.sweep")
RESULTS = "optimization_results.yaml"
BEST = "best.yaml"


@dataclass(frozen=True)
class Conclusion:
    """Writes down what a sweep has found so far and, where all its trials have ended, runs the winner."""

    plan: SweepPlan
    shared: SharedStudy
    launcher: TrialLauncher
    tracker: SweepTracker

    def run(self) -> None:
        """Write, run the winner, and end the sweep's MLflow run."""
        counts = self.shared.counts()
        if counts.complete:
            found = results(self.shared.study)
            self._save(RESULTS, OmegaConf.to_yaml(OmegaConf.create(found)))
            if self.tracker.sweep_run is not None:
                self._log(found, counts.ended)
        self.tracker.finish(done=counts.ended >= self.shared.n_trials)

    def _log(self, found: dict[str, Any], ended: int) -> None:
        study, names = self.shared.study, objectives.names(self.plan.objective)
        pictures = plots.figures(study, names)
        files: dict[str, Any] = {f"plots/{name}.png": picture for name, picture in pictures.items()}
        if len(study.directions) == 1:
            text = self._best_preset(study.best_trial)
            self._save(BEST, text)
            files[BEST] = text
        self.tracker.files({**files, RESULTS: found})
        if len(study.directions) == 1 and ended >= self.shared.n_trials:
            with claiming(self.shared.storage, self.plan.name, "winner"):  # of several sweepers one runs it
                self._run_winner(study.best_trial, ended)

    def _best_preset(self, trial: FrozenTrial) -> str:
        """Write a trial as a preset."""
        best = self.launcher.compose(self.plan.space.overrides(trial.params))
        value = ", ".join(f"{value:.6g}" for value in trial.values or [])
        about = f"Trial {trial.number} of the sweep {self.plan.name}: {self.plan.objective} {value}."
        return preset(best, self.launcher.compose, about)

    def _run_winner(self, trial: FrozenTrial, ended: int) -> None:
        """Run the best point again, with model, report and all, unless that was done for as many trials."""
        if self.tracker.has_winner(trial.number, ended):
            return
        log.info("winner:  trial %d is run again in full", trial.number)
        overrides = self.plan.space.overrides(trial.params)
        outcome = outcome_of(self.launcher.launch_winner(overrides, trial.number, ended), 1)
        if outcome.values is None:
            log.warning("the winner's run in full failed: %s", outcome.failure)
        elif not math.isclose(outcome.values[0], float(trial.value or 0.0), rel_tol=1e-9):
            log.warning("the winner's run in full gave %.6g, its trial %.6g", outcome.values[0], trial.value)

    def _save(self, name: str, text: str) -> None:
        atomic.write_bytes(self.plan.folder / name, text.encode())


def results(study: optuna.Study) -> dict[str, Any]:
    """Return the best point, or the points of the Pareto front, in the shape of the official plugin."""
    if len(study.directions) == 1:
        best = study.best_trial
        return {"name": "optuna", "best_params": best.params, "best_value": best.value}
    front = [{"params": trial.params, "values": list(trial.values)} for trial in study.best_trials]
    return {"name": "optuna", "solutions": front}
