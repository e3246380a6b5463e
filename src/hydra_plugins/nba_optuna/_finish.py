"""The end of a sweep: the best point written down, drawn, and run again in full."""

from __future__ import annotations

import logging
import math
from typing import TYPE_CHECKING, Any

import optuna

from hydra_plugins.nba_optuna import _jobs
from nba_props.evaluation import objectives
from nba_props.sweep import plots
from nba_props.sweep.preset import options_of, preset
from nba_props.sweep.storage import claiming

if TYPE_CHECKING:
    from hydra_plugins.nba_optuna._sweep import Sweep
    from nba_props.sweep.sweep_tracker import Logbook

log = logging.getLogger("nba_props.sweep")
RESULTS = "optimization_results.yaml"
BEST = "best.yaml"


def finish(sweep: Sweep, logbook: Logbook) -> None:
    """Write down what the sweep has found so far and, where all its trials have ended, run the winner."""
    counts = sweep.shared.counts()
    if counts.complete:
        study = sweep.shared.study
        _jobs.save(sweep.folder / RESULTS, results(study))
        if logbook.parent is not None:
            _log_findings(sweep, logbook, counts.ended)
    logbook.finish(done=counts.ended >= sweep.shared.n_trials)


def _log_findings(sweep: Sweep, logbook: Logbook, ended: int) -> None:
    study, names = sweep.shared.study, objectives.names(str(sweep.config.objective))
    files: dict[str, Any] = {f"plots/{name}.png": each for name, each in plots.figures(study, names).items()}
    if len(study.directions) == 1:
        text = best_preset(sweep, study.best_trial)
        _jobs.save_text(sweep.folder / BEST, text)
        files[BEST] = text
    logbook.files({**files, RESULTS: results(study)})
    if len(study.directions) == 1 and ended >= sweep.shared.n_trials:
        with claiming(sweep.storage, sweep.name, "winner"):  # of several sweepers one runs it
            _run_winner(sweep, logbook, study.best_trial, ended)


def best_preset(sweep: Sweep, trial: optuna.trial.FrozenTrial) -> str:
    """A trial as a preset."""
    best = sweep.launcher.compose(sweep.space.words(trial.params))
    options = [f"{group}={name}" for group, name in options_of(best).items() if "@" not in group]
    value = ", ".join(f"{each:.6g}" for each in trial.values or [])
    about = f"Trial {trial.number} of the sweep {sweep.name}: {sweep.config.objective} {value}."
    return preset(best, sweep.launcher.compose([]), sweep.launcher.compose(options), about)


def _run_winner(sweep: Sweep, logbook: Logbook, trial: optuna.trial.FrozenTrial, ended: int) -> None:
    """The best point again, with model, report and all; nothing where that was done for as many trials."""
    if logbook.has_winner(trial.number, ended):
        return
    log.info("winner:  trial %d is run again in full", trial.number)
    job = sweep.launcher.launch_winner(sweep.space.words(trial.params), trial.number, ended)
    value, failed = _jobs.returned(job)
    if failed:
        log.warning("the winner's run in full failed: %s", _jobs.reason(value))
    elif not math.isclose(float(value), float(trial.value or 0.0), rel_tol=1e-9):
        log.warning("the winner's run in full gave %.6g, its trial %.6g", value, trial.value)


def results(study: optuna.Study) -> dict[str, Any]:
    """The best point, or the points of the Pareto front, in the shape of the official plugin."""
    if len(study.directions) == 1:
        return {
            "name": "optuna",
            "best_params": study.best_trial.params,
            "best_value": study.best_trial.value,
        }
    front = [{"params": each.params, "values": list(each.values)} for each in study.best_trials]
    return {"name": "optuna", "solutions": front}
