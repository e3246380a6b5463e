"""Fixtures for tests of the shapes of game logs."""

from __future__ import annotations

import polars as pl
import pytest

from tests.data.published import league


@pytest.fixture(scope="module")
def played() -> pl.DataFrame:
    """All rows with an outcome of a few days, minutes in whole seconds."""
    games = league().player_games.filter(pl.col("minutes") > 0)
    few = games.filter(pl.col("date").is_in(games["date"].unique().sort().head(4).implode()))
    return few.with_columns((pl.col("minutes") * 60).round() / 60, competition=pl.lit("regular"))
