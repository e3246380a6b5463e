"""What a run says, kept in its output folder until the server has it.

A run on a server writes each batch of parameters, metrics and tags, and each set of files, into its spool
before it is sent. Once the server has the whole run the spool is removed. If the server stops answering, the
run goes on with the spool alone, and `nba-props tracking sync` sends it later; see `sync`.

    <output>/tracking/<run>/run.json      which run, in which experiment of which store
                            000001.json   a batch: parameters, metrics with their times, tags; or a data set
                            000002/       files, by their paths in the run
                            end.json      how the run ended, and when
                            .lock         held while the run goes on, or is being sent
"""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from nba_props.core import atomic
from nba_props.errors import TrackingError
from nba_props.tracking import mlflow_client
from nba_props.tracking.artifacts import Content, write_all

FOLDER = "tracking"
HEAD = "run.json"
END = "end.json"
LOCK = ".lock"
COMMAND = "nba-props tracking sync"
_FIELDS = {
    "params": ("key", "value"),
    "metrics": ("key", "value", "timestamp", "step"),
    "tags": ("key", "value"),
}

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Head:
    """Which run a spool belongs to: its store, its experiment (a phase as plain data), and how it began."""

    uri: str
    phase: Mapping[str, Any]
    run_id: str
    name: str
    tags: Mapping[str, str] = field(default_factory=dict)
    started: int = 0
    """Milliseconds since 1970."""


class Spool:
    """The spool of one run, locked by whoever writes or sends it; it may be used from any thread."""

    def __init__(self, folder: Path) -> None:
        from filelock import FileLock

        self.folder = folder
        self.failure: str | None = None
        """Why the server is not written to any more; None while it is."""
        self._file_lock = FileLock(folder / LOCK, thread_local=False)
        self._lock = threading.Lock()
        self._count = len(list(_numbered(folder)))

    def lock(self) -> bool:
        """Take the spool for this process; whether it was free."""
        from filelock import Timeout

        try:
            self._file_lock.acquire(timeout=0)
        except Timeout:
            return False
        return True

    def release(self) -> None:
        """Let others have the spool."""
        self._file_lock.release()

    def begin(self, head: Head) -> None:
        """Say which run this is."""
        self._write(HEAD, asdict(head))

    def batch(self, entries: Mapping[str, Iterable[Any]]) -> None:
        """Keep a batch of MLflow's parameters, metrics and tags."""
        plain = {kind: [_plain(entry, kind) for entry in found] for kind, found in entries.items()}
        self._write(f"{self._next()}.json", plain)

    def dataset(self, dataset: Mapping[str, Any], context: str) -> None:
        """Keep a data set that the run read."""
        self._write(f"{self._next()}.json", {"dataset": dataset, "context": context})

    def files(self, contents: Mapping[str, Content]) -> Path:
        """Keep files by their paths in the run, all of them or none; the folder that holds them."""
        path = self.folder / self._next()
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".new-") as name:
            inner = Path(name) / "files"
            inner.mkdir()
            write_all(inner, contents)
            inner.rename(path)
        return path

    def end(self, status: str) -> int:
        """Keep how the run ended; when that was, in milliseconds since 1970."""
        now = int(time.time() * 1000)
        self._write(END, {"status": status, "time": now})
        return now

    def deliver(self, send: Callable[[], object]) -> None:
        """Send what has been kept, unless the server stopped answering before.

        What is wrong with what is sent (a parameter that changes) is raised; anything else counts as the
        server's failure, is told once, and the run goes on without it.
        """
        if self.failure is not None:
            return
        try:
            send()
        except mlflow_client.failures() as error:
            if mlflow_client.is_refusal(error):
                raise
            self.failure = mlflow_client.first_line(error)
            log.warning(
                "the tracking server failed: %s\nthe run goes on and is kept in %s", self.failure, self.folder
            )

    def discard(self) -> None:
        """Remove the spool, whose run the server has; a crash meanwhile leaves no half of it to be sent."""
        gone = self.folder.with_name(f".{self.folder.name}.sent")
        self.folder.rename(gone)
        self.release()
        shutil.rmtree(gone, ignore_errors=True)
        with suppress(OSError):  # another run has its spool beside it
            self.folder.parent.rmdir()

    def _next(self) -> str:
        with self._lock:
            self._count += 1
            return f"{self._count:06}"

    def _write(self, name: str, content: Mapping[str, Any]) -> None:
        atomic.write_bytes(self.folder / name, json.dumps(content, ensure_ascii=False, default=str).encode())


def start(output: Path, head: Head) -> Spool:
    """Return a new spool in a run's output folder, which is made if it is missing."""
    folder = output / FOLDER / head.run_id
    folder.mkdir(parents=True)
    spool = Spool(folder)
    spool.lock()
    spool.begin(head)
    return spool


def entries(folder: Path) -> Iterator[Path]:
    """Return the batches (`.json`) and sets of files (folders) of a spool, in the order of keeping."""
    return iter(sorted(_numbered(folder), key=lambda path: path.name))


def read(path: Path) -> Any:  # noqa: ANN401
    """Return a JSON file of a spool; None where there is none.

    Raises:
        TrackingError: it cannot be read.
    """
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise TrackingError(f"{path}: cannot be read: {error}") from error


def _numbered(folder: Path) -> Iterator[Path]:
    return (path for path in folder.glob("[0-9]*") if path.stem.isdigit())


def _plain(entry: object, kind: str) -> list[Any]:
    return [getattr(entry, name) for name in _FIELDS[kind]]
