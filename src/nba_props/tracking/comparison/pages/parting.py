"""The player-games on which two runs' predictions part most, and who was nearer to what happened."""

from __future__ import annotations

import polars as pl

from nba_props.core.keys import PLAYER_GAME
from nba_props.tracking.comparison.paired import JUDGED, shared_rows

SHOWN = 12
NAMES = ["player_name", "team", "opponent"]


def parting(first: pl.DataFrame, second: pl.DataFrame, shown: int = SHOWN) -> pl.DataFrame:
    """Return the player-games that both runs predicted with the largest differences, the largest first.

    Args:
        first: of the first run, as `predictions_of` returns them.
        second: of the other run.
        shown: how many.

    Returns:
        `date`, `player` (his id where no name is known), `team` and `opponent` (null where unknown), `first`
        and `second` (the predictions that errors are of), `y`, and `nearer`: `first`, `second` or null.

    Raises:
        TrackingError: the runs have no player-games in common, or other outcomes of them.
    """
    both = shared_rows(first, second)
    known = [name for name in NAMES if name in first.columns]
    named = both.join(first.select(*PLAYER_GAME, *known), on=PLAYER_GAME, how="left", maintain_order="left")
    absent = [pl.lit(None, pl.String).alias(name) for name in NAMES if name not in known]
    ours, theirs = ((pl.col(name) - pl.col("y")).abs() for name in (JUDGED, f"{JUDGED}_2"))
    nearer = pl.when(ours < theirs).then(pl.lit("first")).when(theirs < ours).then(pl.lit("second"))
    apart = (pl.col(f"{JUDGED}_2") - pl.col(JUDGED)).abs()
    return (
        named.with_columns(absent)
        .sort(apart, "date", *PLAYER_GAME, descending=[True, False, False, False])
        .head(shown)
        .select(
            "date",
            pl.coalesce("player_name", pl.col("player_id").cast(pl.String)).alias("player"),
            "team",
            "opponent",
            pl.col(JUDGED).alias("first"),
            pl.col(f"{JUDGED}_2").alias("second"),
            "y",
            nearer.alias("nearer"),
        )
    )
