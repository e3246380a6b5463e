"""Files, in every shape that `data=files` reads, into a store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from nba_props.data.contradictions import without_contradictions
from nba_props.data.eastern import eastern_today
from nba_props.data.files import Files
from nba_props.data.files.settings import COLUMNS
from nba_props.data.inspection.inspect import Inspection, recognised
from nba_props.data.matching.events import own_day
from nba_props.data.quality import QualityReport
from nba_props.data.raw.columns import are_missing
from nba_props.data.schemas import GAME_QUOTES, INJURY_REPORTS, PLAYER_GAMES, POSITIONS, QUOTES
from nba_props.data.sources import Games, Sources
from nba_props.data.store.store import Change, DataStore
from nba_props.data.store.tables import STORED
from nba_props.data.vocabulary.teams import as_codes
from nba_props.errors import DataError

SOURCE = "files"
"""The name of the folder of raw copies, and of the source of notes."""
TEAMS = ("home_team", "away_team")


@dataclass(frozen=True)
class Imported:
    """What an import brought: by table what changed, and how the files were read."""

    changes: dict[str, Change]
    files: Inspection
    quality: QualityReport = field(default_factory=QualityReport)


@dataclass(frozen=True)
class Contents:
    """What files hold before any of it is in a store.

    `tables`: rows by the name of the store's table; `copies`: each file, as it is, and when it was written.
    """

    tables: dict[str, pl.DataFrame]
    copies: list[tuple[Path, bytes, dt.datetime]]
    files: Inspection
    quality: QualityReport


def import_files(root: Path, names: Sequence[str], settings: Mapping[str, Any]) -> Imported:
    """Read files, folders and globs, and put what they hold into a store.

    All files are read before anything is written; raw copies are kept. What is there already changes nothing.

    Args:
        root: the folder of the store; it is made where there is none.
        names: of the files.
        settings: of `data=files`, such as `time_zone`.

    Raises:
        DataError: a file is not there, is none of a known shape, or is broken; the store stays as it was.
        ConfigError: a setting is none of `data=files`.
    """
    contents = read_contents(names, settings, "data import")
    changes = dict(put_contents(DataStore.open(root, create=True), contents))
    return Imported(changes, contents.files, contents.quality)


def read_contents(names: Sequence[str], settings: Mapping[str, Any], command: str) -> Contents:
    """Read files, folders and globs; nothing is written.

    Args:
        names: of the files.
        settings: of `data=files`.
        command: that names the files, for messages.

    Raises:
        DataError: a file is not there, is none of a known shape, or is broken.
        ConfigError: a setting is none of `data=files`.
    """
    found = recognised(names, settings, command)
    _check_columns(found)
    quality = QualityReport()
    tables = dict(_tables({**settings, **_paths(found)}, quality))
    paths = [Path(kind.file) for kind in found.kinds]
    copies = [(path, path.read_bytes(), _changed_at(path)) for path in paths]
    return Contents(tables, copies, found, quality)


def put_contents(store: DataStore, contents: Contents) -> Iterator[tuple[str, Change]]:
    """Yield each table and what changed in it, once that is in the store; raw copies go first."""
    for path, content, changed_at in contents.copies:
        store.keep_raw(SOURCE, path.name, content, changed_at)
    for table, frame in contents.tables.items():
        yield table, _put(store, table, frame)


def left_out(quality: QualityReport) -> list[str]:
    """Return a line for each reason why rows of files were left out."""
    return [
        f"{step.table}: {step.rows:,} rows left out: {step.reason}" for step in quality.steps if step.dropped
    ]


def _check_columns(found: Inspection) -> None:
    """Make sure that each file has the columns of its table.

    Raises:
        DataError: names the first file that lacks some, all of them, and what may be meant.
    """
    for kind in found.kinds:
        if kind.lacking:
            key = f"data.{COLUMNS[kind.table]}"
            meant = [
                f"if {theirs} is meant, add {key}.{ours}={theirs}" for ours, theirs in kind.mapping.items()
            ]
            ways = meant + [f"add {key}.{name}=ITS_NAME" for name in kind.unmapped[:1]]
            what = are_missing([*kind.lacking])
            raise DataError(f"{kind.file}: looks like {kind.table}, but {what}; {'; '.join(ways)}")


def _paths(found: Inspection) -> dict[str, list[str]]:
    """Return the files by the name of their table."""
    paths: dict[str, list[str]] = {}
    for kind in found.kinds:
        paths.setdefault(kind.table, []).append(kind.file)
    return paths


def _tables(settings: Mapping[str, Any], quality: QualityReport) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the tables that the files hold, by the name of the store's table."""
    files = Files(**{"game_logs": "-", **settings})
    sources = files.sources()
    games = Games(PLAYER_GAMES.empty())
    if "game_logs" in settings:
        games = sources.games.load(0, quality)
        logs = without_contradictions(
            PLAYER_GAMES.conform(games.player_games), eastern_today(), games.place, quality
        )
        yield PLAYER_GAMES.name, logs.filter(pl.col("minutes").is_not_null())
    if "positions" in settings:
        from nba_props.data.files.positions import read_positions

        named = [Path(name) for name in settings["positions"]]
        yield POSITIONS.name, read_positions(named, quality, files.position_columns)
    yield from _said(sources, games, quality)


def _said(sources: Sources, games: Games, quality: QualityReport) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield what books and reports say, teams by their abbreviations where they are known."""
    every = ((QUOTES, sources.lines), (GAME_QUOTES, sources.game_lines), (INJURY_REPORTS, sources.reports))
    for table, source in every:
        if source is not None:
            loaded = source.load(games, 0, quality)
            frame = loaded if isinstance(loaded, pl.DataFrame) else loaded.table
            yield table.name, table.conform(_with_codes(frame, games.team_codes))


def _with_codes(frame: pl.DataFrame, codes: Mapping[str, str]) -> pl.DataFrame:
    names = [name for name in TEAMS if name in frame.columns]
    if not names:
        return frame
    day = frame.select(own_day()).to_series()
    return frame.with_columns(as_codes(frame[name], codes, day).fill_null(frame[name]) for name in names)


def _put(store: DataStore, table: str, frame: pl.DataFrame) -> Change:
    """Put a table into the store; of rows that grow by snapshots, only those that no file has brought yet."""
    if STORED[table].has_key:
        return store.upsert(table, frame)
    once = frame.unique(keep="first", maintain_order=True)
    there = store.read(table).filter(pl.col("fetched_at").is_null()).select(once.columns)
    new = once.join(there, on=once.columns, how="anti", nulls_equal=True, maintain_order="left")
    kept = Change(unchanged=once.height - new.height)
    return kept + store.append(table, new, None) if new.height else kept


def _changed_at(path: Path) -> dt.datetime:
    return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
