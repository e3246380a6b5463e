"""A replay server in the place of every live source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import stamina
from pytest_httpserver import HTTPServer

from tests.source.replay import MARKER


@pytest.fixture(autouse=True)
def folder(httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """Point every source to the server, in a folder of its own; calls are repeated once and at once."""
    base = httpserver.url_for("").rstrip("/")
    for name, path in {
        "ODDS": "",
        "STATS": "/stats",
        "SCHEDULE": "/schedule.json",
        "REPORTS": "/reports",
    }.items():
        monkeypatch.setenv(f"NBA_PROPS_{name}_URL", base + path)
    monkeypatch.setenv("ODDS_API_KEY", MARKER)
    monkeypatch.setenv("NBA_PROPS_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("NBA_PROPS_STATS_PAUSE", "0")
    monkeypatch.chdir(tmp_path)
    with stamina.set_testing(True, attempts=2, cap=True):
        yield tmp_path
