"""`source=nba_api`: the league's statistics, whose calls the package nba_api knows, and its schedule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from nba_props.core.component import component
from nba_props.errors import ConfigError, did_you_mean
from nba_props.source.http import Answer, Http, needed

NAME = "nba_api"
SEASON_TYPES = {
    "Regular Season": "regular",
    "IST": "tournament",
    "PlayIn": "play_in",
    "Playoffs": "playoffs",
    "Pre Season": "preseason",
    "All Star": "all_star",
}
"""The source's kinds of games -> our competitions."""


@component("source", "nba_api")
@dataclass
class NbaApi:
    """The league's statistics and its schedule: where they are, what is asked for, and how patiently."""

    stats_url: str = "https://stats.nba.com/stats"
    schedule_url: str = "https://cdn.nba.com/static/json/staticData/scheduleLeagueV2.json"
    season_types: list[str] = field(default_factory=lambda: ["Regular Season", "IST", "PlayIn", "Playoffs"])
    overlap_days: int = 3
    roster_hours: float = 12
    timeout: float = 30
    attempts: int = 3
    pause: float = 0.7

    def __post_init__(self) -> None:
        problems = [
            f"season_types: {name}: no such kind; {did_you_mean(name, SEASON_TYPES, every=True)}"
            for name in self.season_types
            if name not in SEASON_TYPES
        ]
        problems += [f"attempts={self.attempts}: must be at least 1"] if self.attempts < 1 else []
        problems += [f"overlap_days={self.overlap_days}: must be 0 or more"] if self.overlap_days < 0 else []
        if problems:
            raise ConfigError(problems)

    @property
    def competitions(self) -> tuple[str, ...]:
        """The competitions that are asked for."""
        return tuple(SEASON_TYPES[name] for name in self.season_types)

    def http(self) -> Http:
        """Return the calls."""
        return Http(NAME, self.stats_url, self.timeout, self.attempts, self.pause)


def game_logs(http: Http, season: str, season_type: str, first: str, last: str) -> Answer:
    """Return all players' games of a kind between two days, such as `03/01/2024`; empty: from the beginning.

    Raises:
        SourceError: the source fails.
    """
    made = needed("nba_api.stats.endpoints.leaguegamelog").LeagueGameLog(
        season=season,
        season_type_all_star=season_type,
        player_or_team_abbreviation="P",
        sorter="DATE",
        date_from_nullable=first,
        date_to_nullable=last,
        get_request=False,
    )
    return _sent(http, made)


def roster(http: Http, season: str, team_id: int) -> Answer:
    """Return a team's roster as it is today.

    Raises:
        SourceError: the source fails.
    """
    module = needed("nba_api.stats.endpoints.commonteamroster")
    return _sent(http, module.CommonTeamRoster(team_id=team_id, season=season, get_request=False))


def teams() -> dict[str, int]:
    """Return the league's teams by abbreviation, with their numbers."""
    return {team["abbreviation"]: team["id"] for team in needed("nba_api.stats.static.teams").get_teams()}


class _Session:
    """Stands for the session of requests that the package sends by: the same calls, by our own rules."""

    def __init__(self, http: Http) -> None:
        self._http = http
        self.answer: Answer | None = None

    def get(self, *, url: str, params: Any, headers: Mapping[str, str] | None, **_: Any) -> Any:  # noqa: ANN401
        self.answer = self._http.get(url, dict(params), headers)
        return SimpleNamespace(url=url, status_code=self.answer.status, text=self.answer.text)


@contextmanager
def _session(http: Http) -> Iterator[Any]:
    """Provide the package's own way of sending, led through our calls."""
    sender = needed("nba_api.stats.library.http").NBAStatsHTTP
    before = sender.base_url, sender._session  # the package has a setter alone
    session = _Session(http)
    sender.base_url = f"{http.base_url.rstrip('/')}/{{endpoint}}"
    sender.set_session(session)
    try:
        yield sender, session
    finally:
        sender.base_url = before[0]
        sender.set_session(before[1])


def _sent(http: Http, made: Any) -> Answer:  # noqa: ANN401 (an endpoint of the package)
    with _session(http) as (sender, session):
        sender().send_api_request(endpoint=made.endpoint, parameters=made.parameters, headers=made.headers)
    answer: Answer = session.answer
    return answer
