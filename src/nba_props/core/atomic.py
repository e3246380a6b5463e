"""Files that are there whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Provide temporary file beside `path` to write to.

    It takes the place of `path` when the block ends well.

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
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
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


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path`; whoever asks for it meanwhile waits.

    The folder is tried first: a lock that can never be made, as in `/proc`, would be waited for for ever.

    Raises:
        OSError: the folder cannot be made or written.
    """
    from filelock import FileLock

    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent):
        pass
    with FileLock(path):
        yield


def _umask() -> int:
    """Return the process's umask; temporary files are private, finished ones as readable as any other."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
