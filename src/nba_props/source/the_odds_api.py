"""`source=the_odds_api`: bookmakers' prices of The Odds API, version 4 (https://the-odds-api.com/liveapi/guides/v4)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from nba_props.core.component import component
from nba_props.errors import ConfigError, did_you_mean
from nba_props.source.http import Http, by_status
from nba_props.source.odds_errors import explained

NAME = "the_odds_api"
KEY = "ODDS_API_KEY"
REGIONS = ("us", "us2", "us_dfs", "us_ex", "uk", "eu", "au")
GAME_MARKETS = ("h2h", "spreads", "totals")
PLAYER_MARKETS = {
    "points": "player_points",
    "rebounds": "player_rebounds",
    "assists": "player_assists",
    "threes": "player_threes",
    "blocks": "player_blocks",
    "steals": "player_steals",
    "turnovers": "player_turnovers",
    "pra": "player_points_rebounds_assists",
    "pr": "player_points_rebounds",
    "pa": "player_points_assists",
    "ra": "player_rebounds_assists",
    "stocks": "player_blocks_steals",
}
"""Our markets -> the source's."""
FURTHER = "_alternate"
HOURS_OF_A_YEAR = 8_760
BOOKS_OF_A_REGION = 10
"""So many bookmakers cost as much as a region."""


@dataclass(frozen=True)
class Wanted:
    """What is asked for: players' and games' markets by the source's names, from regions or bookmakers."""

    markets: tuple[str, ...]
    game_markets: tuple[str, ...]
    regions: tuple[str, ...]
    bookmakers: tuple[str, ...] = ()

    @property
    def units(self) -> int:
        """How often a market is charged."""
        return -(-len(self.bookmakers) // BOOKS_OF_A_REGION) if self.bookmakers else len(self.regions)

    def cost(self, events: int) -> int:
        """Return the credits that a snapshot of so many events takes at most."""
        return self.price(self.game_markets) + events * self.price(self.markets) if events else 0

    def price(self, markets: tuple[str, ...]) -> int:
        """Return the credits that a call for some markets takes at most."""
        return self.units * len(markets)

    def params(self, markets: tuple[str, ...]) -> dict[str, str]:
        """Return the query for some markets."""
        books = {"bookmakers": ",".join(self.bookmakers)}
        where = books if self.bookmakers else {"regions": ",".join(self.regions)}
        return {"markets": ",".join(markets), **where, "oddsFormat": "american", "dateFormat": "iso"}


@component("source", "the_odds_api")
@dataclass
class TheOddsApi:
    """Bookmakers' prices: what is asked for, and how patiently."""

    base_url: str = "https://api.the-odds-api.com"
    sport: str = "basketball_nba"
    regions: list[str] = field(default_factory=lambda: ["us"])
    bookmakers: list[str] = field(default_factory=list)
    markets: list[str] = field(default_factory=lambda: ["points", "rebounds", "assists", "threes", "pra"])
    game_markets: list[str] = field(default_factory=lambda: list(GAME_MARKETS))
    hours: float = 24
    timeout: float = 30
    attempts: int = 4
    pause: float = 0.1

    def __post_init__(self) -> None:
        known = 0 < self.hours <= HOURS_OF_A_YEAR
        problems = [] if known else [f"hours={self.hours:g}: must be above 0, up to {HOURS_OF_A_YEAR:,}"]
        problems += [f"attempts={self.attempts}: must be at least 1"] if self.attempts < 1 else []
        problems += _unknown("regions", self.regions, REGIONS)
        problems += _unknown("game_markets", self.game_markets, GAME_MARKETS)
        problems += _unknown_markets(self.markets)
        if not (self.regions or self.bookmakers):
            problems.append("regions: must name at least one, or bookmakers must")
        if problems:
            raise ConfigError(problems)

    @property
    def wanted(self) -> Wanted:
        """What is asked for, by the source's names."""
        of_players = dict.fromkeys(PLAYER_MARKETS.get(name, name) for name in self.markets)
        return Wanted(
            tuple(of_players), tuple(self.game_markets), tuple(self.regions), tuple(self.bookmakers)
        )

    def http(self, environment: Mapping[str, str] = os.environ) -> Http:
        """Return the calls, which carry the key of the environment.

        Raises:
            ConfigError: there is none.
        """
        key = environment.get(KEY, "").strip()
        if not key:
            raise ConfigError(
                f"{NAME}: needs a key in the environment's {KEY}; https://the-odds-api.com gives one"
            )
        return Http(
            NAME,
            f"{self.base_url.rstrip('/')}/v4",
            self.timeout,
            self.attempts,
            self.pause,
            keys={"apiKey": key},
            explain=lambda answer: explained(answer) or by_status(answer),
        )


def _unknown(key: str, names: list[str], known: tuple[str, ...]) -> list[str]:
    wrong = [name for name in names if name not in known]
    return [f"{key}: {name}: no such one; {did_you_mean(name, known, every=True)}" for name in wrong]


def _unknown_markets(names: list[str]) -> list[str]:
    ours, theirs = set(PLAYER_MARKETS), set(PLAYER_MARKETS.values())
    wrong = [name for name in names if name.removesuffix(FURTHER) not in ours | theirs]
    known = {name: theirs if name.startswith("player_") else ours for name in wrong}
    return [
        f"markets: {name}: no such market; {did_you_mean(name, known[name], every=True)}" for name in wrong
    ]
