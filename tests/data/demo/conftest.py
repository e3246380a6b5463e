"""Simulated leagues, made once a process."""

from __future__ import annotations

from functools import cache

import polars as pl
import pytest

from nba_props.data.dataset import Dataset
from nba_props.data.demo import DemoLeague


@cache
def one_season() -> Dataset:
    """A season with an efficient market."""
    return DemoLeague(seasons=1).load(7)


@pytest.fixture(scope="session")
def league() -> Dataset:
    """One season."""
    return one_season()


@pytest.fixture(scope="session")
def played(league: Dataset) -> pl.DataFrame:
    """The rows with an outcome of one season."""
    return league.player_games.drop_nulls("minutes")
