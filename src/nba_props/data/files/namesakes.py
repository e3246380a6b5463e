"""Men of one name in logs without ids of players: who plays for two teams at once is two."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from nba_props.data.quality import QualityReport
from nba_props.data.schemas import PLAYER_GAMES
from nba_props.data.shapes.game_parts import number_of
from nba_props.data.shapes.games import STATS

TWO = "no ids of players, and one name in two teams at once: two men, told apart by their teams"
MOVED = "no ids of players, and one name in several teams of a season: taken for one man who moved"
DAYS = 2
"""Days of a season in two teams from which a name is two men's; one may be a wrong date."""


def told_apart(rows: pl.DataFrame, kept: Collection[str], quality: QualityReport) -> pl.DataFrame:
    """Return player-games with ids of name and team where the id of a name is that of two men.

    These play for both teams of a game, or for two teams on several days of a season. Two rows with the same
    box score are a copy under another team, and stay.

    Args:
        rows: canonical.
        kept: competitions; a game of another says nothing, as a man may play in two leagues.
        quality: gets the counts.
    """
    words = {name: number_of(name) for name in rows["player_name"].unique()}
    made = rows["player_name"].replace_strict(words, return_dtype=pl.Int64) == rows["player_id"]
    if not made.any():
        return rows
    of_ours = pl.col("competition").is_in(list(kept)).fill_null(value=True)
    played = rows.filter(made, of_ours, pl.col("minutes") > 0)
    days = _in_two_teams(played, "date").filter(pl.len().over("player_id", "season") >= DAYS)
    both = pl.concat([days["player_id"], _in_two_teams(played, "game_id")["player_id"]]).unique()
    shared = made & rows["player_id"].is_in(both.implode())
    _tell(rows.filter(shared), TWO, quality)
    teams = rows.filter(made & ~shared, of_ours).filter(
        pl.col("team").n_unique().over("player_id", "season") > 1
    )
    _tell(teams, MOVED, quality)
    if not shared.any():
        return rows
    named = rows.select("player_name", "team").filter(shared).unique().rows()
    ids = pl.DataFrame(
        [(name, team, number_of(f"{name} {team}")) for name, team in named],
        schema={"player_name": pl.String, "team": pl.String, "_id": pl.Int64}, orient="row",
    )  # fmt: skip
    found = rows.join(ids, on=["player_name", "team"], how="left", maintain_order="left")["_id"]
    return rows.with_columns(found.zip_with(shared, rows["player_id"]).alias("player_id"))


def _in_two_teams(played: pl.DataFrame, when: str) -> pl.DataFrame:
    """Return the days or games of a season in which a name has box scores of two teams."""
    boxes = pl.struct(STATS.values()).n_unique().alias("boxes")
    found = played.group_by("player_id", "season", when).agg(pl.col("team").n_unique(), boxes)
    return found.filter(pl.col("team") > 1, pl.col("boxes") > 1)


def _tell(rows: pl.DataFrame, reason: str, quality: QualityReport) -> None:
    names = rows["player_name"].unique(maintain_order=True).to_list()
    quality.note(PLAYER_GAMES.name, reason, rows.height, names, dropped=False)
