"""What a store holds, up to when, and what is missing in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl

from nba_props.data.eastern import EASTERN, league_day
from nba_props.data.files.competitions import KEPT
from nba_props.data.matching.events import schedule as logged_games
from nba_props.data.store.as_of import DAYS, TIMES, known
from nba_props.data.store.parts import days_of
from nba_props.data.store.store import DataStore
from nba_props.data.store.tables import STORED

SNAPSHOTS = ("quotes", "game_quotes", "injury_reports")
"""Tables whose snapshots should be there on every night."""
FETCHED = ("fetched_at", "seen_at")
"""Columns that say when a row was fetched."""


@dataclass(frozen=True)
class TableStatus:
    """One table: its rows, the days of their games, and when its newest rows were fetched or said.

    The newest game logs are as old as their day's end.
    """

    table: str
    rows: int
    first_day: dt.date | None
    last_day: dt.date | None
    newest: dt.datetime | None
    hours_old: float | None


@dataclass(frozen=True)
class Hole:
    """A day with games of the schedule that should have logs and have none."""

    day: dt.date
    games: int
    missing: int


@dataclass(frozen=True)
class Snapshots:
    """The looks at one table: how many, on how many nights, and which nights between them have none.

    `longest_gap_hours` is that between two looks at games of one night.
    """

    table: str
    snapshots: int
    nights: int
    nights_without: list[dt.date]
    longest_gap_hours: float | None


@dataclass(frozen=True)
class SourceStatus:
    """The last that a source was asked and said; `credits_left` where it counts any."""

    source: str
    at: str
    said: str | None
    credits_left: float | None


@dataclass(frozen=True)
class Status:
    """What a store holds at a moment."""

    folder: str
    now: dt.datetime
    tables: list[TableStatus]
    holes: list[Hole]
    snapshots: list[Snapshots]
    sources: list[SourceStatus]


def status_of(root: Path, now: dt.datetime) -> Status:
    """Read a store and tell what is there, and what is not, at a moment.

    Raises:
        DataError: there is no store, or a file is damaged.
    """
    store = DataStore.open(root)
    tables = {name: known(name, store.read(name), now) for name in STORED}
    nights = _nights(tables)
    return Status(
        str(root),
        now,
        [_table(name, frame, now) for name, frame in tables.items()],
        holes(tables["schedule"], tables["player_games"], now),
        [looks for name in SNAPSHOTS if (looks := _snapshots(name, tables[name], nights)).snapshots],
        _sources(store, now),
    )


def _table(name: str, frame: pl.DataFrame, now: dt.datetime) -> TableStatus:
    days = days_of(STORED[name], frame)
    newest = _newest(name, frame) if name in TIMES else _end_of(days.max() if name in DAYS else None)
    age = None if newest is None else (now - newest).total_seconds() / 3600
    return TableStatus(name, frame.height, _day(days.min()), _day(days.max()), newest, age)


def _newest(name: str, frame: pl.DataFrame) -> dt.datetime | None:
    """Return when the newest rows were fetched; where that is not known, when what they say was said."""
    for column in sorted(TIMES[name], key=lambda column: column not in FETCHED):
        found = frame[column].max()
        if isinstance(found, dt.datetime):
            return found
    return None


def _end_of(day: object) -> dt.datetime | None:
    """Return the end of a US/Eastern day."""
    if not isinstance(day, dt.date):
        return None
    midnight = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(EASTERN))
    return midnight.astimezone(dt.UTC)


def _day(value: object) -> dt.date | None:
    return value if isinstance(value, dt.date) else None


def holes(schedule: pl.DataFrame, player_games: pl.DataFrame, now: dt.datetime) -> list[Hole]:
    """Return the days before today on which games of the schedule have no logs, the latest first.

    Games that are not followed are none of them: see `_followed`.
    """
    due = _followed(schedule, player_games).filter(pl.col("date") < league_day(now))
    has_log = pl.col("game_id").is_in(player_games["game_id"].unique().implode())
    by_day = due.group_by("date").agg(pl.len(), (~has_log).sum().alias("missing"))
    lacking = by_day.filter(pl.col("missing") > 0).sort("date", descending=True)
    return [Hole(*row) for row in lacking.iter_rows()]


def _followed(schedule: pl.DataFrame, player_games: pl.DataFrame) -> pl.DataFrame:
    """Return the games of a schedule of which a store is to hold logs and quotes.

    Postponed ones are not among them, nor those of competitions, such as the preseason, that no run keeps
    by default and of which no log was ever fetched.
    """
    competition = pl.col("competition")
    fetched = player_games["competition"].drop_nulls().unique()
    is_wanted = competition.is_null() | competition.is_in([*KEPT, *fetched])
    return schedule.filter(pl.col("status") != "postponed", is_wanted)


def _nights(tables: dict[str, pl.DataFrame]) -> pl.Series:
    """Return the days with games, of logs and schedule."""
    logged = logged_games(tables["player_games"]).select("date")
    due = _followed(tables["schedule"], tables["player_games"]).select("date")
    return pl.concat([logged, due]).to_series().unique().sort()


def _snapshots(name: str, frame: pl.DataFrame, nights: pl.Series) -> Snapshots:
    """Tell of the looks at a table; rows from files were seen when they were said."""
    said = next(column for column in TIMES[name] if column not in FETCHED)
    looks = (
        frame.select(day=days_of(STORED[name], frame), at=pl.coalesce("fetched_at", said))
        .drop_nulls()
        .unique()
    )
    gaps = looks.sort("at").select((pl.col("at").diff().over("day")).max())
    longest = gaps.item()
    days = looks["day"].unique()
    within = nights.filter((nights >= days.min()) & (nights <= days.max())) if days.len() else nights.clear()
    without = [day for day in within.to_list() if day not in set(days.to_list())]
    hours = longest.total_seconds() / 3600 if longest is not None else None
    return Snapshots(name, looks["at"].n_unique(), days.len(), without, hours)


def _sources(store: DataStore, now: dt.datetime) -> list[SourceStatus]:
    """Return of each source the last note up to a moment, with the last credits that one told."""
    last: dict[str, SourceStatus] = {}
    for note in store.notes():
        name, at = str(note["source"]), str(note["at"])
        if _is_later(at, now):
            continue
        before = last.get(name)
        credits_left = note.get("credits_left", before.credits_left if before else None)
        said = note.get("said")
        last[name] = SourceStatus(name, at, None if said is None else str(said), credits_left)
    return [last[name] for name in sorted(last)]


def _is_later(at: str, now: dt.datetime) -> bool:
    try:
        return dt.datetime.fromisoformat(at) > now
    except (ValueError, TypeError):
        return False
