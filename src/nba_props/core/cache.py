"""A cache of data frames on disk: a damaged entry is noticed and rebuilt, two builders do the work once.

An entry is one file, `<key>.frames`: the frames as uncompressed Arrow IPC, each from a 64-byte boundary on; a
footer (JSON: where each frame lies) and its length; the CRC-32 of all that and a magic word. It is written
under a temporary name, moved into place, and memory-mapped when read.
"""

from __future__ import annotations

import io
import json
import logging
import mmap
import os
import re
import struct
import time
import zlib
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import IO

import polars as pl

from nba_props.core.atomic import locked, replacing, sync
from nba_props.errors import NBAPropsError

log = logging.getLogger(__name__)

Frames = dict[str, pl.DataFrame]
MAX_GB = 5.0
SUFFIX = ".frames"
_LENGTH = struct.Struct("<Q")
_TRAILER = struct.Struct("<I4s")
_MAGIC = b"NBP1"
_ALIGNMENT = 64
_KEY = re.compile(r"[\w.-]+")
_STALE_SECONDS = 24 * 3600


class _DamagedError(ValueError):
    """An entry that does not hold what was written; the text says how."""


def cached(folder: Path, key: str, build: Callable[[], Frames], max_gb: float = MAX_GB) -> Frames:
    """Return the frames kept under a key, or those that `build` makes, which are then kept.

    Several processes that ask for the same key at once build it once: the others wait and read. A cache that
    cannot be written (full disk, read-only folder) costs a warning, never the result.

    Args:
        folder: where the entries are.
        key: a hash of everything that the frames follow from; letters, digits, `_`, `-` and `.`.
        build: makes the frames by name.
        max_gb: when the folder holds more than this many 10^9 bytes, entries unread for longest are removed.

    Raises:
        NBAPropsError: the key is no file name.
    """
    if not _KEY.fullmatch(key):
        raise NBAPropsError(f"cache key {key!r}: must be made of letters, digits, '_', '-' and '.'")
    path = folder / f"{key}{SUFFIX}"
    frames = _read(path)
    return _build_once(path, build, max_gb) if frames is None else frames


def _build_once(path: Path, build: Callable[[], Frames], max_gb: float) -> Frames:
    with ExitStack() as held:
        try:
            held.enter_context(locked(path.with_suffix(".lock")))
        except OSError as error:
            log.warning("cache: %s cannot be locked, going on without it: %s", path, error)
            return build()
        frames = _read(path)
        if frames is None:
            frames = build()
            _keep(path, frames, max_gb)
        return frames


def _keep(path: Path, frames: Frames, max_gb: float) -> None:
    try:
        write_frames(path, frames)
    except OSError as error:
        log.warning("cache: %s cannot be written, going on without it: %s", path, error)
    _evict(path.parent, max_gb, keep=path)


def _read(path: Path) -> Frames | None:
    """Return the frames of an entry; None when it is missing or, with a warning, damaged."""
    try:
        frames = read_frames(path)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        log.warning("cache: %s is damaged and will be rebuilt: %s", path, error)
        return None
    with suppress(OSError):
        os.utime(path)
    return frames


def write_frames(path: Path, frames: Frames) -> None:
    """Write an entry whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    with replacing(path) as temporary:
        with temporary.open("wb") as file:
            places = {name: _append(file, frame) for name, frame in frames.items()}
            footer = json.dumps(places).encode()
            file.write(footer + _LENGTH.pack(len(footer)))
        checksum = _checksum(temporary)
        with temporary.open("ab") as file:
            file.write(_TRAILER.pack(checksum, _MAGIC))
        sync(temporary)


def _append(file: IO[bytes], frame: pl.DataFrame) -> tuple[int, int]:
    """Write one frame as one record batch, so that its columns are contiguous when mapped; its place."""
    file.write(b"\0" * (-file.tell() % _ALIGNMENT))
    start = file.tell()
    buffer = io.BytesIO()
    frame.rechunk().write_ipc(buffer, compression="uncompressed", record_batch_size=max(1, frame.height))
    file.write(buffer.getbuffer())
    return start, buffer.tell()


def _checksum(path: Path) -> int:
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return zlib.crc32(content)


def read_frames(path: Path) -> Frames:
    """Return the frames of an entry, memory-mapped, after its checksum was found right.

    Raises:
        FileNotFoundError: there is no entry.
        OSError: it cannot be read.
    """
    import pyarrow as pa

    if path.stat().st_size < _LENGTH.size + _TRAILER.size:
        raise _DamagedError(f"{path.stat().st_size} bytes")
    with pa.memory_map(str(path)) as file:
        content = file.read_buffer()
    checksum, magic = _TRAILER.unpack(content[-_TRAILER.size :].to_pybytes())
    if magic != _MAGIC:
        raise _DamagedError("its end is missing")
    body = content[: -_TRAILER.size]
    if zlib.crc32(body) != checksum:
        raise _DamagedError("its checksum is wrong")
    (length,) = _LENGTH.unpack(body[-_LENGTH.size :].to_pybytes())
    places = json.loads(body[-_LENGTH.size - length : -_LENGTH.size].to_pybytes())
    return {name: _frame(body[start : start + length]) for name, (start, length) in places.items()}


def _frame(content: object) -> pl.DataFrame:
    import pyarrow as pa

    frame = pl.from_arrow(pa.ipc.open_file(content).read_all())
    if not isinstance(frame, pl.DataFrame):
        raise _DamagedError("it holds no frame")
    return frame


def _evict(folder: Path, max_gb: float, keep: Path) -> None:
    """Remove the entries not used for longest until the rest fits, and what killed builders left behind."""
    entries = [(found, path) for path in folder.glob(f"*{SUFFIX}") if (found := _stat(path))]
    total = sum(found.st_size for found, _ in entries)
    for found, path in sorted(entries, key=lambda entry: entry[0].st_mtime_ns):
        if total > max_gb * 1e9 and path != keep:
            _remove(path)
            total -= found.st_size
    for path in folder.glob(".*.tmp"):
        found = _stat(path)
        if found and found.st_mtime < time.time() - _STALE_SECONDS:
            _remove(path)


def _stat(path: Path) -> os.stat_result | None:
    """None when another process has just removed the file."""
    try:
        return path.stat()
    except OSError:
        return None


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
