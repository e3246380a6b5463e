"""Box scores that bets are settled by: each game once, and which of them are whole."""

from __future__ import annotations

import polars as pl

from nba_props.core.keys import PLAYER_GAME
from nba_props.data.played import on_court

FIVE = 5
LEAST_MINUTES = 225.0
"""Minutes of a team's men from which a log holds them all: five play 240 or more, less what rounding takes.

In 8,773 games of the league's own logs, which tell whole minutes, no team has less than 237.
"""


def under_one_id(player_games: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, str]]:
    """Return box scores, those of one game under several ids under the least of them, as runs know it.

    Two publishers have an id each. Of a player in both, the row of the least id counts.

    Returns:
        The box scores, and each id that is gone -> the one that stands for it.
    """
    teams = pl.min_horizontal("team", "opponent"), pl.max_horizontal("team", "opponent")
    known = player_games.with_columns(least=pl.col("game_id").min().over("date", *teams))
    other = known.filter(pl.col("least") != pl.col("game_id"))
    if other.is_empty():
        return player_games, {}
    ordered = known.sort("game_id", maintain_order=True).with_columns(game_id="least").drop("least")
    ids = dict(other.select("game_id", "least").unique().iter_rows())
    return ordered.unique(PLAYER_GAME, keep="first", maintain_order=True), ids


def whole_games(player_games: pl.DataFrame) -> list[str]:
    """Return the ids of the games of which box scores list everybody who played.

    Of two teams they have five men or more who were on the court, whose minutes come to `LEAST_MINUTES` or
    are not all known. A log of one player, or of one team, has not.
    """
    men = player_games.filter(on_court(player_games)).group_by("game_id", "team").agg(
        men=pl.len(), minutes=pl.col("minutes").sum(), untimed=pl.col("minutes").is_null().any()
    )  # fmt: skip
    all_there = (pl.col("men") >= FIVE) & (pl.col("untimed") | (pl.col("minutes") >= LEAST_MINUTES))
    sides = men.filter(all_there).group_by("game_id").len()
    return sides.filter(pl.col("len") > 1)["game_id"].to_list()
