"""Who might sit out: the roster of each team before each date, as each man was known the day before."""

from __future__ import annotations

import numpy as np
import polars as pl

from nba_props.availability.base import WHO
from nba_props.availability.roster import Rosters
from nba_props.core.arrays import Floats
from nba_props.data.dataset import Dataset

LONGEST = 82
"""How many games of the team ago, a season of them, a player may have played last."""
RECENT = 10
"""How many of the team's latest games say how often a player misses one, and how much he plays."""
SPELLS = (1, 2, 3, 5, 10, 20)
"""Lengths of absences, in games, from which on the chance of another game missed is a different one."""
FULL_GAME = 48.0
SEASON_DAYS = 170.0


def candidates(data: Dataset) -> pl.DataFrame:
    """Return one row for each team, date and member of the roster, by date, team and player.

    Columns beside these: `missed_in_a_row`; `missed_share`, of the team's `RECENT` latest games; `minutes`
    per game played in those, or else in its `LONGEST` latest; `days` since he last played; `back_to_back`,
    whether the team has a game the day before; `season_days`, since the season began; `new_season`, whether
    he has not played in it yet; and `sat`, whether he did, null where the team's game has no outcome.
    """
    games = data.player_games
    played = games.filter(pl.col("minutes").is_not_null()).with_columns(
        pl.col("minutes").cast(pl.Float64), pl.lit(None, pl.String).alias("position")
    )
    members = _members(games, played)
    return (
        members.join(_seasons(games), on="date", maintain_order="left")
        .join(_team_dates(games, played), on=["date", "team"], maintain_order="left")
        .join(played.select(WHO).unique().with_columns(sat=False), on=WHO, how="left", maintain_order="left")
        .select(
            *WHO,
            "missed_in_a_row",
            "missed_share",
            "minutes",
            (pl.col("date") - pl.col("last_played")).dt.total_days().alias("days"),
            "back_to_back",
            (pl.col("date") - pl.col("season_start")).dt.total_days().alias("season_days"),
            (pl.col("last_played") < pl.col("season_start")).alias("new_season"),
            pl.when("is_played").then(pl.col("sat").fill_null(value=True)).alias("sat"),
        )
        .sort(WHO)
    )


def design(rows: pl.DataFrame) -> tuple[list[str], Floats]:
    """Return names and values [n, k] of the columns that the probability follows from."""
    missed = pl.col("missed_in_a_row")
    here = (missed == 0).cast(pl.Float64)
    role = pl.col("minutes") / FULL_GAME
    rested = pl.col("back_to_back").cast(pl.Float64)
    season = pl.col("season_days") / SEASON_DAYS
    columns = {
        "constant": pl.lit(1.0),
        **{f"missed_{low}": missed >= low for low in SPELLS},
        "missed_share": pl.col("missed_share"),
        "missed_share_here": here * pl.col("missed_share"),
        "role": role,
        "role_here": here * role,
        "bench_here": here * (pl.col("minutes") < 12),
        "back_to_back_here": here * rested,
        "back_to_back_role_here": here * rested * role,
        "days": pl.col("days").log1p(),
        "season": season,
        "season_here": here * season**2,
        "new_season": pl.col("new_season"),
        "new_season_first": pl.col("new_season") & (missed == 0),
    }
    table = rows.select(expr.cast(pl.Float64).alias(name) for name, expr in columns.items())
    return table.columns, np.ascontiguousarray(table.to_numpy())


def _members(games: pl.DataFrame, played: pl.DataFrame) -> pl.DataFrame:
    longest = Rosters.of(games, played, LONGEST).members(["minutes"])
    recent = Rosters.of(games, played, RECENT).members(["minutes"])
    latest = recent.select(
        *WHO, (1 - pl.col("games") / pl.col("team_games")).alias("missed_share"), lately="minutes"
    )
    return longest.join(latest, on=WHO, how="left", maintain_order="left").with_columns(
        pl.col("missed_share").fill_null(1.0), pl.coalesce("lately", "minutes").alias("minutes")
    )


def _seasons(games: pl.DataFrame) -> pl.DataFrame:
    """When the season of each date began."""
    start = games.group_by("season").agg(pl.col("date").min().alias("season_start"))
    dates = games.group_by("date").agg(pl.col("season").max())
    return dates.join(start, on="season").select("date", "season_start")


def _team_dates(games: pl.DataFrame, played: pl.DataFrame) -> pl.DataFrame:
    """By date and team: whether it played the day before (`back_to_back`), whether the game `is_played`."""
    sides = [games.select("date", pl.col(side).alias("team")) for side in ("team", "opponent")]
    dates = pl.concat(sides).unique()
    before = dates.select(pl.col("date").dt.offset_by("1d"), "team", back_to_back=True)
    outcome = played.select("date", "team").unique().with_columns(is_played=True)
    keys = ["date", "team"]
    return (
        dates.join(before, on=keys, how="left")
        .join(outcome, on=keys, how="left")
        .with_columns(pl.col("back_to_back", "is_played").fill_null(value=False))
    )
