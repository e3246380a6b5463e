"""Who belonged to a team before a date, judged by who played in its latest games."""

from __future__ import annotations

import numpy as np
import polars as pl

from nba_props.core.arrays import Ints

_STINT = ("team", "player_id")


def rosters(pregame: pl.DataFrame, played: pl.DataFrame, window: int, stats: list[str]) -> pl.DataFrame:
    """Return the roster of each team before each date of `pregame`.

    Args:
        pregame: the rows that ask: `team`, `opponent`, `date`.
        played: player-games with an outcome, by date: `team`, `player_id`, `date`, `position` and stats.
        window: how many of the team's latest games make its roster.
        stats: the stats to average.

    Returns:
        One row per team, date and player who played in one of the last `window` games that the team played on
        earlier dates, and who has played for no other team since. Columns besides these three:

        - `team_games`: how many of those games there were, up to `window`; `games`: in how many he played;
        - `missed_in_a_row`: how many of the team's games went by since he last played;
        - `position`: his position at that time, null where unknown;
        - one column per stat: his mean per game played, over those games.
    """
    numbered = played.select("team", "date").unique().sort("team", "date")
    numbered = numbered.with_columns(pl.int_range(pl.len()).over("team").cast(pl.Int64).alias("number"))
    spells = _spells(_stints(played, numbered, stats), window, stats)
    gone = pl.col("next_elsewhere") < pl.col("date")
    return (
        _moments(pregame, numbered)
        .join(spells, left_on=["team", "before"], right_on=["team", "moment"], maintain_order="left_right")
        .filter(gone.fill_null(value=False).not_())
        .with_columns(pl.min_horizontal("before", pl.lit(window)).alias("team_games"))
        .select("team", "date", "player_id", "team_games", "games", "missed_in_a_row", "position", *stats)
    )


def _stints(played: pl.DataFrame, numbered: pl.DataFrame, stats: list[str]) -> pl.DataFrame:
    """One row per team, player and date, sorted by these, with the number of the team's game.

    `next_elsewhere` is the date of the player's next game if that is for another team.
    """
    elsewhere = pl.col("team").shift(-1).over("player_id") != pl.col("team")
    following = pl.col("date").shift(-1).over("player_id")
    return (
        _by_date(played, stats)
        .sort("player_id", "date", "team")
        .with_columns(pl.when(elsewhere).then(following).alias("next_elsewhere"))
        .join(numbered, on=["team", "date"], how="left", maintain_order="left")
        .sort(*_STINT, "date", maintain_order=True)
        .with_columns(pl.struct(_STINT).rle_id().cast(pl.Int64).alias("stint"))
    )


def _by_date(played: pl.DataFrame, stats: list[str]) -> pl.DataFrame:
    """Stats per game by team, player and date, since two games of a team can share a date."""
    keys = [*_STINT, "date"]
    if not played.select(keys).is_duplicated().any():
        return played.select(*keys, "position", *stats)
    per_game = (pl.col(s).sum() / pl.col("game_id").n_unique() for s in stats)
    return played.group_by(keys, maintain_order=True).agg(pl.col("position").first(), *per_game)


def _spells(stints: pl.DataFrame, window: int, stats: list[str]) -> pl.DataFrame:
    """One row for each `moment` (how many games the team has played) at which a game is the player's last.

    The later game that ends a spell is not yet played at any of its moments; no spell is longer than
    `window`. Sums over the window are differences of running sums, each of one stint alone.
    """
    stint, number = stints["stint"].to_numpy(), stints["number"].to_numpy()
    last, moment = _moments_of_spells(stint, number, window)
    outside = _last_outside(stint, number, stint[last], moment - window)
    games = pl.int_range(1, pl.len() + 1).over("stint").alias("games")
    sums = stints.select(games, *(pl.col(s).cum_sum().over("stint") for s in stats))
    before = sums[np.maximum(outside, 0)].select(pl.when(pl.Series(outside) >= 0).then(pl.all()).otherwise(0))
    within = pl.DataFrame([after - less for after, less in zip(sums[last], before, strict=True)])
    return pl.concat(
        [
            stints[last].select(*_STINT, "position", "next_elsewhere"),
            pl.DataFrame({"moment": moment, "missed_in_a_row": moment - 1 - number[last]}),
            within.select("games", *(pl.col(s) / pl.col("games") for s in stats)),
        ],
        how="horizontal",
    )


def _moments_of_spells(stint: Ints, number: Ints, window: int) -> tuple[Ints, Ints]:
    """Return the row of each spell's game, once for each moment of the spell, and the moments."""
    ends = np.diff(stint, append=-1) != 0
    length = np.where(ends, window, np.minimum(np.diff(number, append=0), window))
    last = np.repeat(np.arange(len(stint)), length)
    within = np.arange(len(last)) - np.repeat(np.cumsum(length) - length, length)
    return last, number[last] + 1 + within


def _last_outside(stint: Ints, number: Ints, of: Ints, before: Ints) -> Ints:
    """Return the last row of stint `of` whose game has a number below `before`; -1 where there is none."""
    span = number.max(initial=0) - before.min(initial=0) + 2
    row = np.searchsorted(stint * span + number, of * span + before) - 1
    return np.where((row >= 0) & (stint[row] == of), row, -1)


def _moments(pregame: pl.DataFrame, numbered: pl.DataFrame) -> pl.DataFrame:
    """By team and asking date: how many games the team played `before`, on earlier dates.

    A row asks for its opponent too, which may have no row of its own that day.
    """
    sides = [pregame.select(pl.col(side).alias("team"), "date") for side in ("team", "opponent")]
    return (
        pl.concat(sides)
        .unique()
        .sort("date", "team")
        .join_asof(
            numbered.sort("date"), on="date", by="team", allow_exact_matches=False, check_sortedness=False
        )
        .select("team", "date", (pl.col("number").fill_null(-1) + 1).alias("before"))
    )
