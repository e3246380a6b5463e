"""The files of a table: Parquet, each there whole or not at all."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import polars as pl

from nba_props.core.atomic import replacing, sync
from nba_props.data.eastern import eastern_day
from nba_props.data.seasons import SEASON, season_on
from nba_props.data.store.tables import StoredTable
from nba_props.errors import DataError

UNDATED = "undated"
"""The folder of rows that tell no day."""
_SEASON = "_season"


def by_season(stored: StoredTable, frame: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the seasons of a checked frame with their rows, the first season first.

    Raises:
        DataError: a season is not written as 2023-24.
    """
    seasons = _seasons(stored, frame)
    wrong = [name for name in seasons.unique() if name != UNDATED and not SEASON.fullmatch(name)]
    if wrong:
        raise DataError(f"{stored.name}: column season: {wrong[0]!r} is not allowed (such as 2023-24)")
    marked = frame.with_columns(seasons.alias(_SEASON)).sort(_SEASON, maintain_order=True)
    for rows in marked.partition_by(_SEASON, maintain_order=True):
        yield rows[_SEASON][0], rows.drop(_SEASON)


def _seasons(stored: StoredTable, frame: pl.DataFrame) -> pl.Series:
    if not stored.days:
        return frame["season"]
    days = days_of(stored, frame)
    known = {day: season_on(day) for day in days.drop_nulls().unique()}
    return days.replace_strict(known, default=UNDATED, return_dtype=pl.String)


def days_of(stored: StoredTable, frame: pl.DataFrame) -> pl.Series:
    """Return the US/Eastern day of each row's game; null where nothing tells it."""
    names = stored.days or tuple(name for name in ("date",) if name in frame.columns)
    told = [pl.col(name) if frame.schema[name] == pl.Date else eastern_day(pl.col(name)) for name in names]
    if not told:
        return pl.Series("day", [None] * frame.height, dtype=pl.Date)
    return frame.select(pl.coalesce(told).alias("day")).to_series()


def write(path: Path, frame: pl.DataFrame) -> None:
    """Write a file, flushed to the disk before it takes its name."""
    with replacing(path) as temporary:
        frame.write_parquet(temporary)
        sync(temporary)


def remove_rows(path: Path, rows: pl.DataFrame, key: Sequence[str]) -> None:
    """Write a file again without the rows of some keys; one that would be left without any goes."""
    left = read(path).join(rows, on=key, how="anti")
    if left.height:
        write(path, left)
    else:
        path.unlink()


def read(path: Path, columns: list[str] | None = None) -> pl.DataFrame:
    """Read a file, all columns or some.

    Raises:
        DataError: it is damaged.
    """
    try:
        return pl.read_parquet(path, columns=columns, use_statistics=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise DataError(
            f"{path}: cannot be read, it is damaged or cut off ({str(error).splitlines()[0]}); "
            "remove it, and fetch or import it again"
        ) from None


def read_all(files: list[Path], schema: pl.Schema) -> pl.DataFrame:
    """Read files one after the other into one frame; a column that a file lacks is empty there.

    Raises:
        DataError: one of them is damaged.
    """
    try:
        return pl.scan_parquet(files, schema=schema, missing_columns="insert").collect()
    except (
        pl.exceptions.PolarsError,
        OSError,
    ):  # one is damaged, or of another schema: by itself it says which
        return pl.concat([read(path) for path in files], how="diagonal_relaxed")


def paths(folder: Path, seasons: Collection[str] | None = None) -> list[Path]:
    """Return the files of a table by season, then by name: by the time of the snapshot."""
    found = folder.glob("*/*.parquet")
    return sorted(path for path in found if seasons is None or path.parent.name in seasons)


def snapshot_name(frame: pl.DataFrame, fetched_at: dt.datetime | None) -> str:
    """Return the name of a snapshot's file, which follows from its time and rows alone."""
    content = hashlib.sha256("\n".join(frame.columns).encode() + frame.write_csv().encode()).hexdigest()[:16]
    time = "file" if fetched_at is None else f"{fetched_at:%Y%m%dT%H%M%S%f}Z"
    return f"{time}-{content}.parquet"


def sweep(folders: Sequence[Path]) -> None:
    """Remove what killed writers left behind; whoever calls holds the store's lock."""
    for folder in folders:
        for left in folder.glob(".*.tmp"):
            with suppress(OSError):
                left.unlink()
