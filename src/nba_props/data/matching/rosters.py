"""Who can be meant: the players of two teams around a day, from the game logs."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from nba_props.data.matching.names import NOBODY, match

Day = dt.date
Found = tuple[int | None, str | None, str | None, str]


ELSEWHERE = "plays for another team in the logs"
"""The name is known, but not of this game: he may have moved since the last game log."""


@dataclass
class Stints:
    """One player's games of one season, by day: with which team."""

    days: list[Day]
    teams: list[str]

    def around(self, day: Day) -> tuple[str | None, str | None]:
        """His team at the last game on or before the day, and at the next one after it."""
        at = bisect_right(self.days, day)
        return (self.teams[at - 1] if at else None), (self.teams[at] if at < len(self.days) else None)

    def on(self, day: Day) -> str | None:
        """His team in the game on the day."""
        at = bisect_left(self.days, day)
        return self.teams[at] if at < len(self.days) and self.days[at] == day else None


@dataclass
class Rosters:
    """Answers who belongs to a team on a day.

    Membership is known before tip-off, the logs only show it by games: a player belongs to the team of his
    game on that day, else of his last game of the season before it, else of his next one. A player who has
    just been traded may be looked for in both teams.
    """

    names: dict[int, str]
    _seasons: dict[str, dict[int, Stints]] = field(default_factory=dict)
    _found: dict[tuple[str, Day, tuple[str, str]], dict[int, str]] = field(default_factory=dict)
    _members: dict[tuple[str, str], set[int]] = field(default_factory=dict)

    @cached_property
    def _written(self) -> set[str]:
        return set(self.names.values())

    @classmethod
    def of(cls, player_games: pl.DataFrame, seasons: Iterable[str]) -> Rosters:
        """Return the rosters of the seasons, and everybody's latest name."""
        ordered = player_games.sort("date")
        last = ordered.group_by("player_id").agg(pl.col("player_name").last())
        rosters = cls(dict(last.select("player_id", "player_name").iter_rows()))
        for season in set(seasons):
            rosters._add(season, ordered.filter(pl.col("season") == season))
        return rosters

    def find(self, season: str, day: Day, teams: tuple[str, str], written: str) -> Found:
        """Return the player of one of the two teams whom a book's spelling means: id, team, name, level."""
        game = (season, day, teams)
        if game not in self._found:
            self._found[game] = self.candidates(*game)
        candidates = self._found[game]
        hit = match(written, {player: self.names[player] for player in candidates})
        if hit.player_id is None:
            elsewhere = written in self._written and hit.level == NOBODY
            return None, None, None, ELSEWHERE if elsewhere else hit.level
        return hit.player_id, candidates[hit.player_id], self.names[hit.player_id], hit.level

    def candidates(self, season: str, day: Day, teams: tuple[str, str]) -> dict[int, str]:
        """Player id -> team, for everybody who can belong to one of the two teams on the day."""
        found = {}
        for player_id, stints in self._either(season, teams):
            team = next((t for t in (stints.on(day), *stints.around(day)) if t in teams), None)
            if team is not None and stints.on(day) in (team, None):
                found[player_id] = team
        return found

    def _add(self, season: str, games: pl.DataFrame) -> None:
        table = games.group_by("player_id", maintain_order=True).agg("date", "team")
        self._seasons[season] = {player: Stints(days, teams) for player, days, teams in table.iter_rows()}
        for player, teams in table.select("player_id", pl.col("team").list.unique()).iter_rows():
            for team in teams:
                self._members.setdefault((season, team), set()).add(player)

    def _either(self, season: str, teams: tuple[str, str]) -> Iterator[tuple[int, Stints]]:
        players = self._members.get((season, teams[0]), set()) | self._members.get((season, teams[1]), set())
        for player in sorted(players):
            yield player, self._seasons[season][player]
