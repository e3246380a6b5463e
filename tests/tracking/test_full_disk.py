"""A disk that is full at any write of a run: one line, the run FAILED, the store usable, the files whole."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from mlflow.exceptions import MlflowException
from mlflow.tracking import MlflowClient

from nba_props.errors import TrackingError
from nba_props.phase import Phase
from nba_props.store import Tracking
from nba_props.tracking.run import open_run
from nba_props.tracking.store import open_store

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
OF_POLARS = pl.exceptions.ComputeError("parquet: underlying IO error: No space left on device (os error 28)")
OF_SQLITE = MlflowException("(sqlite3.OperationalError) database or disk is full\n[SQL: INSERT]")
FRAME = pl.DataFrame({"y": [1.0]})


@dataclass(frozen=True)
class Write:
    """A way in which a file is written: the function that a full disk lets fail, how, and a file."""

    owner: Any
    method: str
    error: Exception
    name: str
    content: Any


@pytest.mark.parametrize(
    "write",
    [
        Write(pl.DataFrame, "write_parquet", OF_POLARS, "a.parquet", FRAME),
        Write(pl.DataFrame, "write_csv", OF_POLARS, "a.csv", FRAME),
        Write(Path, "write_bytes", FULL, "a.bin", b"a"),
        Write(Path, "write_text", FULL, "a.json", {"a": 1}),
        Write(Path, "replace", FULL, "a.txt", "a"),
        Write(shutil, "copyfile", FULL, "a.txt", Path(__file__)),
        Write(Path, "mkdir", FULL, "new/a.txt", "a"),
    ],
)
def test_a_file_that_does_not_fit_fails_the_run_in_one_line(
    write: Write, tracking: Tracking, phase: Phase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with open_run(tracking, phase, "earlier") as earlier:
        earlier.artifact("kept.txt", "kept")
    before = files(tmp_path)

    def fail(*_: object, **__: object) -> None:
        raise write.error

    with (  # noqa: PT012
        pytest.raises(TrackingError, match="No space left on device") as caught,
        open_run(tracking, phase, "a") as run,
        monkeypatch.context() as patch,
    ):
        patch.setattr(write.owner, write.method, fail)
        run.artifact(write.name, write.content)
    assert "\n" not in str(caught.value)
    store = open_store(tracking)
    assert store.status(run.id) == "FAILED"
    assert store.status(earlier.id) == "FINISHED"
    assert files(tmp_path) == before
    with open_run(tracking, phase, "a") as again:
        again.artifact(write.name, write.content)
    assert store.status(again.id) == "FINISHED"


@pytest.mark.parametrize("method", ["create_run", "log_batch", "set_terminated"])
def test_a_store_that_does_not_fit_is_one_line_and_stays_usable(
    method: str, tracking: Tracking, phase: Phase, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OF_SQLITE

    with (  # noqa: PT012
        pytest.raises(TrackingError, match=r"database or disk is full$") as caught,
        monkeypatch.context() as patch,
    ):
        patch.setattr(MlflowClient, method, fail)
        with open_run(tracking, phase, "a") as run:
            run.metrics({"a": 1.0})
    assert "\n" not in str(caught.value)
    with closing(sqlite3.connect(tmp_path / "mlflow.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with open_run(tracking, phase, "b") as again:
        again.metrics({"a": 1.0})
    assert open_store(tracking).status(again.id) == "FINISHED"


def files(folder: Path) -> dict[Path, bytes]:
    """The artifacts below a folder."""
    return {path: path.read_bytes() for path in (folder / "mlartifacts").rglob("*") if path.is_file()}
