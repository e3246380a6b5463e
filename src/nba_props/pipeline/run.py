"""The one path from data to a logged run, top to bottom.

Everything on the way is a pure function of data frames and components; only the data source, the cache and
the tracking store touch the world.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from nba_props.configuration.preset import Preset
from nba_props.core.cache import cached
from nba_props.core.component import kind_of
from nba_props.core.fingerprint import digest, source_hash
from nba_props.core.memo import memoized
from nba_props.core.timing import Stages
from nba_props.data.dataset import Dataset
from nba_props.evaluation import objectives
from nba_props.evaluation.evaluate import Evaluation, evaluate
from nba_props.experiment import Experiment
from nba_props.features.matrix import Matrix, build_matrix
from nba_props.features.proof import prove
from nba_props.findings.base import Finding
from nba_props.pipeline import job_index, publish
from nba_props.pipeline.betting import Betting, Terms, bet
from nba_props.pipeline.forecast import Forecast, describe, forecast, has_calls
from nba_props.pipeline.outcome import Outcome, judge
from nba_props.pipeline.publish import Result
from nba_props.pricing.reference import reference_lines
from nba_props.pricing.screened import Screened
from nba_props.sweep import trial
from nba_props.sweep.folds import reporting
from nba_props.sweep.trial_context import Member
from nba_props.tracking import job_log as tracked
from nba_props.tracking import mlflow_client
from nba_props.tracking.tracker import NBAPropsTracker
from nba_props.validation.calendar import Calendar
from nba_props.validation.predictions import Predictions
from nba_props.validation.progress import progress
from nba_props.validation.walk import walk_forward


@dataclass(frozen=True)
class Inputs:
    """What an outcome follows from."""

    experiment: Experiment
    data: Dataset
    screened: Screened
    lines: pl.DataFrame
    matrix: Matrix
    predictions: Predictions


NO_CALLS = [pl.lit(None, pl.Float64).alias(name) for name in ("p_over", "p_push")]
"""What the lines of a trial have in place of probabilities."""


def run(
    experiment: Experiment,
    config: Mapping[str, Any],
    output: Path,
    preset: Preset | None = None,
    member: Member | None = None,
) -> Result:
    """Run one experiment, or point at the run that already did.

    Args:
        experiment: the typed configuration.
        config: the same, resolved, as plain containers; a job is identified by it.
        output: an existing folder for the files of this run.
        preset: what the configuration started from, for the report; the defaults where not given.
        member: the place of the job in a sweep.

    Raises:
        NBAPropsError: an input cannot be used; nothing is logged, or the run is logged as FAILED.
        Pruned: the sweep's pruner broke the job off; its run is FINISHED and tagged.
    """
    stages = Stages()
    mlflow_client.preload()
    fingerprint = experiment.data.fingerprint(experiment.seed)
    job = job_index.identity(trial.identified(config, member), fingerprint)
    finished = publish.find_finished(experiment, job, of_name=member is None)
    if finished is not None and objectives.are_known(experiment.objective, finished.metrics):
        if member is not None:
            setup = tracked.Setup(job, experiment.choices, config, fingerprint)
            trial.log_duplicate(experiment, setup, finished, member)
        publish.show_places(experiment, finished)
        return finished

    with stages.stage("data"):
        data = _load(experiment, fingerprint)
    with stages.stage("quotes"):
        screened, lines = _quotes(experiment, data, fingerprint)
    stages.say(f"data: {data.player_games.height:,} player-games, {lines.height:,} with a line")
    if not trial.is_one(member):
        publish.show_quality(data.quality)
    setup = tracked.Setup(job, experiment.choices, config, fingerprint, data.quality.to_dict())

    tracker = NBAPropsTracker.of(experiment.tracking, experiment.phase, output)
    with tracker.start_run(setup.name, trial.tags(setup, member)):
        run_id = tracker.run.id
        trial.begin(member, run_id)
        tracked.log_setup(tracker, setup)
        with stages.stage("features"):
            matrix = _design(experiment, data, fingerprint, stages)
        with stages.stage("walk"):
            predictions = _predict(experiment, matrix, stages, member)
        inputs = Inputs(experiment, data, screened, lines, matrix, predictions)
        outcome = _outcome(inputs, stages, member)
        if outcome.forecast is not None:
            with stages.stage("model"):
                publish.log_model(tracker, setup, matrix, outcome.forecast)
        with stages.stage("tracking"):
            view = publish.report_view(experiment, setup, outcome, data.quality, preset or Preset())
            metrics = publish.log_results(tracker, setup, outcome, output, view)
        trial.end(member, experiment.objective, metrics, run_id)

    result = Result(job, run_id, metrics, output)
    publish.record(experiment, result, outcome)
    if not trial.is_one(member):  # the sweeper has a line for each
        publish.show(experiment, outcome, stages)
        publish.show_places(experiment, result)
    return result


def _load(experiment: Experiment, fingerprint: str) -> Dataset:
    """The data; the jobs of a sweep that share a process share them."""
    key = [fingerprint, asdict(experiment.data), experiment.seed]
    return memoized("data", key, lambda: experiment.data.load(experiment.seed))


def _quotes(experiment: Experiment, data: Dataset, fingerprint: str) -> tuple[Screened, pl.DataFrame]:
    """The judged quotes and the line that each player-game is compared with; memoized like the data."""
    parts = [asdict(part) for part in (experiment.data, experiment.hygiene, experiment.market)]
    key = [fingerprint, *parts, kind_of(experiment.devig), asdict(experiment.devig)]

    def judge_quotes() -> tuple[Screened, pl.DataFrame]:
        screened = experiment.hygiene.screen(data.prop_lines, experiment.devig, data.quality.feeds or None)
        return screened, reference_lines(screened.quotes, experiment.market.name, experiment.devig)

    return memoized("quotes", key, judge_quotes)


def _design(experiment: Experiment, data: Dataset, fingerprint: str, stages: Stages) -> Matrix:
    """The design matrix, from the cache where it has been built before; proved leak-proof on demand.

    The jobs of a sweep that share a process share it, and what models derive from it.
    """
    out = experiment.availability.out(data)

    def build() -> dict[str, pl.DataFrame]:
        made = build_matrix(data, experiment.market, experiment.blocks, out)
        return {"rows": made.rows, "X": made.X}

    key = design_key(experiment, fingerprint)
    folder = Path(experiment.paths.cache)
    matrix = memoized("matrix", key, lambda: Matrix(**cached(folder, key, build), key=key))
    stages.say(f"features: {matrix.X.width} columns")
    if experiment.features.prove:
        proof = prove(data, experiment.market, experiment.blocks, out, seed=experiment.seed)
        stages.say(f"leakage proof: {proof}")
    return matrix


def design_key(experiment: Experiment, fingerprint: str) -> str:
    """What a design matrix follows from: the data, what is computed from them, and the code that does it."""
    parts: dict[str, Any] = {
        "availability": experiment.availability,
        "market": experiment.market,
        **experiment.blocks,
    }
    settings = {name: [type(part).__qualname__, asdict(part)] for name, part in parts.items()}
    code = source_hash("data", "features", "availability", "market.py")
    return f"matrix-{digest([fingerprint, settings, list(experiment.blocks), code])}"


def _predict(experiment: Experiment, matrix: Matrix, stages: Stages, member: Member | None) -> Predictions:
    """Out-of-fold predictions of every fold.

    The jobs of a sweep that share a process share the last ones, where it is not the model that they differ
    in; unless a pruner is to be told of each fold.
    """
    if member is None or member.prunes:
        return _walk(experiment, matrix, stages, member)
    parts = (experiment.model, experiment.validation, experiment.features.selection)
    settings = [[type(part).__qualname__, asdict(part)] for part in parts]
    key = [matrix.key, settings, experiment.seed, list(experiment.distribution.quantile_levels)]
    return memoized("predictions", key, lambda: _walk(experiment, matrix, stages, member))


def _walk(experiment: Experiment, matrix: Matrix, stages: Stages, member: Member | None) -> Predictions:
    """Fit and predict fold by fold, with progress."""
    folds = experiment.validation.folds(Calendar.of(matrix.rows))
    with progress(len(folds), stages.say) as show:
        return walk_forward(
            matrix,
            folds,
            experiment.model,
            experiment.features.selection,
            seed=experiment.seed,
            threads=experiment.threads,
            on_fold=reporting(member, show),
            levels=experiment.distribution.quantile_levels,
        )


def _outcome(of: Inputs, stages: Stages, member: Member | None) -> Outcome:
    """What predictions come to; of a trial only what its objective asks for, which changes no figure."""
    experiment, objective = of.experiment, of.experiment.objective
    if trial.spares_calls(member, objective) and has_calls(of.predictions, of.lines):
        return _errors(of, stages, trial.spares_scores(objective))
    brief, trials = trial.is_trial(member), trial.chosen_from(member)
    with stages.stage("probabilities"):
        forecasted = forecast(of.predictions, experiment.distribution, experiment.calibration, of.lines)
    with stages.stage("bets"):
        spared = trial.spares_bets(member, objective)
        betting = None if spared else _bet(experiment, of.data, of.screened, forecasted, trials)
    with stages.stage("evaluation"):
        priced = forecasted.price(of.lines)
        evaluation = evaluate(forecasted.predictions, priced, experiment.seed, brief)
        findings = [] if brief else _findings(of, evaluation, betting, trials)
    return Outcome(forecasted.predictions, forecasted, of.screened, betting, evaluation, findings)


def _errors(of: Inputs, stages: Stages, medians: bool) -> Outcome:
    """What a trial's predictions come to without probabilities at the lines."""
    with stages.stage("probabilities"):
        predictions = describe(of.predictions, of.experiment.distribution, medians)
    with stages.stage("evaluation"):
        evaluation = evaluate(predictions, of.lines.with_columns(NO_CALLS), of.experiment.seed, brief=True)
    return Outcome(predictions, None, of.screened, None, evaluation, [])


def _findings(of: Inputs, evaluation: Evaluation, betting: Betting | None, trials: int) -> list[Finding]:
    """What the checks say of the outcome."""
    return judge(
        evaluation,
        betting,
        of.screened,
        of.matrix,
        of.predictions,
        quality=of.data.quality,
        lineup_label=of.experiment.availability.label,
        trials=trials,
        objective=of.experiment.objective,
    )


def _bet(
    experiment: Experiment, data: Dataset, screened: Screened, forecasted: Forecast, trials: int
) -> Betting | None:
    """The bets of the test folds."""
    dispersion = experiment.hygiene.dispersion
    terms = Terms(experiment.bets, experiment.staking, dispersion, trials, experiment.seed)
    return bet(screened, data.player_games, experiment.market, forecasted, terms)
