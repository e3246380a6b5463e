"""What went into a model's nights: how complete its feeds are, and whether its columns are what they were.

Levels of inputs wander within a season, as players come and go, so a column is judged by what changed: a
date's mean less that of the dates just before it. A column that breaks jumps.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from nba_props.availability.reported import heard_of
from nba_props.core.arrays import Floats
from nba_props.core.keys import PLAYER_GAME
from nba_props.data.eastern import eastern_day
from nba_props.pipeline.feature_reference import MISSING

BEFORE = 14
"""Dates that a date's mean is compared with."""
FLOOR = 0.02
"""The spread that a share has at least, from date to date, however still it was in the reference."""
ROWS = pl.len().cast(pl.Float64).alias("rows")
"""How many rows a date's mean is of."""
_TEAM_GAME = ["date", "game_id", "team"]


def column_means(rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """Return `rows`, the mean of each column and its share of missing values, by date.

    Args:
        rows: `date` and numeric columns, of player-games.
        columns: which of them.
    """
    value = pl.col(columns).cast(pl.Float64).fill_nan(None)
    return (
        rows.group_by("date")
        .agg(ROWS, value.mean(), (value.null_count() / pl.len()).name.suffix(MISSING))
        .sort("date")
    )


def changes(values: Floats) -> Floats:
    """Return each value less the mean of the known ones among the `BEFORE` before it; NaN where none is."""
    known = np.isfinite(values)
    totals, counts = (_earlier(np.where(known, values, 0.0)), _earlier(known.astype(float)))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(values - np.where(counts > 0, totals / counts, np.nan))


def _earlier(values: Floats) -> Floats:
    """Return the sum of the `BEFORE` values before each one."""
    sums = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    return np.asarray(sums[at] - sums[np.maximum(at - BEFORE, 0)])


def predicted_share(player_games: pl.DataFrame, predicted: pl.DataFrame) -> pl.DataFrame:
    """Return the share of played player-games that were predicted, by date, as `share` of `rows`.

    Args:
        player_games: of all dates on which the model should have spoken; those without an outcome are left
            out.
        predicted: the keys of the player-games with a prediction.
    """
    played = player_games.filter(pl.col("minutes").is_not_null())
    found = played.join(
        predicted.select(PLAYER_GAME).unique().with_columns(found=1.0), on=PLAYER_GAME, how="left"
    )
    return _share(found, pl.col("found").fill_null(0.0))


def reported_share(
    player_games: pl.DataFrame, reports: pl.DataFrame, team_reports: pl.DataFrame
) -> pl.DataFrame:
    """Return the share of team-games on which a team said who is out, by date, as `share` of `rows`.

    What was out more than a US/Eastern day before the game's is stale and says nothing.

    Args:
        player_games: of the dates that are asked about.
        reports: as `nba_props.data.schemas.AVAILABILITY`.
        team_reports: as `nba_props.data.schemas.TEAM_REPORTS`: a team that submitted may name nobody.
    """
    age = (pl.col("date") - eastern_day(pl.col("known_at"))).dt.total_days()
    fresh = pl.col("known_at").is_null() | (age <= 1)
    heard = heard_of(reports.filter(fresh), team_reports.filter(fresh)).unique().with_columns(found=1.0)
    teams = player_games.select(_TEAM_GAME).unique()
    found = teams.join(heard, on=["date", "team"], how="left")
    return _share(found, pl.col("found").fill_null(0.0))


def quoted_share(player_games: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the share of team-games with a line in the model's market, by date, as `share` of `rows`."""
    quoted = player_games.join(lines.select(PLAYER_GAME).unique(), on=PLAYER_GAME, how="semi")
    named = quoted.select("game_id", "team").unique().with_columns(found=1.0)
    found = player_games.select(_TEAM_GAME).unique().join(named, on=["game_id", "team"], how="left")
    return _share(found, pl.col("found").fill_null(0.0))


def _share(rows: pl.DataFrame, found: pl.Expr) -> pl.DataFrame:
    return rows.group_by("date").agg(ROWS, share=found.mean()).sort("date")
