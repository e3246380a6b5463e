"""Injury reports from a table: who was said to be out, known since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from nba_props.data.files.parsing import Number, days, fail_where, filled, moments, numbers
from nba_props.data.files.read import Field, Origin, RawTable, read_files
from nba_props.data.matching.names import plain
from nba_props.data.schemas import STATUSES
from nba_props.errors import DataError

TABLE = "reports"
FIELDS = (
    Field(("date", "GAME_DATE", "game_date")),
    Field(("team", "TEAM_ABBREVIATION")),
    Field(("status",)),
    Field(("known_at",)),
    Field(("player_id", "PLAYER_ID"), required=False),
    Field(("player_name", "PLAYER_NAME"), required=False),
)


def read_reports(paths: Sequence[Origin], teams: Mapping[str, str]) -> pl.DataFrame:
    """Return the rows of all files as `nba_props.data.schemas.INJURY_REPORTS`.

    Args:
        paths: the files.
        teams: the plain spelling of every known team -> its abbreviation.

    Raises:
        DataError: a file is broken.
    """
    raw = read_files(paths, FIELDS, {})
    return _reports(raw, teams).with_columns(_player_ids(raw))


def _reports(raw: RawTable, teams: Mapping[str, str]) -> pl.DataFrame:
    status = filled(raw, "status").str.to_lowercase()
    allowed = f"{{value}} is not one of {', '.join(STATUSES)}"
    fail_where(raw, ~status.is_in(STATUSES), "status", allowed)
    written = filled(raw, "team")
    team = written.replace_strict({n: teams.get(plain(n)) for n in written.unique()}, return_dtype=pl.String)
    fail_where(raw, team.is_null(), "team", "{value} is no team that we know")
    moment = moments(raw, "known_at")
    return pl.DataFrame({"date": days(raw, "date"), "team": team, "status": status, "known_at": moment})


def _player_ids(raw: RawTable) -> list[pl.Series]:
    """Return the ids as given, and the names for rows without one."""
    for path, header in zip(raw.files, raw.headers, strict=True):
        if not header.keys() & {"player_id", "player_name"}:
            raise DataError(f"{path}, row 1: columns player_id and player_name are both missing")
    ids = numbers(raw, {"player_id": Number(0, 2**53, whole=True)}).to_series().cast(pl.Int64)
    names = raw.frame["player_name"]
    fail_where(raw, ids.is_null() & names.is_null(), "player_name", "the cell is empty")
    return [ids.alias("player_id"), names.alias("player_name")]
