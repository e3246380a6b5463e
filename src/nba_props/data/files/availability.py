"""Injury reports from a table -> the canonical `availability`: who was said to be out, known since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from nba_props.data.files.games import schedule
from nba_props.data.files.names import plain
from nba_props.data.files.parsing import Number, days, eastern_day, fail_where, filled, moments, numbers
from nba_props.data.files.read import Field, RawTable, Source, read_files
from nba_props.data.files.rosters import Rosters
from nba_props.data.quality import QualityReport
from nba_props.data.schemas import AVAILABILITY, STATUSES
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


def read_reports(
    paths: Sequence[Source],
    player_games: pl.DataFrame,
    prop_lines: pl.DataFrame,
    teams: Mapping[str, str],
    quality: QualityReport,
) -> pl.DataFrame:
    """One row per player and game: what the last report before it said, `known_at` the time at which it did.

    The lines tell the tip-off where they can; otherwise a report counts when it is of the game's day.

    Raises:
        DataError: a file is broken.
    """
    raw = read_files(paths, FIELDS, {})
    quality.read[TABLE] = raw.frame.height
    reports = _reports(raw, teams).with_columns(_player_ids(raw))
    with_game = _with_games(reports, player_games, quality)
    before = _before_tip_off(with_game, prop_lines, quality)
    known = _with_players(before, player_games, quality)
    last = known.sort("known_at").unique(AVAILABILITY.key, keep="last", maintain_order=True)
    quality.note(TABLE, "earlier report on the same player and game", known.height - last.height)
    quality.kept[TABLE] = last.height
    return AVAILABILITY.conform(last.sort(AVAILABILITY.key))


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
    return [ids.alias("player_id"), names.alias("written")]


def _with_games(reports: pl.DataFrame, player_games: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    games = schedule(player_games)
    sides = [
        games.select("date", "game_id", "season", team=own, opponent=other)
        for own, other in (("home", "away"), ("away", "home"))
    ]
    joined = reports.join(pl.concat(sides), on=["date", "team"], how="left", maintain_order="left")
    quality.note(TABLE, "game not in the logs", joined["game_id"].null_count())
    return joined.filter(pl.col("game_id").is_not_null())


def _before_tip_off(reports: pl.DataFrame, prop_lines: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Without reports that came too late to be known before the game."""
    tip_offs = prop_lines.group_by("game_id").agg(pl.col("tip_off").max())
    timed = reports.join(tip_offs, on="game_id", how="left", maintain_order="left")
    same_day = eastern_day(pl.col("known_at")) <= pl.col("date")
    in_time = (pl.col("known_at") < pl.col("tip_off")).fill_null(same_day)
    early = timed.filter(in_time).drop("tip_off")
    quality.note(TABLE, "known only after tip-off", timed.height - early.height)
    return early


def _with_players(reports: pl.DataFrame, player_games: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Return the ids of players who are only named, among those of the two teams."""
    unnamed = reports.filter(pl.col("player_id").is_not_null())
    named = reports.filter(pl.col("player_id").is_null())
    rosters = Rosters.of(player_games, named["season"].unique())
    who = named.select("season", "date", "team", "opponent", "written").iter_rows()
    ids = [rosters.find(season, day, (team, other), name)[0] for season, day, team, other, name in who]
    found = named.with_columns(pl.Series("player_id", ids, dtype=pl.Int64))
    lost = found.filter(pl.col("player_id").is_null())
    quality.note(TABLE, "name not matched", lost.height, sorted(lost["written"].unique()))
    return pl.concat([unnamed, found.filter(pl.col("player_id").is_not_null())])
