"""All runs of an experiment as one table in a file."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from nba_props.core import atomic
from nba_props.core.console import shown
from nba_props.core.spreadsheet import inert
from nba_props.errors import ConfigError
from nba_props.tracking.comparison.experiments import find_experiment
from nba_props.tracking.comparison.search import OLDEST, RunRow, runs
from nba_props.tracking.store import Store
from nba_props.tracking.table import TextTable

ENDINGS = (".csv", ".parquet")
_CHUNK = 500
"""Rows held in memory at a time."""
_INFO = ("run_id", "run_name", "experiment", "status", "start_time", "end_time", "artifact_uri")


@dataclass(frozen=True)
class Exported:
    """What was written: how many runs and columns, to which file."""

    file: str
    runs: int
    columns: int

    def tables(self) -> list[TextTable]:
        """Return what is shown."""
        return [TextTable(f"{self.file}: {self.runs:,} runs, {self.columns:,} columns", [], [])]


def export(store: Store, experiment: str, file: Path, where: str = "") -> Exported:
    """Write all runs of an experiment, failed and unfinished ones too, oldest first, a row each.

    Columns: `run_id`, `run_name`, `experiment`, `status`, `start_time`, `end_time`, `artifact_uri`, then
    `metrics.<name>` (numbers, the last step), `params.<name>` and `tags.<name>` (text), sorted; empty where a
    run has none. The store is read page by page and once; no more than a page is held in memory. The file is
    there whole or not at all.

    Args:
        store: the store.
        experiment: its name, or that of its phase.
        file: what to write, `.csv` or `.parquet`.
        where: only runs that fit this filter, in MLflow's language.

    Raises:
        ConfigError: the experiment is unknown, or the file has another ending.
        TrackingError: the filter is wrong, or the store cannot be asked.
    """
    if file.suffix not in ENDINGS:
        raise ConfigError(f"{file}: must end in {' or '.join(ENDINGS)}")
    places = find_experiment(store, experiment)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as spool:
        count, columns = _spool(runs(store, places, where, OLDEST), spool)
        spool.seek(0)
        rows = (json.loads(line) for line in spool)
        try:
            with atomic.replacing(file) as temporary:
                write = _write_csv if file.suffix == ".csv" else _write_parquet
                write(temporary, columns, rows)
        except OSError as error:
            raise ConfigError(f"{file}: cannot be written: {error.strerror}") from error
    return Exported(str(file), count, len(columns))


def _spool(found: Iterator[RunRow], spool: IO[str]) -> tuple[int, list[str]]:
    """Put runs aside, a line each: only with the last one it is known which columns there are."""
    seen: set[str] = set()
    columns: set[str] = set()
    for run in found:
        if run.id in seen:
            continue  # a run that was deleted meanwhile shifts the pages
        seen.add(run.id)
        flat = _flat(run)
        columns |= flat.keys()
        spool.write(json.dumps(flat) + "\n")
    rest = sorted(columns - set(_INFO), key=lambda name: (name.partition(".")[0], name))
    return len(seen), [*_INFO, *rest]


def _flat(run: RunRow) -> dict[str, Any]:
    end = None if run.end is None else run.end.isoformat(timespec="milliseconds")
    start = run.start.isoformat(timespec="milliseconds")
    values = (run.id, run.name, run.experiment, run.status, start, end, run.artifact_uri)
    return {
        **dict(zip(_INFO, values, strict=True)),
        **{f"metrics.{name}": value for name, value in run.metrics.items()},
        **{f"params.{name}": value for name, value in run.params.items()},
        **{f"tags.{name}": value for name, value in run.tags.items()},
    }


def _write_csv(path: Path, columns: list[str], rows: Iterator[dict[str, Any]]) -> None:
    import csv

    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(map(_inert, rows))


def _inert(row: dict[str, Any]) -> dict[str, Any]:
    return row | {name: inert(shown(cell)) for name, cell in row.items() if isinstance(cell, str)}


def _write_parquet(path: Path, columns: list[str], rows: Iterator[dict[str, Any]]) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    schema = pa.schema([(name, _kind(name)) for name in columns])
    with parquet.ParquetWriter(path, schema) as writer:
        for chunk in _chunks(rows):
            writer.write_table(pa.Table.from_pylist([_typed(row) for row in chunk], schema))


def _kind(name: str) -> Any:  # noqa: ANN401 - a pyarrow type
    import pyarrow as pa

    if name.startswith("metrics."):
        return pa.float64()
    return pa.timestamp("ms", tz="UTC") if name in ("start_time", "end_time") else pa.string()


def _typed(row: dict[str, Any]) -> dict[str, Any]:
    import datetime as dt

    moments = {name: row[name] for name in ("start_time", "end_time") if row[name] is not None}
    return {**row, **{name: dt.datetime.fromisoformat(text) for name, text in moments.items()}}


def _chunks(rows: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    from itertools import islice

    while chunk := list(islice(rows, _CHUNK)):
        yield chunk
