"""Python in the documentation runs, in order, one namespace a page, in a folder where runs were made."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.data.store import tables
from tests.docs.blocks import blocks, written_in

SMALL = (
    "data.seasons=1",
    "data.markets=[pra]",
    "validation.first_test='2024-03-25'",
    "validation.refit_days=30",
    "validation.warmup=1",
)
COMPONENT = re.compile(r"^@component\(.*\)\n", re.MULTILINE)
"""Registering outlives a test, so what the pages register is only defined."""


@dataclass(frozen=True)
class Workplace:
    """A folder in which two runs were made, as a reader's."""

    folder: Path
    run_id: str


@pytest.fixture(scope="session")
def workplace(tmp_path_factory: pytest.TempPathFactory, store_file: Path) -> Workplace:
    folder = tmp_path_factory.mktemp("workplace")
    (folder / "outputs").mkdir()
    shutil.copyfile(store_file, folder / "outputs/mlflow.db")
    with chdir(folder):
        _, run_id = (made_run(folder, model) for model in ("ewma", "ridge"))
    return Workplace(folder, run_id)


def made_run(folder: Path, model: str) -> str:
    from nba_props.configuration.compose import load
    from nba_props.pipeline.job import Job
    from nba_props.pipeline.run import run

    words = ["phase=advanced", f"model={model}", f"paths.outputs={folder / 'outputs'}", *SMALL]
    output = folder / f"outputs/{model}"
    output.mkdir()
    return run(Job(load([*words, f"paths.cache={folder / 'outputs/.cache'}"])), output).run_id


def of_registry(workplace: Workplace) -> dict[str, Any]:
    return {"run_id": workplace.run_id}


def of_serving(workplace: Workplace) -> dict[str, Any]:
    import mlflow
    import polars as pl

    files = Path(mlflow.artifacts.download_artifacts(f"runs:/{workplace.run_id}/model"))
    shutil.copytree(files / "artifacts", workplace.folder / "artifacts")
    rows = mlflow.pyfunc.load_model(str(files)).input_example
    return {"run_id": workplace.run_id, "rows": rows, "frame": pl.from_pandas(rows)}


WITH_RUNS: dict[str, Callable[[Workplace], dict[str, Any]]] = {
    "how-to/comparing.md": lambda workplace: {},
    "how-to/registry.md": of_registry,
    "how-to/serving.md": of_serving,
}
"""Pages that need runs, and the names that they take as given."""


def of_models() -> dict[str, Any]:
    import numpy as np
    from numpy.typing import NDArray

    from nba_props.model import base

    return {**vars(base), "np": np, "NDArray": NDArray, "Path": Path}


def of_store() -> dict[str, Any]:
    return {"quotes": tables.quotes(["Ann Other"]), "player_games": tables.player_games([1, 2])}


GIVEN: dict[str, Callable[[], dict[str, Any]]] = {
    "how-to/extend.md": of_models,
    "how-to/store.md": of_store,
}
"""The names that other pages take as given."""
SLOW = {"how-to/questions/from-notebook-to-hydra.md"}
"""Pages that run a backtest of their own."""


def names_of_pages() -> list[str]:
    return [page.relative_to(ROOT / "docs").as_posix() for page in written_in("python")]


def without_runs() -> list[Any]:
    names = [name for name in names_of_pages() if name not in WITH_RUNS]
    return [pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name in names]


def execute(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Run the page's blocks in the current folder; return what they defined."""
    names = {"__name__": __name__, **given}
    for block in blocks(ROOT / "docs" / name):
        if block.language == "python":
            line = "\n" * block.line  # so that an error names the page's own line
            exec(compile(line + COMPONENT.sub("\n", block.text), str(block.page), "exec"), names)
    return {key: value for key, value in names.items() if key not in given}


@pytest.mark.parametrize("name", without_runs())
def test_python_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert len(execute(name, GIVEN.get(name, dict)())) > 2


@pytest.mark.slow
@pytest.mark.parametrize("name", WITH_RUNS)
def test_python_runs_where_runs_are(name: str, workplace: Workplace, monkeypatch: pytest.MonkeyPatch) -> None:
    import mlflow

    mlflow.set_tracking_uri(None)  # or the environment has no say, where an earlier test named a store
    monkeypatch.chdir(workplace.folder)
    # Absolute, for MLflow keeps the store of an address: a relative one may be that of another folder's test.
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{workplace.folder / 'outputs/mlflow.db'}")
    assert len(execute(name, WITH_RUNS[name](workplace))) > 2


def test_no_page_is_left_out() -> None:
    assert set(WITH_RUNS) | set(GIVEN) | SLOW <= set(names_of_pages())
    assert not [page for page in written_in("python") if not page.is_relative_to(ROOT / "docs")]
