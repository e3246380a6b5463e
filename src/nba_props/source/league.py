"""The store brought up to date: the schedule, players' game logs since the last ones, and rosters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import polars as pl

from nba_props.data.eastern import league_day
from nba_props.data.over import final_games
from nba_props.data.seasons import season_on
from nba_props.data.store.store import Change, DataStore
from nba_props.errors import SourceError
from nba_props.source import league_answers, nba_api
from nba_props.source.answers import parsed
from nba_props.source.http import Answer, Http
from nba_props.source.nba_api import NAME, SEASON_TYPES, NbaApi
from nba_props.source.vanished import vanished

LOGS, ROSTERS, SCHEDULE = "player_games", "rosters", "schedule"
TEAMS = 30


@dataclass(frozen=True)
class Step:
    """One call: what it asks for, in words, and the call, which tells what it changed in the store."""

    table: str
    text: str
    take: Callable[[], Change]


@dataclass
class LeagueUpdate:
    """What is missing in a store, and how it is fetched."""

    source: NbaApi
    http: Http
    store: DataStore
    now: dt.datetime
    seasons: Sequence[str] = ()
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What the schedule holds no more."""
    _teams: dict[str, int] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        """The US/Eastern day."""
        return league_day(self.now)

    @property
    def total(self) -> int:
        """How many steps there may be, for a progress bar."""
        return 1 + len(self.seasons or [""]) * len(self.source.season_types) + TEAMS

    def texts(self) -> Iterator[str]:
        """Yield what would be asked for, in words."""
        return (step.text for step in self.steps())

    def steps(self) -> Iterator[Step]:
        """Yield the schedule, the logs of each season and kind of games, then the rosters of today."""
        yield Step(SCHEDULE, "schedule", self._take_schedule)
        seasons = self.seasons or [season_on(self.today)]
        for season in seasons:
            for kind in self.source.season_types:
                first, since = self._start(season, SEASON_TYPES[kind])
                yield Step(LOGS, f"{season} {kind}{since}", partial(self._take_logs, season, kind, first))
        if season_on(self.today) in seasons:
            for team in self._teams_to_see():
                yield Step(ROSTERS, f"roster of {team}", partial(self._take_roster, team))

    def fetch(self) -> Iterator[tuple[str, Change]]:
        """Yield the table of each call and what it changed, once that is in the store.

        A source that is down is asked no more; the other one is.
        """
        down: set[bool] = set()
        for step in self.steps():
            of_schedule = step.table == SCHEDULE
            if of_schedule in down:
                continue
            try:
                yield step.table, step.take()
            except SourceError as error:
                self.problems.append(str(error))
                down.add(of_schedule)
        self.problems += self._unplayed()

    def _start(self, season: str, competition: str) -> tuple[dt.date | None, str]:
        """Return the day from which logs are asked for, and that in words; None: from the beginning.

        That is the day of the last logs less the overlap, or that of the first game that is over and has
        none, where that is earlier. Seasons that are named are asked for from their beginning.
        """
        logs = self.store.read(LOGS, [season]).filter(pl.col("competition") == competition)
        last = logs["date"].max()
        if self.seasons or not isinstance(last, dt.date):
            return None, ""
        first = last - dt.timedelta(days=self.source.overlap_days)
        lacking = self._lacking([season], [competition])["date"].min()
        if isinstance(lacking, dt.date) and lacking < first:
            return lacking, f" since {lacking}, the first game without box scores"
        return first, f" since {first}"

    def _teams_to_see(self) -> list[str]:
        """Return the teams whose rosters were not looked up lately."""
        since = self.now - dt.timedelta(hours=self.source.roster_hours)
        looks = self.store.read(ROSTERS, [season_on(self.today)])
        seen = looks.filter((pl.col("seen_at") > since) & (pl.col("seen_at") <= self.now))["team"].unique()
        self._teams = self._teams or nba_api.teams()
        return sorted(set(self._teams) - set(seen))

    def _take_schedule(self) -> Change:
        answer = self.http.get(self.source.schedule_url)
        content = self._kept(answer, "schedule")
        found = league_answers.schedule(content, f"{NAME}: schedule")
        self._teams = found.teams
        seasons = found.games["season"].unique().to_list()
        logged = self.store.read(LOGS, seasons)["game_id"].unique().to_list()
        gone, remarks = vanished(self.store.read(SCHEDULE, seasons), found.ids, logged)
        self.remarks += remarks
        return self.store.upsert(SCHEDULE, pl.concat([found.games, gone]))

    def _take_logs(self, season: str, kind: str, first: dt.date | None) -> Change:
        yesterday = self.today - dt.timedelta(days=1)
        if first is not None and first > yesterday:
            return Change()
        since = "" if first is None else f"{first:{league_answers.DAY}}"
        answer = nba_api.game_logs(self.http, season, kind, since, f"{yesterday:{league_answers.DAY}}")
        content = self._kept(answer, f"leaguegamelog-{season}-{kind}")
        found = league_answers.logs(
            content,
            self.source.competitions,
            final_games(self.store.read(SCHEDULE, [season])),
            f"{NAME}: leaguegamelog {season} {kind}",
        )
        return self.store.upsert(LOGS, found.filter(pl.col("date") <= yesterday))

    def _take_roster(self, team: str) -> Change:
        season = season_on(self.today)
        answer = nba_api.roster(self.http, season, self._teams[team])
        content = self._kept(answer, f"commonteamroster-{team}")
        about = {"season": season, "team": team, "seen_at": self.now}
        found = league_answers.roster(content, about, f"{NAME}: commonteamroster {team}")
        known = found.filter(pl.col("position").is_not_null())
        self.store.upsert("positions", known.select("season", "player_id", "position"))
        return self.store.upsert(ROSTERS, found)

    def _kept(self, answer: Answer, name: str) -> object:
        self.store.keep_raw(NAME, f"{name}.json", answer.content, self.now)
        return parsed(answer, NAME)

    def _lacking(self, seasons: Sequence[str], competitions: Sequence[str]) -> pl.DataFrame:
        """Return the games of the schedule that are over and have no box score in the store, by day."""
        over = self.store.read(SCHEDULE, seasons).filter(
            (pl.col("status") == "final")
            & (pl.col("date") < self.today)
            & pl.col("competition").is_in(competitions)
        )
        return over.join(self.store.read(LOGS, seasons), on="game_id", how="anti").sort("date")

    def _unplayed(self) -> list[str]:
        """Return the line for games that are over and have no box score in the store, if there are any."""
        seasons = list(self.seasons) or [season_on(self.today)]
        lacking = self._lacking(seasons, self.source.competitions)
        if lacking.is_empty() or self.problems:
            return []
        games = "game is" if lacking.height == 1 else "games are"
        first = lacking.row(0, named=True)
        return [
            f"{NAME}: {lacking.height:,} {games} over without box scores, the first {first['away']} @ "
            f"{first['home']} on {first['date']}"
        ]

    def close(self) -> None:
        """End the update."""
        self.http.close()

    def note(self) -> None:
        """Note in the store what came of it."""
        said = self.problems[0] if self.problems else "ok"
        self.store.note(NAME, {"at": self.now.isoformat(timespec="seconds"), "said": said})
