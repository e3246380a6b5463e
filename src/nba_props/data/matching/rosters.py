"""Who can be meant: the players of two teams around a day, from rosters that were seen and from game logs."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from nba_props.data.matching.names import NOBODY, Name, match_parsed, parse
from nba_props.data.matching.seen_rosters import ReportedTeams, Said, SeenRosters, Snapshot
from nba_props.data.seasons import season_on

Day = dt.date
Found = tuple[int | None, str | None, str | None, str]


ELSEWHERE = "plays for another team in the logs"
"""The name is known, but not of this game: he may have moved since the last game log."""
OFF_ROSTER = "on neither team's roster"
"""The name is known, and the rosters that were last seen do not hold it."""


def _absent(seen: bool) -> str:
    """Return why a player who is known is none of a game."""
    return OFF_ROSTER if seen else ELSEWHERE


@dataclass(frozen=True)
class Meeting:
    """Two teams on a day of a season, as far as it was known at `moment`.

    `logged_season` is that whose game logs tell who is on a team: the season before where it has none yet.
    """

    season: str
    logged_season: str
    day: Day
    teams: tuple[str, str]
    moment: dt.datetime | None = None


@dataclass(frozen=True)
class Candidates:
    """Who can be meant: the team of each player, and his name taken apart.

    `seen` tells whether a roster of one of the teams was looked up.
    """

    teams: dict[int, str]
    names: dict[int, Name]
    seen: bool


@dataclass
class Stints:
    """One player's games of one season, by day: with which team."""

    days: list[Day]
    teams: list[str]

    def around(self, day: Day) -> tuple[str | None, str | None]:
        """His team at the last game on or before the day, and at the next one after it."""
        at = bisect_right(self.days, day)
        return (self.teams[at - 1] if at else None), (self.teams[at] if at < len(self.days) else None)

    def last(self, day: Day) -> tuple[Day, str] | None:
        """Day and team of his last game on or before the day."""
        at = bisect_right(self.days, day)
        return (self.days[at - 1], self.teams[at - 1]) if at else None

    def on(self, day: Day) -> str | None:
        """His team in the game on the day."""
        at = bisect_left(self.days, day)
        return self.teams[at] if at < len(self.days) and self.days[at] == day else None


@dataclass
class Rosters:
    """Answers who belongs to a team on a day.

    The last roster that was seen decides, where there is one, or a later injury report. Game logs show
    membership by games only: a player belongs to the team of his game on that day, else of his last game of
    the season before it, else of his next one. One whose last game is later than roster and report belongs
    to the team of that game. A player who has just been traded may be looked for in both teams.
    """

    names: dict[int, str]
    seen: SeenRosters = field(default_factory=SeenRosters)
    reported: ReportedTeams = field(default_factory=ReportedTeams)
    _seasons: dict[str, dict[int, Stints]] = field(default_factory=dict)
    _found: dict[object, Candidates] = field(default_factory=dict)
    _members: dict[tuple[str, str], set[int]] = field(default_factory=dict)

    @cached_property
    def _written(self) -> set[str]:
        return set(self.names.values())

    @classmethod
    def of(
        cls,
        player_games: pl.DataFrame,
        seasons: Iterable[str],
        rosters: pl.DataFrame | None = None,
        reports: pl.DataFrame | None = None,
    ) -> Rosters:
        """Return the rosters of the seasons, and everybody's latest name.

        Args:
            player_games: canonical.
            seasons: whose logs are asked.
            rosters: as they were seen, a table of `nba_props.data.schemas.ROSTERS`.
            reports: a table of `nba_props.data.schemas.INJURY_REPORTS`, which say who is on which team.
        """
        seen = SeenRosters() if rosters is None else SeenRosters.of(rosters)
        ordered = player_games.sort("date")
        last = ordered.group_by("player_id").agg(pl.col("player_name").last())
        names = seen.names | dict(last.select("player_id", "player_name").iter_rows())
        reported = ReportedTeams() if reports is None else ReportedTeams.of(reports, names)
        found = cls(names, seen, reported)
        for season in set(seasons):
            found._add(season, ordered.filter(pl.col("season") == season))
        return found

    def find(self, meeting: Meeting, written: str) -> Found:
        """Return the player of one of the two teams whom a book's spelling means: id, team, name, level."""
        candidates = self._meant(meeting)
        hit = match_parsed(parse(written), candidates.names)
        if hit.player_id is None:
            elsewhere = written in self._written and hit.level == NOBODY
            return None, None, None, _absent(candidates.seen) if elsewhere else hit.level
        return hit.player_id, candidates.teams[hit.player_id], self.names[hit.player_id], hit.level

    def find_known(self, meeting: Meeting, player: int, level: str) -> Found:
        """Return a player who is known by his id, if he is one of the two teams: id, team, name, level."""
        candidates = self._meant(meeting)
        if player not in candidates.teams:
            return None, None, None, _absent(candidates.seen)
        return player, candidates.teams[player], self.names[player], level

    def _meant(self, meeting: Meeting) -> Candidates:
        looks = {team: self.seen.before(meeting.season, team, meeting.moment) for team in meeting.teams}
        snapshots = {team: look for team, look in looks.items() if look is not None}
        key = (
            meeting.logged_season,
            meeting.day,
            meeting.teams,
            tuple(look and look.seen_at for look in looks.values()),
            meeting.moment if self.reported.speaks_of(meeting.teams) else None,
        )
        if key not in self._found:
            teams = self._candidates(meeting, snapshots)
            names = {player: parse(self.names[player]) for player in teams}
            self._found[key] = Candidates(teams, names, bool(snapshots))
        return self._found[key]

    def _candidates(self, meeting: Meeting, snapshots: Mapping[str, Snapshot]) -> dict[int, str]:
        """Player id -> team, for everybody who can belong to one of the two teams on the day."""
        logged = self._logged(meeting)
        found = {
            player: team
            for player, team in logged.items()
            if team not in snapshots or not self._has_left(meeting, player, snapshots[team])
        }
        for team, look in sorted(snapshots.items(), key=lambda item: item[1].seen_at):
            found |= {
                player: team
                for player in sorted(look.players)
                if not self._has_moved_on(meeting, player, team, look.day)
            }
        return self._as_reported(meeting, found, snapshots)

    def _as_reported(
        self, meeting: Meeting, found: Mapping[int, str], snapshots: Mapping[str, Snapshot]
    ) -> dict[int, str]:
        """Return the players with the teams for which later injury reports name them."""
        teams = dict(found)
        for player in sorted({*found, *self.reported.named(meeting.teams)}):
            said = self.reported.before(player, meeting.moment)
            if said is None or not self._is_news(meeting, player, said, snapshots):
                continue
            if said.team in meeting.teams:
                teams[player] = said.team
            else:
                teams.pop(player, None)
        return teams

    def _is_news(self, meeting: Meeting, player: int, said: Said, snapshots: Mapping[str, Snapshot]) -> bool:
        """Whether a report of the season is later than the rosters of both teams and than his last game."""
        is_later = all(said.seen_at > look.seen_at for look in snapshots.values())
        this_season = season_on(said.day) == meeting.season
        return is_later and this_season and not self._has_moved_on(meeting, player, said.team, said.day)

    def _logged(self, meeting: Meeting) -> dict[int, str]:
        """Player id -> team by the game logs alone."""
        found, day, teams = {}, meeting.day, meeting.teams
        for player_id, stints in self._either(meeting.logged_season, teams):
            on = stints.on(day)
            played_for = stints.around(day) if on is None else (on,)
            team = next((team for team in played_for if team in teams), None)
            if team is not None:
                found[player_id] = team
        return found

    def _has_left(self, meeting: Meeting, player: int, look: Snapshot) -> bool:
        """Whether a team's roster, seen after his last game, does not hold a player of its games."""
        stints = self._seasons[meeting.logged_season][player]
        last = stints.last(meeting.day)
        return (
            player not in look.players
            and stints.on(meeting.day) is None
            and last is not None
            and last[0] <= look.day
        )

    def _has_moved_on(self, meeting: Meeting, player: int, team: str, since: Day) -> bool:
        """Whether a player of a team has played for another one since a day, or plays for it on the day."""
        stints = self._seasons.get(meeting.logged_season, {}).get(player)
        if stints is None:
            return False
        on, last = stints.on(meeting.day), stints.last(meeting.day)
        if on is not None:
            return on != team
        return last is not None and last[0] > since and last[1] != team

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
