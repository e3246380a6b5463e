"""The data-quality report: what came in, what was dropped and why, and what looks wrong."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Step:
    """One step of reading a table: how many rows were left out or changed, and why, with a few examples."""

    table: str
    reason: str
    rows: int
    examples: list[str] = field(default_factory=list)


@dataclass
class QualityReport:
    """Counts of rows read and kept by table, the steps between them, and plain figures such as match rates."""

    read: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)

    def note(self, table: str, reason: str, rows: int, examples: list[str] | None = None) -> None:
        """Add a step if it concerned any row."""
        if rows:
            self.steps.append(Step(table, reason, rows, list(examples or [])[:5]))

    def to_dict(self) -> dict[str, Any]:
        """The report as plain JSON types."""
        return asdict(self)
