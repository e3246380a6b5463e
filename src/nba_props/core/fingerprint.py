"""Short hashes: of plain data, and of the source files that figures follow from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from nba_props.core.component import full_name
from nba_props.core.loaded_source import loaded_source

PACKAGE = Path(__file__).resolve().parent.parent
"""The folder of the package."""


def digest(value: object) -> str:
    """Return a short hash of plain data: the same for equal data, whatever the order of keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def hashed(content: bytes) -> str:
    """Return a short hash of bytes."""
    return hashlib.sha256(content).hexdigest()[:24]


def source_outside(classes: Iterable[type]) -> dict[str, str]:
    """Return hashes of the code outside this package that classes follow from, by its names.

    A person's own model or block is a part of what figures follow from, too, with the modules of his that it
    imports, whether it is written in a file or typed into an interpreter.
    """
    outside = {cls for cls in classes if not cls.__module__.startswith(f"{PACKAGE.name}.")}
    if not outside:
        return {}
    from nba_props.core.own_code import OwnCode

    code = OwnCode()
    for cls in sorted(outside, key=full_name):
        code.add(cls)
    return dict(sorted(code.found.items()))


def source_hash(*parts: str, package: Path = PACKAGE) -> str:
    """Return a hash of source files: the same on all machines for the same code.

    Args:
        parts: packages and modules of the package by path, such as `features` or `pipeline/compute.py`.
        package: the folder of the package.
    """
    files = {path for part in parts for path in _files_of(package / part)}
    names = [(path.relative_to(package).as_posix(), path) for path in sorted(files)]
    own = package == PACKAGE
    return _hash_of(
        tuple((name, loaded_source(path, _module_of(name) if own else "")) for name, path in names)
    )


def _files_of(part: Path) -> Iterable[Path]:
    return [part] if part.is_file() else part.rglob("*.py")


@lru_cache(16)
def _hash_of(files: tuple[tuple[str, bytes], ...]) -> str:
    found = hashlib.sha256()
    for name, content in files:
        found.update(f"{name}\0{len(content)}\0".encode() + content)
    return found.hexdigest()[:24]


def _module_of(name: str) -> str:
    """Return the full name of a module of this package by its path in it."""
    return ".".join((PACKAGE.name, *Path(name.removesuffix("/__init__.py")).with_suffix("").parts))
