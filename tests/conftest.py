"""Fixtures shared by all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real game logs and lines; tests that need it are skipped where it is missing."""
    folder = Path(os.environ.get("NBA_PROPS_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "game_logs").is_dir():
        pytest.skip("real data not found: set NBA_PROPS_REAL_DATA to a folder with game_logs/ and odds/")
    return folder
