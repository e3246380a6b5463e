"""The best of a sweep's child runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nba_props.evaluation import objectives

if TYPE_CHECKING:
    from mlflow.entities import Run


@dataclass(frozen=True)
class Best:
    """A run and what it has of the objective."""

    run_id: str
    value: float


def best_child(children: Sequence[Run], objective: str) -> Best | None:
    """Return the finished run that is best at an objective (the first of several); None where none has it."""
    name = objectives.names(objective)[0]
    sign = -1 if objectives.is_higher_better(name) else 1
    known = [
        Best(str(run.info.run_id), float(run.data.metrics[name]))
        for run in children
        if run.info.status == "FINISHED" and name in run.data.metrics
    ]
    return min(known, key=lambda best: sign * best.value, default=None)
