"""Stores with registered versions, made once and copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from nba_props.configuration.criteria import load_criteria
from nba_props.tracking.registry import ModelRegistry
from nba_props.tracking.store import Store, open_store
from tests.tracking.registry.shop import GOOD, add_versions


@pytest.fixture(scope="package", autouse=True)
def _criteria_composed_once() -> Iterator[None]:
    """Compose each criteria once per process; the registry asks for them at every promotion."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nba_props.tracking.registry.gate.load_criteria", cache(load_criteria))
        yield


@pytest.fixture(scope="session")
def _stocked(store_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Versions 1 and 2 pass the default criteria, version 3 does not; 1 is in production."""
    path = tmp_path_factory.mktemp("registry") / "mlflow.db"
    shutil.copyfile(store_file, path)
    store = open_store(f"sqlite:///{path}")
    registry = add_versions(store, GOOD, {**GOOD, "val_mae": 5.8}, {**GOOD, "betting_roi": 0.01})
    registry.promote_model("pra", 1)
    return path


@pytest.fixture
def empty(store_file: Path, tmp_path: Path) -> Store:
    """A store without anything."""
    shutil.copyfile(store_file, tmp_path / "mlflow.db")
    return open_store(f"sqlite:///{tmp_path / 'mlflow.db'}")


@pytest.fixture
def store(_stocked: Path, tmp_path: Path) -> Store:
    """A store with three versions, 1 in production."""
    for suffix in ("", "-wal"):
        if (part := _stocked.with_name(_stocked.name + suffix)).exists():
            shutil.copyfile(part, tmp_path / f"mlflow.db{suffix}")
    return open_store(f"sqlite:///{tmp_path / 'mlflow.db'}")


@pytest.fixture
def registry(store: Store) -> ModelRegistry:
    """The registry of that store."""
    return ModelRegistry(store, who="ada")
