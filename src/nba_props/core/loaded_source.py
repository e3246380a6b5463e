"""Source files as they were when their modules were loaded: what the code in memory follows from."""

from __future__ import annotations

import hashlib
import sys
import time
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_THIS_PROCESS = uuid.uuid4().hex.encode()
_SEEN: dict[Path, _Seen] = {}


class _Clock:
    """Keeps, by module, when it was last looked for (ns): the moment before it is loaded or loaded anew."""

    asked: dict[str, int] = {}  # noqa: RUF012 - one for the process

    @classmethod
    def find_spec(cls, name: str, path: object = None, target: object = None) -> None:  # noqa: ARG003
        """Find nothing: the finders that come next do."""
        cls.asked[name] = time.time_ns()


sys.meta_path.insert(0, _Clock)


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
    patch modules in place, and others go on with the old code. Then its content is marked, in a comment, as
    that of this process alone. A module that is loaded anew is read anew.

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
        told = content if load is None or found.st_mtime_ns <= _loaded_after(module) else _marked(content)
        _SEEN[path] = seen = _Seen(load, stamp, told, told)
    elif seen.stamp != stamp:
        content = _read(path)
        became = hashlib.sha256(content).hexdigest()
        seen.told = content if content == seen.loaded else _marked(seen.loaded, became)
        seen.stamp = stamp
    return seen.told


def load_of(module: str) -> object | None:
    """Return what is another object each time that a module is loaded; None while it is not."""
    found = sys.modules.get(module)
    return None if found is None else getattr(found, "__spec__", None) or found


def _loaded_after(module: str) -> int:
    """Return a time (ns) before which the code of a module was not read: edits until then are in it."""
    return _Clock.asked.get(module) or _started()


@cache
def _started() -> int:
    import psutil

    return int(psutil.Process().create_time() * 1e9)


def _marked(loaded: bytes, became: str = "") -> bytes:
    return b"%b\n# in process %b, edited since %b" % (loaded, _THIS_PROCESS, became.encode())


def _read(path: Path) -> bytes:
    return path.read_bytes().replace(b"\r\n", b"\n")
