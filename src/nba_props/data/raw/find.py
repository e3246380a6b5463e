"""Finding the files that a path, a folder or a glob names, and telling which ones are left out."""

from __future__ import annotations

import glob
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from nba_props.errors import DataError

TEXT_SUFFIXES = (".csv", ".tsv")
SUFFIXES = (*TEXT_SUFFIXES, *(f"{suffix}.gz" for suffix in TEXT_SUFFIXES), ".parquet", ".json", ".xlsx")
LOCK = "~$"
MOST_FILES = 10_000
"""Files that one glob or folder may name: more are a slip, such as a glob over a whole disk."""


@dataclass(frozen=True)
class Found:
    """The files to read, by path, and the other files of their folder."""

    files: list[Path]
    left_out: list[Path]


def is_parquet(path: Path) -> bool:
    """Whether a file is Parquet by its name."""
    return path.name.lower().endswith(".parquet")


def is_json(path: Path) -> bool:
    """Whether a file is JSON by its name."""
    return path.name.lower().endswith(".json")


def is_excel(path: Path) -> bool:
    """Whether a file is a workbook by its name."""
    return path.name.lower().endswith(".xlsx")


def is_table(path: Path) -> bool:
    """Whether we can read a file, by its name."""
    return path.name.lower().endswith(SUFFIXES)


def find(pattern: str, key: str) -> Found:
    """Return the tables that a file, a folder with all that is in it, or a glob names, sorted by path.

    Raises:
        DataError: nothing is there, too much is, or a file is of another kind; names the configuration key.
    """
    path = Path(pattern).expanduser()
    if path.is_file():
        return Found([_known_kind(path, key)], [])
    if path.is_dir():
        shown = shown_in(path, key)
        files = [p for p in shown if is_table(p)]
        if not files:
            raise DataError(f"{key}: the folder {pattern} holds no file of {', '.join(SUFFIXES)}")
        return Found(files, [p for p in shown if not is_table(p)])
    globbed = map(Path, glob.iglob(str(path), recursive=True))  # noqa: PTH207 (may be absolute)
    matches = _bounded((p for p in globbed if p.is_file() and not _is_lock(p)), pattern, key)
    if not matches:
        what = "the glob matches no file" if glob.has_magic(pattern) else "no such file or folder"
        raise DataError(f"{key}: {what}: {pattern}")
    return Found([_known_kind(p, key) for p in matches], [])


def shown_in(folder: Path, key: str) -> list[Path]:
    """Return the files in a folder and below it, sorted by path, without hidden ones and Excel's locks.

    Raises:
        DataError: there are too many, or they cannot be listed; names the configuration key.
    """
    files = (path for path in folder.rglob("*") if path.is_file() and not _is_lock(path))
    inside = _bounded(files, str(folder), key)
    return [p for p in inside if not any(part.startswith(".") for part in p.relative_to(folder).parts)]


def _is_lock(path: Path) -> bool:
    """Whether a file is what Excel puts beside a workbook while it is open: `~$lines.xlsx`."""
    return path.name.startswith(LOCK)


def _bounded(paths: Iterator[Path], pattern: str, key: str) -> list[Path]:
    try:
        found = list(islice(paths, MOST_FILES + 1))
    except OSError as error:
        raise DataError(f"{key}: {pattern}: {error.filename}: {error.strerror}") from error
    if len(found) > MOST_FILES:
        raise DataError(f"{key}: {pattern} names more than {MOST_FILES:,} files")
    return sorted(found)


def _known_kind(path: Path, key: str) -> Path:
    if not is_table(path):
        raise DataError(f"{key}: {path} is none of {', '.join(SUFFIXES)}")
    return path
