"""Whole runs on the simulated league, without a store: from a configuration to what a run has found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache, cached_property
from unittest.mock import patch

import polars as pl

from nba_props.configuration.compose import load
from nba_props.data.assemble import assemble
from nba_props.data.dataset import Dataset
from nba_props.data.demo.names import MARKETS
from nba_props.data.demo.sources import LeagueGames
from nba_props.data.sources import Sources
from nba_props.experiment import Experiment
from nba_props.features.matrix import Matrix
from nba_props.pipeline.compute import compute, design, walk
from nba_props.pipeline.forecast import Forecast, forecast
from nba_props.pipeline.market_data import MarketData
from nba_props.pipeline.outcome import Outcome
from nba_props.pipeline.workspace import Workspace
from nba_props.pricing.reference import reference_lines
from nba_props.pricing.screened import ScreenedQuotes
from nba_props.validation.predictions import Predictions

QUICK = (
    "data.seasons=1",
    "model=ewma",
    "validation.first_test='2024-01-01'",
    "validation.refit_days=28",
    "validation.warmup=2",
)
"""The second half of one season, after a warm-up of two folds."""
MARKET = next(iter(MARKETS))
KEPT = 4
"""Leagues that are kept for the next run, the last ones."""
_kept: dict[str, MarketData] = {}
_leagues: dict[str, Dataset] = {}


@contextmanager
def one_market() -> Iterator[None]:
    """Simulated books quote nothing but `MARKET`, as they do among others: each market draws for itself.

    A league is simulated in half of the time, and its quotes are screened in a fifth; the last leagues are
    kept.
    """
    with (
        patch.dict(MARKETS, {MARKET: MARKETS[MARKET]}, clear=True),
        patch("nba_props.data.assemble.assemble", _assembled),
    ):
        yield


@contextmanager
def without_pictures() -> Iterator[None]:
    """Runs draw no pictures, which takes seconds: their report is an empty page."""
    with (
        patch("nba_props.pipeline.publish.render_report", lambda _: "<html></html>"),
        patch("nba_props.pipeline.publish._figures", lambda _: {}),
    ):
        yield


def _assembled(sources: Sources, seed: int) -> Dataset:
    """The tables of a simulated league, made once; whoever asks may note something in their report."""
    if not isinstance(sources.games, LeagueGames):
        return assemble(sources, seed)
    key = repr((sources, seed, list(MARKETS)))
    if key not in _leagues:
        _leagues[key] = assemble(sources, seed)
        for old in list(_leagues)[:-KEPT]:
            del _leagues[old]
    return replace(_leagues[key], quality=deepcopy(_leagues[key].quality))


@dataclass(frozen=True)
class Walked(Workspace):
    """A run up to the point where probabilities are made; as a workspace, it holds what it has come to."""

    experiment: Experiment
    data: Dataset
    walked: Matrix
    predicted: Predictions
    screened: ScreenedQuotes

    @property
    def lines(self) -> pl.DataFrame:
        """The line that the books agree on, and its no-vig probability, per player-game."""
        return reference_lines(self.screened.quotes, self.experiment.market.name, self.experiment.devig)

    @property
    def market_data(self) -> MarketData:
        """The tables with the prices."""
        return MarketData(self.data, self.screened, self.lines, self.lines, self.experiment.bets.books)

    def forecast(self) -> Forecast:
        """The probabilities, as the configuration says."""
        made, pooling = self.experiment, self.experiment.pooling
        return forecast(self.predicted, made.distribution, made.calibration, self.lines, pooling=pooling)

    @cached_property
    def outcome(self) -> Outcome:
        """Everything that the run finds."""
        return compute(self.experiment, self.market_data, workspace=self)

    def matrix(self, experiment: Experiment, build: Callable[[], Matrix]) -> Matrix:
        """The matrix that is there."""
        return self.walked

    def predictions(
        self, experiment: Experiment, matrix: Matrix, walk: Callable[[], Predictions]
    ) -> Predictions:
        """The predictions that are there."""
        return self.predicted


def walked(*overrides: str) -> Walked:
    """Compose, simulate, walk."""
    experiment = load(overrides)
    market_data = _market_data(experiment)
    matrix = design(experiment, market_data)
    return Walked(experiment, market_data.tables, matrix, walk(experiment, matrix), market_data.screened)


def _market_data(experiment: Experiment) -> MarketData:
    """The league with the quotes of one market, which saves most of the time; the last ones are kept."""
    sources = (experiment.data, experiment.games, experiment.lines, experiment.reports, experiment.seed)
    screening = (experiment.market, experiment.hygiene, experiment.devig, experiment.bets.books)
    key = repr((*sources, *screening))
    if key not in _kept:
        assert experiment.market.name == MARKET
        with one_market():
            data = experiment.source.load(experiment.seed)
        data = replace(data, quality=replace(data.quality, feeds=[]))
        _kept[key] = MarketData.of(experiment, data)
        for old in list(_kept)[:-KEPT]:
            del _kept[old]
    return _kept[key]


@cache
def quick(*overrides: str) -> Walked:
    """`walked` of `QUICK`, once per session and process."""
    return walked(*QUICK, *overrides)
