"""Optuna's dashboard, looked at in a browser."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import optuna
import pytest

from nba_props.sweep.storage import locate, open_storage
from tests.servers import Dashboard


@pytest.fixture
def dashboard(chromium: Any, tmp_path: Path) -> Iterator[Dashboard]:
    """The dashboard on a study with three trials."""
    url = locate(None, tmp_path)
    study = optuna.create_study(study_name="ridge-0123456789", storage=open_storage(url))
    space: dict[str, optuna.distributions.BaseDistribution] = {
        "model.alpha": optuna.distributions.FloatDistribution(1, 100)
    }
    for value in (5.5, 5.25, 5.75):
        study.tell(study.ask(space), value)
    shown = Dashboard(url, tmp_path)
    yield shown
    shown.close()


def test_it_shows_a_study_and_needs_nothing_from_the_network(
    chromium: Any, dashboard: Dashboard, tmp_path: Path
) -> None:
    page = chromium.new_page(viewport={"width": 1600, "height": 1200})
    page.set_default_timeout(60_000)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{dashboard.uri}/dashboard/")
    page.get_by_text("ridge-0123456789").first.click()
    page.get_by_text("Best Trial").first.wait_for()
    page.get_by_text("5.25").first.wait_for()
    page.screenshot(path=str(Path(os.environ.get("SCREENSHOTS", tmp_path)) / "dashboard.png"))
    page.close()
    assert [url for url in asked if not url.startswith((dashboard.uri, "data:", "blob:"))] == []
    assert any("bundle.js" in url for url in asked)
