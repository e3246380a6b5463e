"""A store: opened, added to by several processes at once, read."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from nba_props.core import leftovers
from nba_props.core.atomic import locked, write_bytes
from nba_props.core.fingerprint import digest
from nba_props.data.store import moves, notes, parts
from nba_props.data.store.tables import STORED, StoredTable, stored
from nba_props.errors import DataError

FORMAT = 1
"""The format that this code writes, and the latest that it reads."""
HEAD, LOCK, NOTES, RAW = "store.json", ".lock", "notes.jsonl", "raw"
ROWS = "rows.parquet"
"""The file of a season of a table whose rows are replaced by key."""
UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


@dataclass(frozen=True)
class Change:
    """How many of the rows that were given are new, replaced others, or were there already."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: Change) -> Change:
        return Change(
            self.added + other.added, self.changed + other.changed, self.unchanged + other.unchanged
        )


@dataclass(frozen=True)
class DataStore:
    """Canonical tables in a folder, each season of a table apart, with raw answers beside them.

    Every file is written whole or not at all, by one process at a time; readers never wait.
    """

    root: Path

    @classmethod
    def open(cls, root: Path, *, create: bool = False) -> DataStore:
        """Open the store in a folder; with `create`, make one where there is none.

        What killed writers left anywhere in a store that is opened to be added to is removed.

        Raises:
            DataError: there is no store, it cannot be made or read, or a later version wrote it.
        """
        head = root / HEAD
        try:
            if create and not head.is_file():
                with locked(root / LOCK):
                    if not head.is_file():
                        write_bytes(head, json.dumps({"format": FORMAT}).encode() + b"\n")
            _check(head)
            if create:
                leftovers.remove(root, recursive=True)
        except OSError as error:
            raise DataError(f"{root}: cannot be used as a store: {error.strerror or error}") from None
        return cls(root)

    def upsert(self, table: str, frame: pl.DataFrame) -> Change:
        """Add rows; those of a key that is there take the place of the earlier ones, in any season.

        What lies in another season goes first: a writer that is killed in between leaves no row twice, and
        the rows are there once they are added again.

        Raises:
            DataError: the table does not replace rows, a row breaks its schema, or it has the key of another
                game; nothing is written.
        """
        kind = stored(table, has_key=True)
        every = kind.table.conform(frame)
        seasons = list(parts.by_season(kind, every))
        key = [*kind.table.key]
        with self._writing(kind):
            gone = dict(moves.replaced(self.root / table, kind, every))
            moved = pl.concat([every.select(key).clear(), *(rows.select(key) for rows in gone.values())])
            merged = [(season, *self._merged(kind, season, rows, moved)) for season, rows in seasons]
            for path, rows in gone.items():
                parts.remove_rows(path, rows, key)
            for season, rows, change in merged:
                if change.added or change.changed:
                    parts.write(self.root / table / season / ROWS, rows)
        return sum((change for _, _, change in merged), Change())

    def append(self, table: str, frame: pl.DataFrame, fetched_at: dt.datetime | None) -> Change:
        """Add a snapshot; one of the same time with the same rows that is there already is not added again.

        Args:
            table: one that grows by snapshots.
            frame: its rows, without `fetched_at`.
            fetched_at: when they were fetched; None where they come from a file, which does not tell.

        Raises:
            DataError: the table grows by no snapshots, or a row breaks its schema; nothing is written.
        """
        kind = stored(table, has_key=False)
        moment = None if fetched_at is None else fetched_at.astimezone(dt.UTC)
        fetched = pl.lit(moment, dtype=pl.Datetime("us", "UTC"))
        seasons = list(parts.by_season(kind, kind.table.conform(frame.with_columns(fetched_at=fetched))))
        change = Change()
        with self._writing(kind):
            for season, rows in seasons:
                path = self.root / table / season / parts.snapshot_name(rows, moment)
                is_new = not path.is_file()
                if is_new:
                    parts.write(path, rows)
                change += Change(added=rows.height) if is_new else Change(unchanged=rows.height)
        return change

    def keep_raw(self, source: str, name: str, content: bytes, fetched_at: dt.datetime) -> Path:
        """Keep an answer as it came, compressed; returns its file."""
        moment = fetched_at.astimezone(dt.UTC)
        content_digest = hashlib.sha256(content).hexdigest()[:12]
        folder = self.root / RAW / UNSAFE.sub("_", source) / f"{moment:%Y-%m-%d}"
        path = folder / f"{moment:%H%M%S}-{UNSAFE.sub('_', name)}-{content_digest}.gz"
        if not path.is_file():
            with self._locked():
                write_bytes(path, gzip.compress(content, mtime=0))
        return path

    def read(self, table: str, seasons: Collection[str] | None = None) -> pl.DataFrame:
        """Return a table, of some seasons or of all; without rows where there are none.

        Rows are in the order of their keys, or snapshot by snapshot: the order of writing tells nothing.

        Raises:
            DataError: a file is damaged, or holds what the table cannot.
        """
        kind = stored(table)
        found = parts.paths(self.root / table, seasons)
        if not found:
            return kind.table.empty()
        whole = parts.read_all(found, kind.table.schema)
        if not kind.has_key:
            whole = whole.sort("fetched_at", nulls_last=False, maintain_order=True)
        return kind.table.conform(whole)

    def fingerprint(self, tables: Collection[str] = tuple(STORED)) -> str:
        """Return a hash of the rows of some tables or of all, whatever the folder.

        Notes and raw answers do not count.
        """
        found = {}
        for table in tables:
            for path in parts.paths(self.root / table):
                with path.open("rb") as file:
                    content = hashlib.file_digest(file, "sha256").hexdigest()
                found[path.relative_to(self.root).as_posix()] = content
        return digest(found)

    def note(self, source: str, event: Mapping[str, object]) -> None:
        """Note what a source said; `at` is the time of writing where the event tells none."""
        at = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        with self._locked():
            notes.add(self.root / NOTES, {"source": source, "at": at, **event})

    def notes(self) -> list[dict[str, Any]]:
        """Return what was noted, the earliest first."""
        return notes.every(self.root / NOTES)

    def _merged(
        self, kind: StoredTable, season: str, rows: pl.DataFrame, moved: pl.DataFrame
    ) -> tuple[pl.DataFrame, Change]:
        """Return the rows of a season with new ones, in the order of their keys, and what is new.

        `moved` are the keys of rows that change their season: one has them no more, in the other they are
        no news.
        """
        key = list(kind.table.key)
        path = self.root / kind.name / season / ROWS
        old = kind.table.conform(parts.read(path)) if path.is_file() else kind.table.empty()
        known = pl.concat([old.select(key), moved])
        added = rows.join(known, on=key, how="anti").height
        same = rows.join(old, on=rows.columns, how="semi", nulls_equal=True)
        unchanged = same.join(moved, on=key, how="anti").height
        going = pl.concat([rows.select(key), moved])
        merged = pl.concat([old.join(going, on=key, how="anti"), rows]).sort(key)
        return merged, Change(added, rows.height - added - unchanged, unchanged)

    @contextmanager
    def _writing(self, kind: StoredTable) -> Iterator[None]:
        with self._locked():
            parts.sweep(list((self.root / kind.name).glob("*")))
            yield

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            with locked(self.root / LOCK):
                yield
        except OSError as error:
            raise DataError(f"{self.root}: cannot be written: {error.strerror or error}") from None


def _check(head: Path) -> None:
    """Make sure that a store of a format that is read is there."""
    if not head.is_file():
        raise DataError(
            f"{head.parent}: there is no store; `nba-props data import` or `data update` makes one"
        )
    try:
        found = json.loads(head.read_text(encoding="utf-8"))["format"]
    except (ValueError, KeyError, TypeError):
        found = None
    if not isinstance(found, int) or found < 1:
        raise DataError(f"{head}: holds no format; it must read {json.dumps({'format': FORMAT})}")
    if found > FORMAT:
        raise DataError(f"{head}: format {found} is of a later nba-props; this one reads up to {FORMAT}")
