"""Folders for sweeps."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def project(tmp_path: Path, store_file: Path) -> Path:
    """A folder in which a tracking store has been made already, which takes seconds."""
    (tmp_path / "outputs").mkdir()
    shutil.copyfile(store_file, tmp_path / "outputs" / "mlflow.db")
    return tmp_path
