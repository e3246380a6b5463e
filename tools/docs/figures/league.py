"""The simulated season that the pictures are of, and a model that was walked through it."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from nba_props.configuration.compose import load
from nba_props.pipeline.compute import design, walk
from nba_props.pipeline.market_data import MarketData

if TYPE_CHECKING:
    import polars as pl

    from nba_props.core.arrays import Floats
    from nba_props.data.dataset import Dataset
    from nba_props.data.demo.simulation import Simulation
    from nba_props.data.truth import Truth
    from nba_props.experiment import Experiment
    from nba_props.validation.predictions import Predictions

SEASONS = 1
WORDS = (
    f"data.seasons={SEASONS}",
    "data.markets=[pra]",
    "features=lineup",
    "availability=reported",
    "model=ridge",
    "calibration=platt",
    "pooling=logit",
    "validation.first_test='2024-01-01'",
    "validation.refit_days=42",
    "validation.warmup=1",
)
"""One season, of which the second half is tested; a model that reads the injury report."""


@lru_cache
def experiment() -> Experiment:
    """Return the experiment."""
    return load(WORDS)


@lru_cache
def books(efficiency: float) -> MarketData:
    """Return the season's tables, with the quotes of books that are as good as `efficiency` says."""
    from nba_props.data.demo.books import Market

    asked = experiment()
    if efficiency == 1:
        return MarketData.of(asked, asked.source.load(asked.seed))
    quotes = _simulation().prop_lines(Market(efficiency, markets=(asked.market.name,)))
    return MarketData.of(asked, replace(books(1).tables, prop_lines=quotes))


@lru_cache
def walked() -> Predictions:
    """Return the out-of-fold predictions."""
    return walk(experiment(), design(experiment(), books(1)))


def truth(data: Dataset) -> Truth:
    """Return the laws that a simulated league's player-games were drawn from."""
    return cast("Truth", data.truth)


def true_over(asked: pl.DataFrame) -> Floats:
    """Return the true P(over) of player-games with a `line`: [rows]."""
    laws = truth(books(1).tables)
    return laws.p_over(experiment().market.stats, laws.rows_of(asked), asked["line"].to_numpy())


@lru_cache
def _simulation() -> Simulation:
    from nba_props.data.demo.simulation import Simulation

    return Simulation(SEASONS, experiment().seed)
