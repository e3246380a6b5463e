"""Sums over the rotations of both teams, which several blocks share."""

from __future__ import annotations

import polars as pl

from nba_props.features.history import History, known_sum

ROW = ("team", "date", "player_id")


def of_mates(history: History, rotation: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Return the sums over the rotation of each row's team, the row's own player left out.

    Null where the team has no rotation yet, or it is known of none of it.
    """
    rows = history.pregame.select(ROW)
    teams = sums(rows, rotation, ["team", "date"], columns)
    own = rows.join(rotation.select(*ROW, *columns), on=ROW, how="left", maintain_order="left")
    return teams.select(teams[c] - own[c].fill_null(0.0) for c in columns)


def of_opponent(history: History, rotation: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """Return the sums over the rotation of each row's opponent as `opponent_...`."""
    rows = history.pregame.select(pl.col("opponent").alias("team"), "date")
    return sums(rows, rotation, ["team", "date"], columns).select(pl.all().name.prefix("opponent_"))


def sums(rows: pl.DataFrame, rotation: pl.DataFrame, keys: list[str], columns: list[str]) -> pl.DataFrame:
    """Sum over the rotation by keys, for each of the rows that ask; the order of addition is fixed.

    Null where it is known of none of the rotation.
    """
    found = rotation.group_by(keys, maintain_order=True).agg(known_sum(rotation[c]) for c in columns)
    return rows.select(keys).join(found, on=keys, how="left", maintain_order="left").select(columns)
