"""The tables as they are known at a moment, so that a night can be replayed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import polars as pl

from nba_props.data.dataset import Dataset
from nba_props.data.eastern import league_day, start_of
from nba_props.data.said import last_said
from nba_props.data.schemas import AVAILABILITY, POSTGAME_COLUMNS


def as_of(data: Dataset, now: dt.datetime) -> Dataset:
    """Return the tables as they are known at a moment.

    Quotes and reports that are later are not seen, nor are games of later days and outcomes of the day
    itself. Of the day's player-games those are kept whose player has been quoted: who plays is not known yet.
    Lines on games without a time of their own are taken to be as old as their game's day allows.
    """
    night = league_day(now)
    quotes = data.prop_lines.filter(pl.col("date") <= night, pl.col("quoted_at") <= now)
    tonight = quotes.filter(pl.col("date") == night).select("game_id", "player_id").unique()
    timed = pl.col("quoted_at").is_null() | (pl.col("quoted_at") <= now)
    reports = data.reports
    return replace(
        data,
        player_games=pl.concat([_past(data, night), _blank(data, night, tonight)]),
        prop_lines=quotes,
        game_lines=data.game_lines.filter(pl.col("date") <= night, timed),
        reports=None
        if reports is None
        else reports.filter(pl.col("date") <= night, pl.col("known_at") <= now),
        team_reports=data.team_reports.filter(pl.col("date") <= night, pl.col("known_at") <= now),
        unmatched=data.unmatched.filter(pl.col("date") <= night, pl.col("quoted_at") <= now),
        withdrawn=data.withdrawn.filter(pl.col("withdrawn_at") <= now),
        truth=None,
    )


def not_begun(data: Dataset, now: dt.datetime) -> pl.DataFrame:
    """Return the player-games of the night whose game has surely not begun.

    A game without a known tip-off may have begun after `nba_props.data.eastern.LATEST_HOUR`.

    Returns:
        Columns `game_id`, `player_id`, `tip_off` (null where it is not known).
    """
    tips = data.prop_lines.group_by("game_id").agg(pl.col("tip_off").min())
    rows = data.player_games.filter(pl.col("date") == league_day(now)).select("game_id", "player_id", "date")
    known = rows.join(tips, on="game_id", how="left", maintain_order="left")
    return known.filter(start_of(pl.col("tip_off"), pl.col("date")) > now).drop("date")


def reported(data: Dataset, night: dt.date, *statuses: str) -> pl.DataFrame:
    """Return what was said last of the players of a night, as far as it is one of some statuses.

    Returns:
        Rows of `nba_props.data.schemas.AVAILABILITY`; none without reports.
    """
    reports = AVAILABILITY.empty() if data.reports is None else data.reports
    return last_said(reports).filter(pl.col("date") == night, pl.col("status").is_in(statuses))


def _past(data: Dataset, night: dt.date) -> pl.DataFrame:
    return data.player_games.filter(pl.col("date") < night)


def _blank(data: Dataset, night: dt.date, quoted: pl.DataFrame) -> pl.DataFrame:
    """Return the day's rows of quoted players without outcomes."""
    rows = data.player_games.filter(pl.col("date") == night)
    kept = rows.join(quoted, on=["game_id", "player_id"], how="semi", maintain_order="left")
    return kept.with_columns(pl.lit(None, kept.schema[name]).alias(name) for name in POSTGAME_COLUMNS)
