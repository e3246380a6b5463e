"""Men of one name in logs without ids of players: who plays for two teams on one day is two."""

from __future__ import annotations

import polars as pl

from nba_props.data.quality import QualityReport
from nba_props.data.schemas import PLAYER_GAMES
from nba_props.data.shapes.game_parts import number_of
from nba_props.data.shapes.games import STATS

TWO = "no ids of players, and one name in two teams on one day: two men, told apart by their teams"
MOVED = "no ids of players, and one name in several teams of a season: taken for one man who moved"
OF_DAY = ("player_id", "date")


def told_apart(rows: pl.DataFrame, quality: QualityReport) -> pl.DataFrame:
    """Return player-games with ids of name and team where the id of a name is that of two men.

    Two rows of one day with the same box score are a copy under another team, and stay.
    """
    words = {name: number_of(name) for name in rows["player_name"].unique()}
    made = rows["player_name"].replace_strict(words, return_dtype=pl.Int64) == rows["player_id"]
    if not made.any():
        return rows
    played = rows.filter(made, pl.col("minutes") > 0)
    days = played.group_by(OF_DAY).agg(
        pl.col("team").n_unique(), pl.struct(STATS.values()).n_unique().alias("boxes")
    )
    both = days.filter(pl.col("team") > 1, pl.col("boxes") > 1)["player_id"].unique()
    shared = made & rows["player_id"].is_in(both.implode())
    _tell(rows.filter(shared), TWO, quality)
    teams = rows.filter(made & ~shared).filter(pl.col("team").n_unique().over("player_id", "season") > 1)
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


def _tell(rows: pl.DataFrame, reason: str, quality: QualityReport) -> None:
    names = rows["player_name"].unique(maintain_order=True).to_list()
    quality.note(PLAYER_GAMES.name, reason, rows.height, names, dropped=False)
