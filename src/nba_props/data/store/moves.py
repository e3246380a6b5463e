"""Rows that change their season: those of the same key that lie in another season give way to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from nba_props.data.store import parts
from nba_props.data.store.tables import StoredTable
from nba_props.data.table import Table
from nba_props.errors import DataError

FURTHEST = dt.timedelta(days=90)
"""A game is put off by less: rows of one key that lie further apart are of two games."""


def replaced(folder: Path, kind: StoredTable, rows: pl.DataFrame) -> Iterator[tuple[Path, pl.DataFrame]]:
    """Yield the files of a table that hold rows of other seasons which new ones replace, with these rows.

    Raises:
        DataError: a file is damaged, or a row has the key of another game.
    """
    key = [*kind.table.key]
    if "season" in key:
        return
    for path in parts.paths(folder):
        of_others = rows.filter(pl.col("season") != path.parent.name)
        keys = of_others.select(key)
        if keys.is_empty() or parts.read(path, key).join(keys, on=key, how="semi").is_empty():
            continue
        old = kind.table.conform(parts.read(path)).join(keys, on=key, how="semi")
        _check_games(kind.table, old, of_others)
        yield path, old


def _check_games(table: Table, old: pl.DataFrame, new: pl.DataFrame) -> None:
    """Make sure that rows of one key are of one game.

    Raises:
        DataError: they lie too far apart.
    """
    both = new.join(old, on=[*table.key], suffix="_old")
    two = both.filter((pl.col("date") - pl.col("date_old")).abs() > FURTHEST)
    if two.height:
        row = two.row(0, named=True)
        key = ", ".join(f"{name}={row[name]}" for name in table.key)
        raise DataError(
            f"{table.name}: {key} on {row['date']} ({row['season']}): the store has another game of this key "
            f"on {row['date_old']} ({row['season_old']}); each game needs a key of its own"
        )
