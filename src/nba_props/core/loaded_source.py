"""Source files as they were when their modules were loaded: what the code in memory follows from."""

from __future__ import annotations

import sys
import uuid
from dataclasses import dataclass
from pathlib import Path

_THIS_PROCESS = uuid.uuid4().bytes
_SEEN: dict[Path, _Seen] = {}


@dataclass
class _Seen:
    """A file: the load of its module, its stamp when it was last read, what was loaded, and what is told."""

    load: object
    stamp: tuple[int, int]
    loaded: bytes
    told: bytes


def loaded_source(path: Path, module: str) -> bytes:
    r"""Return what stands for the code of a module: its source, with line ends of `\n`.

    A file that was edited since its module was loaded says no longer what the module does: some notebooks
    patch modules in place, and others go on with the old code. Then its content is marked as that of this
    process alone. A module that is loaded anew is read anew.

    Args:
        path: the file.
        module: the module's full name.

    Raises:
        OSError: the file cannot be read.
    """
    load, found = load_of(module), path.stat()
    stamp = found.st_mtime_ns, found.st_size
    seen = _SEEN.get(path)
    if seen is None or seen.load is not load or (load is None and seen.stamp != stamp):
        content = _read(path)
        _SEEN[path] = seen = _Seen(load, stamp, content, content)
    elif seen.stamp != stamp:
        content = _read(path)
        edited = content != seen.loaded
        seen.told = b"\0".join((_THIS_PROCESS, seen.loaded, content)) if edited else content
        seen.stamp = stamp
    return seen.told


def load_of(module: str) -> object | None:
    """Return what is another object each time that a module is loaded; None while it is not."""
    found = sys.modules.get(module)
    return None if found is None else getattr(found, "__spec__", None) or found


def _read(path: Path) -> bytes:
    return path.read_bytes().replace(b"\r\n", b"\n")
