"""Injury reports: who was said to be out, and since when that was known.

Read are a table of our own columns, and the league's official report, whose clock is US/Eastern.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from nba_props.data.eastern import eastern_moment
from nba_props.data.files.report_names import published
from nba_props.data.quality import QualityReport
from nba_props.data.raw.columns import Field, Origin
from nba_props.data.raw.dates import DateOrder
from nba_props.data.raw.parsing import Number, days, fail_where, filled, moments, numbers
from nba_props.data.raw.read import RawTable, read_files, without_headers
from nba_props.data.schemas import INJURY_REPORTS, STATUSES
from nba_props.data.vocabulary.teams import as_codes
from nba_props.errors import DataError

TABLE = "reports"
FIELDS = (
    Field(("date", "GAME_DATE", "game_date", "Game Date")),
    Field(("team", "TEAM_ABBREVIATION", "Team")),
    Field(("status", "Current Status")),
    Field(("known_at",), required=False),
    Field(("player_id", "PLAYER_ID"), required=False),
    Field(("player_name", "PLAYER_NAME", "Player Name"), required=False),
    Field(("game_time", "Game Time (ET)", "Game Time"), required=False),
    Field(("reason", "Reason"), required=False),
)
OFFICIAL = "Current Status"
"""A column that only the official report has."""

GROUPED = ("date", "game_time", "team")
"""Columns that the official report fills in the first row of a group only."""

NOT_SUBMITTED = "NOT YET SUBMITTED"
UNTIMED = "no time of publication: taken as known just before the tip-off"
CLOCK = r"^\s*(\d{1,2}):(\d\d)\s*(?:([ap])\.?m)?"
"""A time of day, in lower case."""

_SYNONYMS = {"gtd": "questionable", "game time decision": "questionable", "active": "available", "ofs": "out"}


@dataclass(frozen=True)
class ReportOptions:
    """How to read reports: other column names, and the zone of times without one (None: they are refused)."""

    columns: Mapping[str, str] = field(default_factory=dict)
    time_zone: str | None = None
    date_order: DateOrder = DateOrder.ask


def read_reports(
    paths: Sequence[Origin], teams: Mapping[str, str], options: ReportOptions, quality: QualityReport
) -> pl.DataFrame:
    """Return the rows of all files as `nba_props.data.schemas.INJURY_REPORTS`.

    Args:
        paths: the files.
        teams: the joined spelling of every known team -> its abbreviation.
        options: how they are read.
        quality: gets the counts of rows that say nothing of a player.

    Raises:
        DataError: a file is broken, or nothing says when it was known.
    """
    frames = []
    for path in paths:
        read = read_files([path], FIELDS, options.columns)
        quality.read[TABLE] = quality.read.get(TABLE, 0) + read.frame.height
        raw = without_headers(read, TABLE, quality)
        official = OFFICIAL in raw.columns[0]
        quality.shapes[str(path)] = "the league's official report" if official else "one row per player"
        named = _told(_filled_down(raw) if official else raw, quality)
        frames.append(_reports(named, teams, official, options, quality).with_columns(_player_ids(named)))
    return pl.concat(frames).select(*INJURY_REPORTS.columns)


def _filled_down(raw: RawTable) -> RawTable:
    cells = pl.col([column for column in GROUPED if column in raw.headers[0]])
    return raw.with_columns(cells.str.strip_chars().replace("", None).forward_fill())


def _told(raw: RawTable, quality: QualityReport) -> RawTable:
    """Return the rows that give a player a status that we know."""
    words = pl.concat_str(
        pl.col("status", "reason", "player_name").fill_null("").str.to_uppercase(), separator=" "
    )
    waiting = words.str.contains(NOT_SUBMITTED)
    quality.note(TABLE, "team had not yet submitted", raw.frame.filter(waiting).height)
    rest = raw.where(~waiting)
    filled(rest, "status")
    known = status_of(rest.frame["status"])
    strange = rest.frame.filter(known.is_null())["status"]
    quality.note(
        TABLE, f"status is none of {', '.join(STATUSES)}", strange.len(), sorted(strange.unique()), lost=True
    )
    if strange.len() == rest.frame.height > 0:
        row = rest.frame.row(0, named=True)
        raise rest.error(
            row, "status", f"{row['status']!r} is not one of {', '.join(STATUSES)}, nor is any other"
        )
    return rest.with_columns(known.alias("status")).where(pl.col("status").is_not_null())


def status_of(written: pl.Series) -> pl.Series:
    """Return our status of each cell; what stands in brackets is left out, what we do not know is null."""
    plain = written.str.to_lowercase().str.replace_all(r"\(.*?\)", "").str.strip_chars()
    known = {status: status for status in STATUSES} | _SYNONYMS
    return plain.replace_strict(known, default=None, return_dtype=pl.String)


def _reports(
    raw: RawTable, teams: Mapping[str, str], official: bool, options: ReportOptions, quality: QualityReport
) -> pl.DataFrame:
    written = filled(raw, "team")
    order = DateOrder.month if official else options.date_order
    date = days(raw, "date", otherwise=order, zone=options.time_zone)
    team = as_codes(written, teams, date)
    fail_where(raw, team.is_null(), "team", "{value} is no team that we know")
    tip_off = _tip_off(raw, date)
    known_at = _known_at(raw, tip_off, official, options, quality)
    return pl.DataFrame(
        {"date": date, "team": team, "status": raw.frame["status"], "known_at": known_at, "tip_off": tip_off}
    )


def _tip_off(raw: RawTable, date: pl.Series) -> pl.Series:
    """Return the moment of the tip-off: `07:00 (ET)` is in the evening, unless it says that it is not."""
    clock = raw.frame["game_time"].str.to_lowercase().str.extract_groups(CLOCK).struct.unnest()
    hour, minute, half = (clock.to_series(part) for part in range(3))
    hour, minute = hour.cast(pl.Int64), minute.cast(pl.Int64)
    frame = pl.DataFrame({"date": date, "hour": hour, "minute": minute, "half": half})
    half_day = pl.when(pl.col("half") == "a").then(0).otherwise(12)
    evening = pl.when(pl.col("hour") > 12).then("hour").otherwise(pl.col("hour") % 12 + half_day)
    local = pl.col("date").cast(pl.Datetime("us")) + pl.duration(hours=evening, minutes="minute")
    return frame.select(eastern_moment(local)).to_series()


def _known_at(
    raw: RawTable, tip_off: pl.Series, official: bool, options: ReportOptions, quality: QualityReport
) -> pl.Series:
    """Return when each row was known: its own time, that of the file's name, or null: just before it."""
    if "known_at" in raw.headers[0]:
        return moments(raw, "known_at", options.time_zone)
    path = raw.files[0]
    moment = published(path)
    if moment is not None:
        return pl.Series([moment], dtype=tip_off.dtype).new_from_index(0, tip_off.len())
    if not official or tip_off.null_count():
        raise DataError(
            f"{path}, row 1: column known_at is missing: nothing says since when a report was known"
        )
    quality.note(TABLE, UNTIMED, tip_off.len(), assumed=True)
    return pl.Series([None] * tip_off.len(), dtype=tip_off.dtype)


def _player_ids(raw: RawTable) -> list[pl.Series]:
    """Return the ids as given, and the names for rows without one."""
    if not raw.headers[0].keys() & {"player_id", "player_name"}:
        raise DataError(f"{raw.files[0]}, row 1: columns player_id and player_name are both missing")
    ids = numbers(raw, {"player_id": Number(0, 2**53, whole=True)}).to_series().cast(pl.Int64)
    names = raw.frame["player_name"]
    fail_where(raw, ids.is_null() & names.is_null(), "player_name", "the cell is empty")
    return [ids.alias("player_id"), names.alias("player_name")]
