"""The registry over HTTP and over PostgreSQL: the same calls, the same answers, the same care."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nba_props.store import Tracking
from nba_props.tracking.store import Store, open_store
from tests.servers import MlflowServer, Postgres
from tests.tracking.registry.racing import broken_links, race
from tests.tracking.registry.shop import GOOD, Crash, add_versions, aliases, faulty

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def over_http(store_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("server")
    server = MlflowServer(f"sqlite:///{folder / 'mlflow.db'}", folder)
    try:
        yield open_store(server.start().uri)
    finally:
        server.kill()


@pytest.fixture(scope="module")
def over_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    postgres = Postgres()
    root = str(tmp_path_factory.mktemp("artifacts"))
    try:
        yield open_store(Tracking(uri=postgres.create("registry"), artifact_root=root))
    finally:
        postgres.close()


@pytest.fixture(params=["over_http", "over_postgres"])
def shared(request: pytest.FixtureRequest) -> Store:
    """A store that several machines share."""
    store: Store = request.getfixturevalue(request.param)
    return store


def test_a_shared_store_goes_through_it_all(shared: Store) -> None:
    registry = add_versions(shared, GOOD, GOOD, {**GOOD, "betting_roi": 0.0})
    registry.promote_model("pra", 1)
    for calls in range(40):
        try:
            faulty(shared, calls).promote_model("pra", 2)
        except Crash:
            assert aliases(shared)["production"] in ("1", "2")
        else:
            break
    registry.promote_model("pra", 2)
    assert aliases(shared) == {"production": "2", "previous": "1"}
    assert broken_links(shared) == []
    registry.rollback_model("pra", "bad")
    registry.archive("pra", 3, "no good")
    assert aliases(shared) == {"production": "1", "previous": "2"}
    assert len(race(shared.uri, processes=2, turns=3, versions=2)) == 6
    assert broken_links(shared) == []
