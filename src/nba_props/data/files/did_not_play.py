"""Rows of box scores for people who did not play: they have no outcome."""

from __future__ import annotations

import polars as pl

from nba_props.core.wording import worded
from nba_props.data.played import FIGURES, has_figures
from nba_props.data.quality import QualityReport
from nba_props.data.schemas import PLAYER_GAMES, POSTGAME_COLUMNS
from nba_props.errors import DataError

MOST_DAMAGED = 0.1
"""Share of rows with 0 minutes beside other numbers from which a table is refused."""
FEW = 20
"""Such rows up to which small numbers never refuse a table: a log of one man may hold some."""
MOST_IN_SECONDS = 6
"""The most that a player has of any figure in less than half a minute.

Whole minutes make a 0 of the last seconds of a game (1 in 500 rows of the league's own logs, none above 3
but the plus-minus); a larger figure beside 0 minutes means that the minutes are wrong.
"""
_FIGURES = "__figures"


def without_outcome(frame: pl.DataFrame, stats: list[str], quality: QualityReport) -> pl.DataFrame:
    """Return the frame without the outcomes of rows with no minutes; who has played for seconds keeps his.

    Args:
        frame: player-games, `minutes` and `stats` with nulls or zeros where nobody played.
        stats: the columns of the box score, minutes left out.
        quality: gets the counts.

    Raises:
        DataError: too many rows have 0 minutes beside other numbers.
    """
    known = frame.with_columns(has_figures(frame).alias(_FIGURES))
    idle, none = pl.col("minutes").fill_null(0) == 0, (pl.col("minutes") == 0).fill_null(value=False)
    figures = pl.col(_FIGURES) & pl.all_horizontal(pl.col(stats).is_not_null())
    seconds = pl.max_horizontal(pl.col(FIGURES).abs()) <= MOST_IN_SECONDS
    empty = pl.all_horizontal(pl.col("minutes", *stats).is_null())
    _refuse(frame, known.filter(none & figures), known.filter(none & ~seconds))
    told = {
        "did not play (0 minutes, nothing but zeros): no outcome": idle & ~figures & ~empty,
        "damaged (0 minutes beside large numbers): no outcome": none & figures & ~seconds,
        "played for seconds (0 minutes beside small numbers)": none & figures & seconds,
    }
    for reason, which in told.items():
        rows = known.filter(which)
        quality.note(PLAYER_GAMES.name, reason, rows.height, _who(rows), dropped=False)
    out = (idle & ~figures) | (none & ~seconds)
    return known.with_columns(pl.when(~out).then(pl.col(POSTGAME_COLUMNS)).name.keep()).drop(_FIGURES)


def _refuse(frame: pl.DataFrame, doubtful: pl.DataFrame, damaged: pl.DataFrame) -> None:
    if doubtful.height <= MOST_DAMAGED * frame.height or (damaged.is_empty() and doubtful.height <= FEW):
        return
    row = (damaged if damaged.height else doubtful).row(0, named=True)
    stat = next(name for name in FIGURES if row[name])
    raise DataError(
        f"game_logs: {doubtful.height:,} of {frame.height:,} rows are damaged: 0 minutes beside numbers "
        f"such as {row[stat]} {stat} of {row['player_name']} in game {row['game_id']}; "
        f"at most {MOST_DAMAGED:.0%} may be"
    )


def _who(rows: pl.DataFrame) -> list[str]:
    return rows.head(5).select(worded("{} {}", "player_name", "date")).to_series().to_list()
