"""Games that the league takes off its schedule: a seventh game that is not needed."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

LACKING = 0.1
"""An answer that lacks a larger share of a season's known games is not taken for the whole season."""


def vanished(
    known: pl.DataFrame, answered: Collection[str], logged: Collection[str]
) -> tuple[pl.DataFrame, list[str]]:
    """Return the games that were still to be played and are on the schedule no more, as postponed.

    Args:
        known: the schedule of the answered seasons before the answer.
        answered: the ids of all games of the answer.
        logged: the ids of the games that have box scores.

    Returns:
        The games, and what is to be said of them and of seasons that are not whole.
    """
    found, remarks = [known.clear()], []
    on = known.filter(pl.col("status") != "postponed").sort("season", "date", "game_id")
    for season in on.partition_by("season", maintain_order=True):
        lacking = season.filter(~pl.col("game_id").is_in([*answered]))
        if lacking.height > LACKING * season.height:
            remarks.append(
                f"schedule: lacks {lacking.height:,} of the {season.height:,} known games of "
                f"{season['season'][0]}; they stay as they are"
            )
            continue
        is_open = (pl.col("status") == "scheduled") & ~pl.col("game_id").is_in([*logged])
        found.append(lacking.filter(is_open).with_columns(status=pl.lit("postponed")))
    games = pl.concat(found)
    return games, remarks + [
        f"schedule: {row['away']} @ {row['home']} on {row['date']} is on it no more; it counts as postponed"
        for row in games.iter_rows(named=True)
    ]
