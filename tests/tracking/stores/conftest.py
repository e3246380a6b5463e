"""Servers that the tests of this folder share; each is started once per process, when first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import MlflowServer, Postgres


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of this folder in one process, so that its servers start once."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group("servers"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server; each test makes a database of its own."""
    server = Postgres()
    yield server
    server.close()


@pytest.fixture(scope="session")
def _shared_server(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MlflowServer]:
    server = MlflowServer(postgres.create("shared"), tmp_path_factory.mktemp("server"))
    yield server
    server.kill()


@pytest.fixture
def server(_shared_server: MlflowServer) -> MlflowServer:
    """An MLflow server over PostgreSQL, running; tests may kill it."""
    if not _shared_server.running:
        _shared_server.start()
    return _shared_server
