"""Who belonged to a team before a date, judged by who played in its latest games."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

_STINT = ("team", "player_id")


@dataclass(frozen=True)
class Rosters:
    """The roster of each team before each of its dates.

    `members` has one row per team, date and player who played in one of the team's last `window` games that
    were played on earlier dates, and who has played for no other team since:

    - `team_games`: how many of those games there were, up to `window`; `games`: in how many he played;
    - `missed_in_a_row`: how many of the team's games went by since he last played;
    - `position`: his position at that time, null where unknown;
    - one column per stat: his mean per game played, over those games.
    """

    members: pl.DataFrame
    window: int


def rosters(
    pregame: pl.DataFrame, played: pl.DataFrame, stints: pl.DataFrame, window: int, stats: list[str]
) -> Rosters:
    """Put together the rosters of the dates in `pregame`.

    Args:
        pregame: the rows that ask: `team`, `opponent`, `date`.
        played: player-games with an outcome: `team`, `player_id`, `date`, `position`.
        stints: their totals by team, player and date, sorted by these.
        window: how many of the team's latest games make its roster.
        stats: columns of `stints` to average.
    """
    numbered = played.select("team", "date").unique().sort("team", "date")
    numbered = numbered.with_columns(pl.int_range(pl.len()).over("team").cast(pl.Int64).alias("number"))
    running = _running_sums(stints, numbered, stats)
    spells = _spells(running, window)
    spells = _less_what_left_the_window(spells, running, window, stats)
    spells = spells.join(_after(played), on=[*_STINT, "last"], how="left", maintain_order="left")
    moments = _moments(pregame, numbered)
    gone = pl.col("next_elsewhere") < pl.col("date")
    members = (
        moments.join(
            spells, left_on=["team", "before"], right_on=["team", "moment"], maintain_order="left_right"
        )
        .filter(gone.fill_null(value=False).not_())
        .with_columns(pl.min_horizontal("before", pl.lit(window)).alias("team_games"))
        .select("team", "date", "player_id", "team_games", "games", "missed_in_a_row", "position", *stats)
    )
    return Rosters(members, window)


def _running_sums(stints: pl.DataFrame, numbered: pl.DataFrame, stats: list[str]) -> pl.DataFrame:
    """By team and player: the number of each of his games for the team, and the sums of his games up to it."""
    sums = [pl.col(s).cum_sum().over(_STINT) for s in stats]
    return (
        stints.select(*_STINT, "date", *stats)
        .join(numbered, on=["team", "date"], how="left", maintain_order="left")
        .with_columns(*sums, pl.int_range(1, pl.len() + 1).over(_STINT).alias("games"))
        .rename({"date": "last"})
    )


def _spells(running: pl.DataFrame, window: int) -> pl.DataFrame:
    """One row for each `moment` (number of team games so far) at which a game is the player's last within reach.

    The later game that ends a spell is not yet played at any of its moments.
    """
    following = pl.col("number").shift(-1).over(_STINT)
    end = pl.min_horizontal(following, pl.col("number") + window)
    return (
        running.with_columns(pl.int_ranges(pl.col("number") + 1, end + 1).alias("moment"))
        .explode("moment")
        .with_columns((pl.col("moment") - 1 - pl.col("number")).alias("missed_in_a_row"))
    )


def _less_what_left_the_window(
    spells: pl.DataFrame, running: pl.DataFrame, window: int, stats: list[str]
) -> pl.DataFrame:
    """Turn running sums into means over the games within the window."""
    before = running.select(*_STINT, "number", *(pl.col(c).alias(f"{c}_before") for c in ("games", *stats)))
    edge = spells.with_columns((pl.col("moment") - window - 1).alias("edge")).sort("edge")
    joined = edge.join_asof(
        before.sort("number"), left_on="edge", right_on="number", by=list(_STINT), check_sortedness=False
    )
    within = {c: pl.col(c) - pl.col(f"{c}_before").fill_null(0) for c in ("games", *stats)}
    return joined.select(
        *_STINT, "last", "moment", "missed_in_a_row", within["games"].alias("games"),
        *((within[s] / within["games"]).alias(s) for s in stats),
    ).sort("team", "moment", "player_id")  # fmt: skip


def _after(played: pl.DataFrame) -> pl.DataFrame:
    """By team, player and date: his position, and the date of his next game if it is for another team."""
    ordered = played.select(*_STINT, "position", pl.col("date").alias("last")).unique([*_STINT, "last"])
    following = pl.col("last").shift(-1).over("player_id")
    elsewhere = pl.col("team").shift(-1).over("player_id") != pl.col("team")
    return ordered.sort("player_id", "last", "team").with_columns(
        pl.when(elsewhere).then(following).alias("next_elsewhere")
    )


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
