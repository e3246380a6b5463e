"""The tables of a store, and what makes a row new.

Rows of a table with a key replace the row of the same key: games, positions, the schedule, rosters. Other
tables grow by snapshots, which stay as they were fetched: books' lines and injury reports, whose history is
what a backtest needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from nba_props.data.schemas import (
    FETCHED_AT,
    FETCHED_QUOTES,
    GAME_QUOTES,
    INJURY_REPORTS,
    PLAYER_GAMES,
    POSITIONS,
    ROSTERS,
    SCHEDULE,
    SUBMISSIONS,
)
from nba_props.data.table import Column, Table
from nba_props.errors import DataError, did_you_mean


@dataclass(frozen=True)
class StoredTable:
    """A table of a store.

    `days` are the columns that tell the day of a row's game, the first that is there; a table without them
    has a column `season`.
    """

    table: Table
    days: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name of the table and of its folder."""
        return self.table.name

    @property
    def has_key(self) -> bool:
        """Whether rows replace those of the same key; otherwise the table grows by snapshots."""
        return bool(self.table.key)


def _with(table: Table, columns: Mapping[str, Column]) -> Table:
    return replace(table, columns={**table.columns, **columns})


_PLAYED = replace(PLAYER_GAMES.columns["minutes"], nullable=False)

STORED = {
    stored.name: stored
    for stored in (
        StoredTable(_with(PLAYER_GAMES, {"minutes": _PLAYED})),  # of a game that was played
        StoredTable(POSITIONS),
        StoredTable(SCHEDULE),
        StoredTable(ROSTERS),
        StoredTable(FETCHED_QUOTES, ("tip_off", "event_date", "quoted_at")),
        StoredTable(_with(GAME_QUOTES, {"fetched_at": FETCHED_AT}), ("tip_off", "event_date", "quoted_at")),
        StoredTable(_with(INJURY_REPORTS, {"fetched_at": FETCHED_AT}), ("date",)),
        StoredTable(_with(SUBMISSIONS, {"fetched_at": FETCHED_AT}), ("date",)),
    )
}
"""The tables by name."""


def stored(name: str, *, has_key: bool | None = None) -> StoredTable:
    """Return a table of the store by name.

    Args:
        name: of the table.
        has_key: whether it must be one whose rows are replaced, or one that grows; None where both will do.

    Raises:
        DataError: there is no such table, or it is of the other sort.
    """
    found = STORED.get(name)
    if found is None:
        raise DataError(f"{name}: no table of a store; {did_you_mean(name, STORED, every=True)}")
    if has_key is not None and found.has_key is not has_key:
        how = "its rows are replaced by key" if found.has_key else "it grows by snapshots"
        raise DataError(f"{name}: {how}")
    return found
