"""Who was on which team at a moment, games or not: by rosters that were looked up, and by injury reports."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from nba_props.data.eastern import league_day
from nba_props.data.matching.names import parse


@dataclass(frozen=True)
class Snapshot:
    """One team's players at a moment; `day` is its US/Eastern one."""

    seen_at: dt.datetime
    day: dt.date
    players: frozenset[int]


@dataclass
class SeenRosters:
    """Answers whom a team had at a moment, by the last look at it before."""

    names: dict[int, str] = field(default_factory=dict)
    _looks: dict[tuple[str, str], list[Snapshot]] = field(default_factory=dict)

    @classmethod
    def of(cls, rosters: pl.DataFrame) -> SeenRosters:
        """Return the rosters of a table of `nba_props.data.schemas.ROSTERS`."""
        ordered = rosters.sort("seen_at", "player_id")
        seen = cls(dict(ordered.select("player_id", "player_name").iter_rows()))
        looks = ordered.group_by("season", "team", "seen_at", maintain_order=True).agg("player_id")
        for season, team, at, players in looks.iter_rows():
            snapshot = Snapshot(at, league_day(at), frozenset(players))
            seen._looks.setdefault((season, team), []).append(snapshot)
        return seen

    def before(self, season: str, team: str, moment: dt.datetime | None) -> Snapshot | None:
        """Return the last look at a team of a season up to a moment; None where there was none."""
        looks = self._looks.get((season, team))
        if looks is None or moment is None:
            return None
        at = bisect_right(looks, moment, key=lambda look: look.seen_at)
        return looks[at - 1] if at else None


@dataclass(frozen=True)
class Said:
    """The team of one player by an injury report of a moment; `day` is its US/Eastern one."""

    seen_at: dt.datetime
    day: dt.date
    team: str


@dataclass
class ReportedTeams:
    """Answers for which team a player was last named on an injury report, whether he could play or not."""

    _said: dict[int, list[Said]] = field(default_factory=dict)
    _named: dict[str, set[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, reports: pl.DataFrame, names: Mapping[int, str]) -> ReportedTeams:
        """Return what reports say of teams.

        Args:
            reports: a table of `nba_props.data.schemas.INJURY_REPORTS`; rows without a time say nothing.
            names: of all players that are known; a report's name counts where it is that of one of them.
        """
        found, ids = cls(), _ids_of(names)
        rows = reports.drop_nulls("known_at").sort("known_at", "team", "player_id", "player_name")
        for at, team, player_id, name in rows.select(
            "known_at", "team", "player_id", "player_name"
        ).iter_rows():
            player = ids.get(parse(name).joined) if player_id not in names and name else player_id
            if player is not None and player in names:
                said = Said(at, league_day(at), team)
                found._said.setdefault(player, []).append(said)
                found._named.setdefault(team, set()).add(player)
        return found

    def speaks_of(self, teams: Iterable[str]) -> bool:
        """Return whether anybody was ever named for one of the teams."""
        return any(team in self._named for team in teams)

    def named(self, teams: Iterable[str]) -> set[int]:
        """Return the players who were ever named for one of the teams."""
        return {player for team in teams for player in self._named.get(team, ())}

    def before(self, player: int, moment: dt.datetime | None) -> Said | None:
        """Return the last that was said of a player's team up to a moment; None where nothing was."""
        said = self._said.get(player)
        if said is None or moment is None:
            return None
        at = bisect_right(said, moment, key=lambda each: each.seen_at)
        return said[at - 1] if at else None


def _ids_of(names: Mapping[int, str]) -> dict[str, int]:
    """Return the joined spelling of each name that only one player has -> his id."""
    found: dict[str, set[int]] = {}
    for player, name in names.items():
        found.setdefault(parse(name).joined, set()).add(player)
    return {joined: next(iter(ids)) for joined, ids in found.items() if len(ids) == 1}
