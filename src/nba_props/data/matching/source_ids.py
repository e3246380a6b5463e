"""Whom a source means by its own ids of players, as far as exact names have shown it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from nba_props.data.matching.names import SAME

BY_ID = "source's own id"
SHOWN = 10
"""So many ids must be those of the logs, and no other, before one that no name has shown counts as such."""


@dataclass(frozen=True)
class Written:
    """A player as a source writes him on an event, up to the moment of the event's last quote.

    `player_id` and `level`: whom the name was found to mean, and how well it fits.
    """

    row: int
    moment: dt.datetime | None
    source_id: str | None
    player_id: int | None
    level: str


@dataclass
class SourceIds:
    """The players of ids, learnt in the order of time: nothing later tells whom an earlier quote means."""

    _players: dict[str, set[int]] = field(default_factory=dict)
    _ours: int = 0

    def learn(self, written: Written) -> None:
        """Take note of an id whose name is exactly that of one player."""
        if written.source_id is None or written.player_id is None or written.level != SAME:
            return
        if written.source_id not in self._players:
            self._ours += written.source_id == str(written.player_id)
        self._players.setdefault(written.source_id, set()).add(written.player_id)

    def player(self, source_id: str) -> int | None:
        """Return the player of an id; None where names have not shown one, or more than one."""
        shown = self._players.get(source_id)
        if shown is not None:
            return next(iter(shown)) if len(shown) == 1 else None
        ours = self._ours == len(self._players) >= SHOWN
        return int(source_id) if ours and source_id.isdecimal() else None


def known_by_id(every: Iterable[Written]) -> Iterator[tuple[int, int]]:
    """Yield the rows whose name is no exact one, but whose id tells the player: row, player.

    What is quoted up to a moment shows whose an id is for quotes of that moment and later.
    """
    undated = dt.datetime.min.replace(tzinfo=dt.UTC)
    timed = sorted(
        (replace(each, moment=each.moment or undated) for each in every if each.source_id is not None),
        key=lambda each: (each.moment, each.row),
    )
    ids, learnt = SourceIds(), 0
    for each in timed:
        while learnt < len(timed) and timed[learnt].moment == each.moment:
            ids.learn(timed[learnt])
            learnt += 1
        if each.level != SAME and each.source_id is not None:
            player = ids.player(each.source_id)
            if player is not None:
                yield each.row, player
