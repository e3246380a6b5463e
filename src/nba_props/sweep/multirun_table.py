"""All jobs of a plain multirun side by side, as it ends."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from nba_props.evaluation import objectives
from nba_props.sweep.summary import unlike
from nba_props.tracking.comparison.best import warning
from nba_props.tracking.store import DUPLICATE_OF
from nba_props.tracking.table import NONE, TextTable, number

if TYPE_CHECKING:
    from mlflow.entities import Run

LOG_LOSS = "log_loss"
SHORT = 8
"""Letters of a run's id that are shown; `nba-props experiments` takes them for the run."""


def jobs_table(
    jobs: Sequence[Run], swept: Collection[str], groups: Collection[str], objective: str
) -> TextTable:
    """Return a row for each job, in the order in which they ran; of one that had run before, the earlier run.

    Args:
        jobs: the runs of the jobs, oldest first.
        swept: the keys that the multirun has several values of.
        groups: the groups of options, of which those that differ are shown as well.
        objective: what the jobs are compared by.
    """
    keys = differing(jobs, swept, groups)
    metrics = list(dict.fromkeys([*objectives.names(objective), LOG_LOSS]))
    rows = [
        (
            *(job.data.params.get(key, NONE) for key in keys),
            *(number(job.data.metrics.get(metric)) for metric in metrics),
            job.data.tags.get("verdict", NONE) if job.info.status == "FINISHED" else job.info.status,
            job.data.tags.get(DUPLICATE_OF, job.info.run_id)[:SHORT],
        )
        for job in jobs
    ]
    columns = (*keys, *metrics, "verdict", "run")
    return TextTable(f"{len(jobs)} jobs", columns, rows, frozenset(metrics), warning(unlike(jobs)))


def differing(jobs: Sequence[Run], swept: Collection[str], groups: Collection[str]) -> list[str]:
    """Return the parameters that jobs differ in: those that are swept first, then groups of options."""
    names = dict.fromkeys([*(key.lstrip("+~") for key in swept), *groups])
    return [name for name in names if len({job.data.params.get(name) for job in jobs}) > 1]
