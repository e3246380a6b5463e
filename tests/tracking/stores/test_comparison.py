"""Comparing runs and the doctor, in a real PostgreSQL database and over a real MLflow server."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nba_props.store import Tracking
from nba_props.tracking.comparison import best, compare, export, phases, report, weekly
from nba_props.tracking.comparison.paired import PairedVerdict
from nba_props.tracking.doctor import doctor
from nba_props.tracking.doctor.scratch import PREFIX
from nba_props.tracking.prune import prune
from nba_props.tracking.store import Store, open_store
from tests.servers import MlflowServer, Postgres
from tests.tracking.comparison.made import NOON, Shelf, noise, predictions


@pytest.fixture(params=["database", pytest.param("server", marks=pytest.mark.slow)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """An open store of each kind; the server's is shared by the tests of this folder."""
    if request.param == "server":
        server: MlflowServer = request.getfixturevalue("server")
        return open_store(server.uri)
    postgres: Postgres = request.getfixturevalue("postgres")
    name = f"comparison_{abs(hash(request.node.name)) % 10**8}"
    return open_store(Tracking(uri=postgres.create(name), artifact_root=str(tmp_path / "artifacts")))


def rows_in(uri: str) -> dict[str, int]:
    """How many rows each table has."""
    import psycopg

    def numbers(connection: Any, statement: str) -> list[Any]:
        return [row[0] for row in connection.execute(statement.encode()).fetchall()]

    with psycopg.connect(uri) as connection:
        names = numbers(connection, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {name: numbers(connection, f'SELECT count(*) FROM "{name}"')[0] for name in names}


def test_the_doctor_finds_a_sound_store_and_leaves_nothing_to_see(store: Store) -> None:
    found = doctor(Tracking(uri=store.uri, artifact_root=store.artifact_root))
    assert [(check.name, check.detail) for check in found.checks if not check.passed] == []
    where = f"name LIKE '{PREFIX}%'"
    assert list(store.client.search_experiments(filter_string=where)) == []
    assert list(store.client.search_registered_models(where)) == []


def test_the_doctor_leaves_no_row_in_a_database(postgres: Postgres, tmp_path: Path) -> None:
    uri = postgres.create("doctor")
    settings = Tracking(uri=uri, artifact_root=str(tmp_path / "artifacts"))
    open_store(settings)
    before = rows_in(uri)
    assert doctor(settings).healthy
    assert rows_in(uri) == before


def test_runs_are_compared_wherever_they_are_kept(store: Store, tmp_path: Path) -> None:
    shelf, errors = Shelf(store), noise(200, 1)
    better = predictions([0.7 * each for each in errors])
    first = shelf.add("production", {"val_mae": 5.0}, {"alpha": 1}, rows=predictions(errors))
    second = shelf.add("production", {"val_mae": 4.0}, {"alpha": 2}, rows=better)
    light = shelf.add("production", {"val_mae": 4.5})
    assert [run.id for run in best(store, "production").runs] == [second, light, first]
    found = compare(store, [first[:12], second[:12], light])
    assert [each.verdict for each in found.paired] == [PairedVerdict.better]
    assert "kept no predictions" in found.unpaired["C"]
    value = next(each.value for each in phases(store, ["val_mae"]).bests if each.phase == "production")
    assert value == 4.0
    improved = weekly(store, NOON.date() - dt.timedelta(days=1), ["val_mae"]).improvements
    assert [each.run.id for each in improved] == [second]
    assert export(store, "production", tmp_path / "runs.parquet").runs == 3
    assert pl.read_parquet(tmp_path / "runs.parquet")["metrics.val_mae"].to_list() == [5.0, 4.0, 4.5]
    report(store, "production", tmp_path / "report.html")
    assert second[:8] in (tmp_path / "report.html").read_text()


def test_a_pruned_run_is_gone_and_the_run_that_replaces_it_is_whole(store: Store) -> None:
    shelf = Shelf(store)
    runs = [
        shelf.add("production", {"val_mae": 5.0}, tags={"job": "pruned"}, rows=predictions([1.0]))
        for _ in range(2)
    ]
    failed = shelf.add("production", status="FAILED")
    gone = {run.run_id: run.why for run in prune(store, yes=True).runs}
    assert {runs[0], failed} <= set(gone)
    assert gone[runs[0]] == f"run again as {runs[1][:8]}"
    info = store.info(runs[0])
    assert info is None or info.lifecycle_stage == "deleted"  # a server's rows go with its own gc
    assert store.client.list_artifacts(runs[1], "predictions")
    assert not {runs[0], failed} & {run.run_id for run in prune(store).runs}
