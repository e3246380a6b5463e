"""Two real runs and a registered model in a store, MLflow's pages on it, and a browser to look at them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests import warm
from tests.servers import MlflowServer

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Without the rest Chromium asks the network for this and that at every start.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Site:
    """MLflow's pages on a store with two runs, each in an experiment of its own."""

    uri: str
    lightgbm: str
    xgboost: str
    experiments: dict[str, str]
    """Ids of experiments by name."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests here are slow."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            for mark in (pytest.mark.slow, pytest.mark.browser):
                item.add_marker(mark)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A running Chromium; tests are skipped where there is none."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(f"no browser found: none of {', '.join(BROWSERS)} is installed")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def _nba_props(folder: Path, *words: str, new: bool = False) -> None:
    process = warm.start(["-m", "nba_props.cli", *words], folder, new=new)
    told, _ = process.communicate(timeout=900)
    assert process.returncode == 0, told[-2000:]


def _train(folder: Path, *words: str) -> str:
    """Run a small job; the id of its run."""
    _nba_props(
        folder,
        "train",
        "debug=quick",
        "data.markets=[pra]",
        "tracking.artifacts=full",
        "model.max_depth=6",
        *words,
    )
    newest = max(folder.rglob("outputs/*/*/*/result.json"), key=lambda path: path.stat().st_mtime)
    return str(json.loads(newest.read_bytes())["run_id"])


@pytest.fixture(scope="session")
def site(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The pages of a store that was filled from the command line alone."""
    from nba_props.tracking.store import open_store

    folder = tmp_path_factory.mktemp("project")
    _nba_props(folder, "experiments", "setup", new=True)
    xgboost = _train(folder, "phase=foundation", "model=xgboost")
    lightgbm = _train(folder, "phase=advanced", "model=lightgbm")
    for run_id, version, alias in ((lightgbm, "1", "production"), (xgboost, "2", "staging")):
        _nba_props(folder, "registry", "register", run_id)
        _nba_props(folder, "registry", "promote", "pra", version, "--to", alias, "--override", "a test")
    uri = f"sqlite:///{folder / 'outputs' / 'mlflow.db'}"
    found = open_store(uri).client.search_experiments()
    server = MlflowServer(uri, tmp_path_factory.mktemp("server")).start()
    ids = {experiment.name: str(experiment.experiment_id) for experiment in found}
    yield Site(server.uri, lightgbm, xgboost, ids)
    server.kill()


@pytest.fixture
def page(chromium: Any, site: Site, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Any]:
    """An empty page; what it shows at the end is kept as a picture, in $SCREENSHOTS if that is set."""
    page = chromium.new_page(viewport={"width": 1600, "height": 1200}, base_url=site.uri)
    page.set_default_timeout(60_000)
    yield page
    folder = Path(os.environ.get("SCREENSHOTS", tmp_path))
    page.screenshot(path=str(folder / f"{request.node.name}.png"))
    page.close()
