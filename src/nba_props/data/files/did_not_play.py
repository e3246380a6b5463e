"""Rows of box scores for people who did not play: they have no outcome."""

from __future__ import annotations

import polars as pl

from nba_props.data.quality import QualityReport
from nba_props.data.schemas import PLAYER_GAMES, POSTGAME_COLUMNS
from nba_props.errors import DataError

MOST_DAMAGED = 0.1
"""Share of rows with 0 minutes beside other numbers from which a table is refused.

Whole minutes make a 0 of the last seconds of a game (1 in 2,000 rows of the league's own logs).
"""


def without_outcome(frame: pl.DataFrame, stats: list[str], quality: QualityReport) -> pl.DataFrame:
    """Return the frame without the outcomes of rows with no minutes.

    Args:
        frame: player-games, `minutes` and `stats` with nulls or zeros where nobody played.
        stats: the columns of the box score, minutes left out.
        quality: gets the counts.

    Raises:
        DataError: too many rows have 0 minutes beside other numbers.
    """
    idle = pl.col("minutes").fill_null(0) == 0
    nothing = pl.sum_horizontal(pl.col(stats).fill_null(0).abs()) == 0
    empty = pl.all_horizontal(pl.col("minutes", *stats).is_null())
    zeros = frame.filter(idle & nothing & ~empty)
    damaged = frame.filter((pl.col("minutes") == 0) & ~nothing)
    _refuse(frame, damaged, stats)
    table = PLAYER_GAMES.name
    quality.note(
        table,
        "did not play (0 minutes, nothing but zeros): no outcome",
        zeros.height,
        _who(zeros),
        dropped=False,
    )
    quality.note(
        table,
        "damaged (0 minutes beside other numbers): no outcome",
        damaged.height,
        _who(damaged),
        dropped=False,
    )
    out = (idle & nothing) | (pl.col("minutes") == 0)
    return frame.with_columns(pl.when(~out).then(pl.col(POSTGAME_COLUMNS)).name.keep())


def _refuse(frame: pl.DataFrame, damaged: pl.DataFrame, stats: list[str]) -> None:
    if damaged.height <= MOST_DAMAGED * frame.height:
        return
    row = damaged.row(0, named=True)
    stat = next(name for name in stats if row[name])
    raise DataError(
        f"game_logs: {damaged.height:,} of {frame.height:,} rows are damaged: 0 minutes beside numbers "
        f"such as {row[stat]} {stat} of {row['player_name']} in game {row['game_id']}; "
        f"at most {MOST_DAMAGED:.0%} may be"
    )


def _who(rows: pl.DataFrame) -> list[str]:
    return rows.head(5).select(pl.format("{} {}", "player_name", "date")).to_series().to_list()
