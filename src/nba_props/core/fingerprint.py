"""Short hashes: of plain data, and of the source files that figures follow from."""

from __future__ import annotations

import hashlib
import inspect
import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
"""The folder of the package."""


def digest(value: object) -> str:
    """Return a short hash of plain data: the same for equal data, whatever the order of keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def source_outside(classes: Iterable[type]) -> dict[str, str]:
    """Return a hash of each file outside this package that classes are defined in, by the class's full name.

    A person's own model or block is a part of what figures follow from, too. What is typed into an
    interpreter has no file, and is known by its name alone.
    """
    outside = {cls for cls in classes if not cls.__module__.startswith(f"{PACKAGE.name}.")}
    files = {f"{cls.__module__}.{cls.__qualname__}": _file_of(cls) for cls in outside}
    return {name: _hash(path.read_bytes()) for name, path in sorted(files.items()) if path is not None}


def _hash(source: bytes) -> str:
    """Return the hash of a source file, whatever its line ends."""
    return hashlib.sha256(source.replace(b"\r\n", b"\n")).hexdigest()[:24]


def _file_of(cls: type) -> Path | None:
    try:
        path = Path(inspect.getfile(cls))
    except (OSError, TypeError):
        return None
    return path if path.is_file() else None


@lru_cache
def source_hash(*parts: str, package: Path = PACKAGE) -> str:
    """Return a hash of source files: the same on all machines for the same code.

    Args:
        parts: packages and modules of the package by path, such as `features` or `pipeline/compute.py`.
        package: the folder of the package.
    """
    found = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package).as_posix()
        if any(name == part or name.startswith(f"{part}/") for part in parts):
            content = path.read_bytes().replace(b"\r\n", b"\n")
            found.update(f"{name}\0{len(content)}\0".encode() + content)
    return found.hexdigest()[:24]
