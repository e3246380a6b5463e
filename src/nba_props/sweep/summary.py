"""The best of a sweep's child runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nba_props.evaluation import objectives
from nba_props.tracking.comparison.best import differences
from nba_props.tracking.comparison.search import row_of

if TYPE_CHECKING:
    from mlflow.entities import Run


@dataclass(frozen=True)
class Best:
    """A run and what it has of the objective."""

    run_id: str
    value: float


def best_child(children: Sequence[Run], objective: str) -> Best | None:
    """Return the finished run that is best at an objective (the first of several).

    None where none has it, or where they were judged on different rows, see `unlike`.
    """
    name = objectives.names(objective)[0]
    sign = -1 if objectives.is_higher_better(name) else 1
    known = [
        Best(str(run.info.run_id), float(run.data.metrics[name]))
        for run in _finished(children)
        if name in run.data.metrics
    ]
    return None if unlike(children) else min(known, key=lambda best: sign * best.value, default=None)


def unlike(children: Sequence[Run]) -> list[str]:
    """Return in what finished runs differ so that their figures are no comparison, such as `market`."""
    return differences([row_of(run, {}) for run in _finished(children)])


def markets(children: Sequence[Run]) -> str | None:
    """Return the markets of runs; None where none says its own."""
    found = {run.data.tags["market"]: None for run in children if "market" in run.data.tags}
    return ", ".join(found) or None


def _finished(children: Sequence[Run]) -> list[Run]:
    return [run for run in children if run.info.status == "FINISHED"]
