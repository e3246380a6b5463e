"""Thousands of runs in a database at once, as MLflow would have written them one by one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import MetaData, create_engine

CHUNK = 200
START = 1_700_000_000_000
"""When the first run starts, in milliseconds."""
Row = dict[str, Any]


def fill(
    uri: str,
    experiment: str,
    count: int,
    metrics: Callable[[int], dict[str, float]],
    *,
    n_params: int = 1,
    seconds: int = 1,
) -> None:
    """Put finished runs into an experiment, one after the other.

    Args:
        uri: of the database.
        experiment: the experiment's id.
        count: how many.
        metrics: those of the run of a number.
        n_params: how many parameters each has.
        seconds: from the start of one run to that of the next.
    """
    engine = create_engine(uri)
    tables = MetaData()
    tables.reflect(engine, only=["runs", "metrics", "latest_metrics", "params", "tags"])
    numbers = iter(range(count))
    while chunk := list(islice(numbers, CHUNK)):
        runs = [(uuid.uuid4().hex, number) for number in chunk]
        rows = _rows(runs, int(experiment), metrics, n_params, seconds)
        with engine.begin() as connection:
            for name, found in rows.items():
                connection.execute(tables.tables[name].insert(), found)
    engine.dispose()


def _rows(
    runs: list[tuple[str, int]],
    experiment: int,
    metrics: Callable[[int], dict[str, float]],
    n_params: int,
    seconds: int,
) -> dict[str, list[Row]]:
    known = [(run, name, value) for run, number in runs for name, value in metrics(number).items()]
    return {
        "runs": [_run(run, START + 1000 * seconds * number, number, experiment) for run, number in runs],
        "metrics": [{**_metric(*each)} for each in known],
        "latest_metrics": [_metric(*each) for each in known],
        "params": [
            {"key": f"p{i}", "value": str(n % 7), "run_uuid": r} for r, n in runs for i in range(n_params)
        ],
        "tags": [row for run, number in runs for row in _tags(run, number)],
    }


def _run(run: str, start: int, number: int, experiment: int) -> Row:
    return {
        "run_uuid": run,
        "name": f"run {number}",
        "source_type": "UNKNOWN",
        "source_name": "",
        "entry_point_name": "",
        "user_id": "",
        "status": "FINISHED",
        "start_time": start,
        "end_time": start + 500,
        "source_version": "",
        "lifecycle_stage": "active",
        "artifact_uri": f"/nowhere/{run}",
        "experiment_id": experiment,
        "deleted_time": None,
    }


def _metric(run: str, name: str, value: float) -> Row:
    return {"key": name, "value": value, "timestamp": 0, "step": 0, "is_nan": False, "run_uuid": run}


def _tags(run: str, number: int) -> Iterator[Row]:
    for key, value in {"market": "pra", "job": f"job{number}", "mlflow.runName": f"run {number}"}.items():
        yield {"key": key, "value": value, "run_uuid": run}
