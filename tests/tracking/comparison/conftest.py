"""Stores with runs: real ones of the simulated league, and an empty one for made-up ones."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from nba_props.store import Tracking
from nba_props.tracking.store import open_store
from tests.tracking.comparison.made import League, Shelf

SMALL = [
    "data.seasons=1",
    "validation.first_test='2024-03-25'",
    "validation.refit_days=30",
    "validation.warmup=1",
]


@pytest.fixture
def shelf(tracking: Tracking) -> Shelf:
    """An empty store of the test's own."""
    return Shelf(open_store(tracking))


@pytest.fixture(scope="session")
def league(tmp_path_factory: pytest.TempPathFactory, store_file: Path) -> League:
    """Three small runs of the simulated league, in one store; nobody writes to it."""
    folder = tmp_path_factory.mktemp("league")
    shutil.copyfile(store_file, folder / "mlflow.db")
    job = _job(folder)
    light = job("model=ridge", "tracking.artifacts=light")
    ridge = job("model=ridge", "tracking.artifacts=full")
    ewma = job("model=ewma", "tracking.artifacts=full")
    return League(open_store(f"sqlite:///{folder / 'mlflow.db'}"), ridge, ewma, light)


def _job(folder: Path) -> Callable[..., str]:

    from nba_props.configuration.compose import load
    from nba_props.pipeline.job import Job
    from nba_props.pipeline.run import run
    from tests.simulated import one_market, without_pictures

    numbers = itertools.count()

    def run_id(*overrides: str) -> str:
        output = folder / f"output{next(numbers)}"
        output.mkdir()
        paths = [f"paths.outputs={folder}", f"paths.cache={folder / 'cache'}"]
        with one_market(), without_pictures():
            return run(Job(load([*paths, *SMALL, *overrides])), output).run_id

    return run_id
