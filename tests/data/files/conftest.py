"""Fixtures for tests of `data=files`."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.data.files.samples import Loader, WriteRows


@pytest.fixture
def write(tmp_path: Path) -> WriteRows:
    """Writes rows into a CSV file and returns its path."""

    def write_rows(name: str, rows: list[Mapping[str, object]], delimiter: str = ",") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, list(rows[0]), delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)
        return path

    return write_rows


@pytest.fixture
def load(write: WriteRows, tmp_path: Path) -> Loader:
    """Loads the small league with some lines."""
    return Loader(write, tmp_path)
