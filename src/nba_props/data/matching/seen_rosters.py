"""Teams' rosters as they were looked up: whom a team had at a moment, games or not."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import polars as pl

from nba_props.data.eastern import EASTERN


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
        zone = ZoneInfo(EASTERN)
        for season, team, at, players in looks.iter_rows():
            snapshot = Snapshot(at, at.astimezone(zone).date(), frozenset(players))
            seen._looks.setdefault((season, team), []).append(snapshot)
        return seen

    def before(self, season: str, team: str, moment: dt.datetime | None) -> Snapshot | None:
        """Return the last look at a team of a season up to a moment; None where there was none."""
        looks = self._looks.get((season, team))
        if looks is None or moment is None:
            return None
        at = bisect_right(looks, moment, key=lambda look: look.seen_at)
        return looks[at - 1] if at else None
