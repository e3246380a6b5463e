"""Short hashes: of plain data, and of the source files that figures follow from."""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent
"""The folder of the package."""


def digest(value: object) -> str:
    """Return a short hash of plain data: the same for equal data, whatever the order of keys."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


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
