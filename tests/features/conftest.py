"""The leagues on which features meet the SQL oracle: two small awkward ones, and real seasons."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from nba_props.data.dataset import Dataset
from tests.features.oracle import Oracle
from tests.leagues import PRA, random_league, real_league

REAL = ("2022-23", "2023-24")


@pytest.fixture(scope="module", params=["small 1", "small 2", pytest.param("real", marks=pytest.mark.slow)])
def league(request: pytest.FixtureRequest) -> Dataset:
    if request.param == "real":
        return _real(request.getfixturevalue("real_data"))
    return random_league(int(request.param[-1]))


@pytest.fixture(scope="module")
def oracle(league: Dataset) -> Oracle:
    return Oracle(league, PRA)


@cache
def _real(folder: Path) -> Dataset:
    return real_league(folder, REAL)
