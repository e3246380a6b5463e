"""Simulated leagues, made once a process."""

from __future__ import annotations

import polars as pl
import pytest

from nba_props.data.dataset import Dataset
from tests.leagues import season


@pytest.fixture(scope="session")
def league() -> Dataset:
    """One season."""
    return season()


@pytest.fixture(scope="session")
def played(league: Dataset) -> pl.DataFrame:
    """The rows with an outcome of one season."""
    return league.player_games.drop_nulls("minutes")
