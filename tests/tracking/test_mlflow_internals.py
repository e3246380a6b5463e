"""MLflow's private API is used in one module, and does there what its docstrings say."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

import nba_props
from nba_props.store import Tracking
from nba_props.tracking import mlflow_internals
from nba_props.tracking.store import open_store
from tests.tracking.comparison.made import NOON, Shelf

SOURCE = Path(nba_props.__file__).parent
ALLOWED = SOURCE / "tracking" / "mlflow_internals.py"


def private_uses(file: Path) -> Iterator[str]:
    """The lines of a file that use what MLflow does not document."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mlflow"):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names if alias.name.startswith("mlflow")]
        elif isinstance(node, ast.Attribute) and node.attr in ("_tracking_client", "_registry_client"):
            names = [node.attr]
        else:
            continue
        for name in names:
            private = any(
                name == package or name.startswith(f"{package}.") for package in mlflow_internals.PRIVATE
            )
            if private or any(part.startswith("_") for part in name.split(".")):
                yield f"{file.name}:{node.lineno} {name}"


def test_private_parts_of_mlflow_are_used_in_one_module_only() -> None:
    files = [file for file in sorted(SOURCE.rglob("*.py")) if file != ALLOWED]
    assert len(files) > 100
    assert [use for file in files for use in private_uses(file)] == []


def test_the_search_for_private_uses_finds_those_of_the_one_module() -> None:
    found = " ".join(private_uses(ALLOWED))
    assert all(name in found for name in ("mlflow.store.", "mlflow.utils.uri", "_tracking_client"))
    assert "_get_alembic_config" in found


def test_every_function_says_which_public_call_is_missing() -> None:
    functions = [node for node in ast.parse(ALLOWED.read_text()).body if isinstance(node, ast.FunctionDef)]
    public = [node for node in functions if not node.name.startswith("_")]
    told = [ast.get_docstring(node) or "" for node in public]
    assert public
    assert all("Missing:" in text or "see `delete_model_for_good`" in text for text in told)


def test_runs_are_counted_by_status_since_a_moment(tracking: Tracking) -> None:
    shelf = Shelf(open_store(tracking))
    shelf.add(start=NOON - dt.timedelta(days=1))
    shelf.add(start=NOON)
    shelf.add(start=NOON, status="FAILED")
    shelf.store.client.delete_run(shelf.add(start=NOON))
    shelf.add("foundation", start=NOON)
    experiment = shelf.store.client.get_experiment_by_name("Phase2_Advanced")
    found = mlflow_internals.count_runs(shelf.store.client, experiment.experiment_id, NOON)
    assert found == {"FINISHED": 1, "FAILED": 1}


def test_the_schema_of_a_new_store_is_the_newest_revision(tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    open_store(f"sqlite:///{tmp_path / 'mlflow.db'}")
    with closing(sqlite3.connect(tmp_path / "mlflow.db")) as connection:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert mlflow_internals.schema_revisions()[0] == revision


@pytest.mark.parametrize("uri", ["{0}", "file://{0}"])
def test_a_local_artifact_is_resolved_to_its_folder(tmp_path: Path, uri: str) -> None:
    assert mlflow_internals.local_folder(uri.format(tmp_path)) == tmp_path


def test_an_artifact_elsewhere_has_no_folder() -> None:
    assert mlflow_internals.local_folder("s3://bucket/run") is None
    assert mlflow_internals.local_folder("mlflow-artifacts:/run") is None
