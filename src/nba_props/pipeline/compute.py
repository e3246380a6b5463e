"""From data to an outcome: a pure function, without a store, a sweep, a terminal or a clock.

Features, out-of-fold predictions, probabilities, bets, figures and findings follow one from the other, top to
bottom. What a workspace keeps or tells changes no figure.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial

from nba_props.core.component import kind_of
from nba_props.evaluation.evaluate import evaluate
from nba_props.evaluation.scope import RunScope
from nba_props.experiment import Experiment
from nba_props.features.matrix import Matrix, build_matrix
from nba_props.features.proof import prove
from nba_props.features.selection import Method
from nba_props.pipeline.betting import Betting, BettingRules, bet, check_tuning
from nba_props.pipeline.forecast import PointForecast, forecast_within
from nba_props.pipeline.market_data import MarketData
from nba_props.pipeline.news import NewsBeforeBets
from nba_props.pipeline.outcome import Outcome, assess
from nba_props.pipeline.prices import PricesBeforeBets, check_markets
from nba_props.pipeline.workspace import Workspace
from nba_props.validation.calendar import Calendar
from nba_props.validation.predictions import FoldResult, Predictions
from nba_props.validation.walk import OnFold, walk_forward

IN_MEMORY = Workspace()
FEW = 5
"""How many features that are never known are named."""


def compute(
    experiment: Experiment,
    data: MarketData,
    scope: RunScope = RunScope.FULL,
    on_fold: OnFold | None = None,
    *,
    trials: int = 1,
    workspace: Workspace = IN_MEMORY,
) -> Outcome:
    """Compute what an experiment comes to.

    Args:
        experiment: the typed configuration.
        data: the tables, with the market's prices.
        scope: how much is computed; a smaller scope changes no figure of those that it holds.
        on_fold: called with each fold, once it is predicted; what it raises ends the computation.
        trials: how many runs this one is chosen from, itself included.
        workspace: keeps matrices and predictions, and tells progress.

    Raises:
        NBAPropsError: the data cannot be used with this configuration.
    """
    _check(experiment, data, scope)
    with workspace.stage("features"):
        matrix = design(experiment, data, workspace)
    with workspace.stage("walk"):
        folds = partial(walk, experiment, matrix, on_fold, workspace)
        walked = workspace.predictions(experiment, matrix, folds)
    with workspace.stage("probabilities"):
        forecast = forecast_within(
            scope,
            walked,
            experiment.distribution,
            experiment.calibration,
            data.lines,
            pooling=experiment.pooling,
            offered=data.offered,
        )
    with workspace.stage("bets"):
        betting = _bet(experiment, data, forecast, trials) if scope >= RunScope.BETS else None
    with workspace.stage("evaluation"):
        brief = scope < RunScope.FULL
        priced = forecast.price(data.lines)
        evaluation = evaluate(forecast.predictions, priced, experiment.seed, brief, forecast.weight)
        outcome = Outcome(experiment, data, matrix, forecast, betting, evaluation)
        return outcome if brief else replace(outcome, findings=assess(outcome, trials))


def _check(experiment: Experiment, data: MarketData, scope: RunScope) -> None:
    """Refuse what these data cannot give, before it has cost anything.

    Raises:
        NBAPropsError: there is nothing to test or to tune on, or a block reads a market that nobody quotes.
    """
    outcome = experiment.market.outcome().alias("y")
    calendar = Calendar.of(data.tables.player_games.select("season", "date", outcome))
    folds = experiment.validation.plan(calendar)
    check_markets(experiment, data.tables)
    if scope >= RunScope.BETS:
        quotes = data.screened.quotes.filter(market=experiment.market.name)
        check_tuning(experiment.bets, quotes, folds, calendar.played_until)


def design(
    experiment: Experiment,
    data: MarketData,
    workspace: Workspace = IN_MEMORY,
    tonight_at: dt.datetime | None = None,
) -> Matrix:
    """Return the design matrix, proved to be free of leaks where the configuration asks for it.

    Args:
        experiment: the typed configuration.
        data: the tables, with the market's prices.
        workspace: keeps the matrix, unless it is a night's.
        tonight_at: the moment of a night that is predicted live, in UTC; see `NewsBeforeBets`.

    Raises:
        LeakageError: a feature follows from what was not known before tip-off.
    """
    tables, market, blocks = data.tables, experiment.market, experiment.blocks
    news, prices = NewsBeforeBets(experiment, tonight_at), PricesBeforeBets(experiment)

    def build() -> Matrix:
        return build_matrix(tables, market, blocks, news.out(tables), prices.before_bets(tables))

    matrix = workspace.matrix(experiment, build) if tonight_at is None else build()
    workspace.say(f"features: {matrix.X.width} columns{_never_known(matrix)}")
    if experiment.features.prove:
        availability = experiment.availability
        out = news.out if availability.label is None else news.out(tables)
        reports = news if availability.needs_reports else None
        proof = prove(tables, market, blocks, out, prices, news=reports, seed=experiment.seed)
        workspace.say(f"leakage proof: {proof}")
    return matrix


def _never_known(matrix: Matrix) -> str:
    """Return what is told of the features that no row has."""
    names = matrix.never_known
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return f", of which {len(names)} are never known: {', '.join(names[:FEW])}{more}" if names else ""


def walk(
    experiment: Experiment,
    matrix: Matrix,
    on_fold: OnFold | None = None,
    workspace: Workspace = IN_MEMORY,
) -> Predictions:
    """Fit and predict fold by fold, with progress."""
    calendar = Calendar.of(matrix.rows)
    folds = experiment.validation.plan(calendar)
    note = experiment.validation.note(calendar)
    if note is not None:
        workspace.say(note)
    if experiment.validation.rounds_of_refits is not None and len(folds) > 1:
        workspace.say(note_on_refits(experiment))
    if folds[-1].final:
        last = folds[-1].train_until - dt.timedelta(days=1)
        workspace.say(f"the model that is kept learns from all outcomes up to {last}; no date tests it")
    with workspace.progress(len(folds)) as show:

        def tell(result: FoldResult) -> None:
            show(result)
            if on_fold is not None:
                on_fold(result)

        return walk_forward(
            matrix,
            folds,
            experiment.model,
            experiment.features.selection,
            seed=experiment.seed,
            threads=experiment.threads,
            fresh_rounds=experiment.validation.rounds_of_refits,
            on_fold=tell,
            levels=experiment.distribution.quantile_levels,
        )


def note_on_refits(experiment: Experiment) -> str:
    """Say what `validation.refit=update` does to the model of an experiment."""
    if not experiment.model.adds_rounds():
        kind = kind_of(experiment.model)
        return f"validation.refit=update changes nothing: model={kind} has no boosted trees to add to"
    rounds = experiment.validation.rounds_of_refits
    said = f"boosted trees are fitted whole once; each later fold adds {rounds} rounds to that fit"
    if experiment.features.selection.method is Method.none:
        return said
    return f"{said}, and fits whole where features.selection chose other features than before"


def _bet(experiment: Experiment, data: MarketData, forecast: PointForecast, trials: int) -> Betting | None:
    """Bet on the test folds; None where no book quotes the market."""
    dispersion = experiment.hygiene.dispersion
    selection = replace(experiment.bets, books=data.books)
    terms = BettingRules(selection, experiment.staking, dispersion, experiment.devig, trials, experiment.seed)
    return bet(data.screened, data.tables.player_games, experiment.market, forecast, terms)
