"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from nba_props.core import leftovers

PATIENCE = 1.0
"""Seconds that a lock is waited for without a word."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Provide temporary file beside `path` to write to.

    It takes the place of `path` when the block ends well; what killed writers left in the folder goes first.

    Whoever reads `path` meanwhile sees the old content. Nothing stays behind when the block raises. What is
    no file, such as `/dev/null` or a pipe, keeps its place and gets the content.

    Raises:
        IsADirectoryError: `path` is a folder; it stays.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.exists() and not path.is_file():
        with _passing_on(path) as temporary:
            yield temporary
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    leftovers.remove_once(path.parent)
    temporary = _made_beside(path)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise


def _made_beside(path: Path) -> Path:
    """Make an empty temporary file; an error names `path`, which is what a person knows."""
    try:
        handle, name = tempfile.mkstemp(
            prefix=leftovers.prefix(path.name), suffix=leftovers.SUFFIX, dir=path.parent
        )
    except OSError as error:
        error.filename = str(path)
        raise
    os.close(handle)
    return Path(name)


@contextmanager
def _passing_on(path: Path) -> Iterator[Path]:
    """Provide a temporary file whose content is written into a device or a pipe when the block ends well."""
    with tempfile.TemporaryDirectory() as folder:
        temporary = Path(folder) / "content"
        yield temporary
        with temporary.open("rb") as content, path.open("wb") as target:
            shutil.copyfileobj(content, target)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a small file at once, flushed to the disk before it takes its name."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)
        sync(temporary)


def sync(path: Path) -> None:
    """Flush a file's content to the disk, so that it cannot be emptier than its name says after a crash."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def require_writable(path: Path) -> None:
    """Make sure that a file can be made, or written anew, at a path; nothing stays there.

    Raises:
        OSError: its folder is not there or cannot be written, or it is a folder itself.
    """
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if path.is_file() or not path.exists():
        _made_beside(path).unlink()


@contextmanager
def locked(path: Path, waiting: Callable[[str], None] | None = None) -> Iterator[None]:
    """Hold the lock file `path`; whoever asks for it meanwhile waits.

    The folder is tried first: a lock that can never be made, as in `/proc`, would be waited for for ever.

    Args:
        path: the file; it stays.
        waiting: told once, after a second, what is waited for, with the id of the process that holds the
            lock where that one has this argument, too; None waits without a word.

    Raises:
        OSError: the folder cannot be made or written.
    """
    from filelock import FileLock, Timeout

    path.parent.mkdir(parents=True, exist_ok=True)
    require_writable(path)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=-1 if waiting is None else PATIENCE)
    except Timeout:
        if waiting is not None:
            waiting(f"waiting for {path}, which {_holder(path)} holds")
        lock.acquire()
    try:
        if waiting is not None:
            with suppress(OSError):
                path.write_text(str(os.getpid()), encoding="ascii")
        yield
    finally:
        lock.release()


def _holder(path: Path) -> str:
    """Return who holds a lock: `process 123`, or `another process` where it has not said."""
    with suppress(OSError, UnicodeDecodeError):
        pid = path.read_text(encoding="ascii").strip()
        if pid.isdigit():
            return f"process {pid}"
    return "another process"


def _umask() -> int:
    """Return the process's umask; temporary files are private, finished ones as readable as any other."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
