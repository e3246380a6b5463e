"""Lines on parts of games are left out: no box score settles them, and a half's total is no game's."""

from __future__ import annotations

from nba_props.data.quality import QualityReport
from nba_props.data.raw.columns import Field
from nba_props.data.raw.parsing import fail_where
from nba_props.data.raw.read import RawTable
from nba_props.data.vocabulary import periods

FIELDS = tuple(
    Field(names, required=False)
    for names in (
        periods.COLUMNS, periods.HALVES, periods.QUARTERS, periods.DESCRIPTIONS, periods.SCOPE,
    )
)  # fmt: skip
"""The columns that tell the part of a game that a line is on."""
PART = "line on a part of a game"


def on_whole_games(raw: RawTable, table: str, quality: QualityReport) -> RawTable:
    """Return the rows of a table without those on a quarter or a half.

    Raises:
        DataError: no line is on a whole game.
    """
    left = raw
    for column in (field.name for field in FIELDS):
        period = left.frame[column]
        part = periods.is_part(period, column)
        if part.all():
            problem = "{value} is a part of a game, and no line is on a whole one, such as 'game'"
            fail_where(left, part, column, problem)
        quality.note(table, PART, int(part.sum()), sorted(period.filter(part).unique()))
        left = left.where(~part)
    return left
