"""Servers that the tests of this folder share; each is started once per process, when first asked for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.servers import MlflowServer, Postgres


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
