"""What the commands of live sources leave behind."""

from __future__ import annotations

import gzip
from pathlib import Path

from nba_props.data.store.store import DataStore


def store(folder: Path) -> DataStore:
    """The store that the commands fill."""
    return DataStore.open(folder / "store")


def holding(folder: Path, text: str) -> list[Path]:
    """Files that hold a text, compressed ones included."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    contents = {p: gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes() for p in files}
    return [path for path, content in contents.items() if text.encode() in content]
