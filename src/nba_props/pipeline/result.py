"""What a run hands back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

REPORT = "report.html"
"""The page of a run, among its files."""


@dataclass(frozen=True)
class Result:
    """A finished job: its hash, its run in the store, its metrics and its output folder."""

    job: str
    run_id: str
    metrics: dict[str, float]
    output: Path
