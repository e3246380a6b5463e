"""A quick look into a SQLite file of another library: read only, never waited for, silent where it fails."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

SECONDS_TO_WAIT = 0.2
MOST = 200
"""Names that are returned at most."""


def names(path: Path, statement: str, beginning: str = "") -> list[str]:
    """Return the first column of a query, as far as its texts begin so; nothing where it cannot be asked.

    The folder is not written to, either: a journal that SQLite would have to make first is done without.
    """
    if not path.is_file():
        return []
    beside = [path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm")]
    mode = "mode=ro" if all(each.exists() for each in beside) else "immutable=1"
    begins_so = "substr(name, 1, length(:beginning)) = :beginning"
    query = f"SELECT name FROM ({statement}) WHERE {begins_so} LIMIT {MOST}"  # noqa: S608
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?{mode}", uri=True, timeout=SECONDS_TO_WAIT)
        ) as connection:
            return [str(name) for (name,) in connection.execute(query, {"beginning": beginning})]
    except (sqlite3.Error, OSError):
        return []
