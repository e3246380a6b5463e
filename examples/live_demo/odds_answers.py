"""What The Odds API answers on the league's games, in its shapes and at its price, as of a moment."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl
from examples.live_demo.answers import CLOCK, Json, full_name
from examples.live_demo.league import League, name_of

from nba_props.data.demo.names import BOOKS

HORIZON = dt.timedelta(days=2)
"""How far ahead there are events."""
SPORT = {"sport_key": "basketball_nba", "sport_title": "NBA"}
PROPS = {
    "player_points": "points",
    "player_rebounds": "rebounds",
    "player_assists": "assists",
    "player_threes": "threes",
    "player_points_rebounds_assists": "pra",
}
"""The service's markets on players that the simulated books quote -> ours."""
OTHER_PROPS = (
    "player_blocks", "player_steals", "player_turnovers", "player_points_rebounds", "player_points_assists",
    "player_rebounds_assists",
)  # fmt: skip
GAME_MARKETS = ("h2h", "spreads", "totals")
MARKETS = (*PROPS, *OTHER_PROPS, *GAME_MARKETS, *(f"{name}_alternate" for name in (*PROPS, *OTHER_PROPS)))
REGIONS = ("us", "us2", "us_dfs", "us_ex", "uk", "eu", "au", "fr", "se")
SPREAD_PRICE = 1.909
BOOKS_A_REGION = 10
"""Named books cost as one region for each ten of them that are begun."""


@dataclass(frozen=True)
class Refused(Exception):  # noqa: N818 (an answer)
    """A request that the service answers with an error."""

    status: int
    code: str
    message: str


@dataclass(frozen=True)
class Asked:
    """What a request for odds asks for, checked as the service does."""

    markets: tuple[str, ...]
    books: tuple[str, ...]
    regions: int
    american: bool

    @classmethod
    def of(cls, query: Mapping[str, str], known: tuple[str, ...]) -> Asked:
        """Return what the parameters of a request ask for; a market must be one of `known`.

        Raises:
            Refused: a market or region is unknown, or neither regions nor books are named.
        """
        markets = _words(query.get("markets", "h2h"))
        regions, books = _words(query.get("regions", "")), _words(query.get("bookmakers", ""))
        if wrong := [name for name in markets if name not in known]:
            raise Refused(422, "INVALID_MARKET", f"Invalid markets: {', '.join(wrong)}")
        if wrong := [name for name in regions if name not in REGIONS]:
            raise Refused(422, "INVALID_REGION", f"Invalid regions: {', '.join(wrong)}")
        if not regions and not books:
            raise Refused(422, "MISSING_REGION", "Missing regions parameter")
        shown = tuple(name for name in BOOKS if not books or name.lower() in books)
        quoted = "us" in regions or bool(books)
        count = math.ceil(len(books) / BOOKS_A_REGION) if books else len(regions)
        american = query.get("oddsFormat", "decimal") == "american"
        return cls(markets, shown if quoted else (), count, american)

    def price(self, decimal: float) -> float:
        """Return a decimal price as it is asked for."""
        return american(decimal) if self.american else decimal


def american(decimal: float) -> int:
    """Return a decimal price as an American one, in whole units of money."""
    return round(100 * (decimal - 1)) if decimal >= 2 else -round(100 / (decimal - 1))


def event_id(game_id: str) -> str:
    """Return the service's name of a game: 32 hexadecimal digits."""
    return hashlib.sha256(game_id.encode()).hexdigest()[:32]


def events(league: League, now: dt.datetime) -> list[Json]:
    """Return the games that are to come soon."""
    tip_off = pl.col("tip_off")
    soon = league.fixtures.filter(tip_off > now, tip_off <= now + HORIZON)
    return [_event(game) for game in soon.iter_rows(named=True)]


def event_odds(league: League, name: str, query: Mapping[str, str], now: dt.datetime) -> tuple[Json, int]:
    """Return the odds on one event, and what they cost: as many credits as markets came back.

    Raises:
        Refused: there is no such event any more, or the request is wrong.
    """
    asked = Asked.of(query, MARKETS)
    games = league.fixtures.filter(pl.col("tip_off") > now).iter_rows(named=True)
    game = next((game for game in games if event_id(game["game_id"]) == name), None)
    if game is None:
        raise Refused(404, "EVENT_NOT_FOUND", "Event not found. The event may have expired.")
    books = _prop_books(league.standing_quotes(now, game["game_id"]), asked)
    on_game = league.standing_game_quotes(now).filter(game_id=game["game_id"])
    for title, markets in _game_books(on_game, asked).items():
        books.setdefault(title, []).extend(markets)
    returned = {market["key"] for markets in books.values() for market in markets}
    return _event(game) | {"bookmakers": _bookmakers(books)}, len(returned) * asked.regions


def odds(league: League, query: Mapping[str, str], now: dt.datetime) -> tuple[list[Json], int]:
    """Return the lines on all games to come, and what they cost.

    Raises:
        Refused: the request is wrong; players' markets are to be had event by event only.
    """
    asked = Asked.of(query, GAME_MARKETS)
    quotes = league.standing_game_quotes(now).partition_by("game_id", as_dict=True)
    games = league.fixtures.filter(pl.col("tip_off") > now, pl.col("tip_off") <= now + HORIZON)
    none = league.game_quotes.head(0)
    shown = [
        _event(game) | {"bookmakers": _bookmakers(_game_books(quotes.get((game["game_id"],), none), asked))}
        for game in games.iter_rows(named=True)
    ]
    return shown, len(asked.markets) * asked.regions


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _event(game: Mapping[str, Any]) -> Json:
    return {
        "id": event_id(game["game_id"]),
        **SPORT,
        "commence_time": game["tip_off"].strftime(CLOCK),
        "home_team": full_name(game["home"]),
        "away_team": full_name(game["away"]),
    }


def _bookmakers(books: Mapping[str, list[Json]]) -> list[Json]:
    """Return the books that quote anything, with their markets."""
    return [
        {
            "key": title.lower(),
            "title": title,
            "last_update": max(market["last_update"] for market in markets),
            "markets": markets,
        }
        for title, markets in books.items()
    ]


def _prop_books(quotes: pl.DataFrame, asked: Asked) -> dict[str, list[Json]]:
    """Return players' markets by book; a market's time is that of its latest quote."""
    books: dict[str, list[Json]] = {}
    names = {ours: key for key, ours in PROPS.items() if key in asked.markets}
    wanted = quotes.filter(pl.col("book").is_in(asked.books), pl.col("market").is_in(list(names)))
    for (title, market), rows in wanted.sort("book", "market", "player_id").group_by(
        "book", "market", maintain_order=True
    ):
        outcomes = [
            {
                "name": side,
                "description": name_of(row["player_id"]),
                "price": asked.price(row[f"{side.lower()}_price"]),
                "point": row["line"],
            }
            for row in rows.iter_rows(named=True)
            for side in ("Over", "Under")
        ]
        books.setdefault(str(title), []).append(_market(names[str(market)], rows, outcomes))
    return books


def _game_books(quotes: pl.DataFrame, asked: Asked) -> dict[str, list[Json]]:
    """Return the markets on a game by book."""
    books: dict[str, list[Json]] = {}
    wanted = [name for name in GAME_MARKETS if name in asked.markets]
    shown = quotes.filter(pl.col("book").is_in(asked.books)).sort("book")
    for (title,), rows in shown.group_by("book", maintain_order=True):
        row = rows.row(0, named=True)
        for name in wanted:
            books.setdefault(str(title), []).append(_market(name, rows, _game_outcomes(name, row, asked)))
    return books


def _game_outcomes(market: str, row: Mapping[str, Any], asked: Asked) -> list[Json]:
    home, away = full_name(row["home"]), full_name(row["away"])
    even = asked.price(SPREAD_PRICE)
    if market == "h2h":
        return [
            {"name": home, "price": asked.price(row["home_price"])},
            {"name": away, "price": asked.price(row["away_price"])},
        ]
    if market == "spreads":
        sides, points = (home, away), (row["spread"], -row["spread"])
    else:
        sides, points = ("Over", "Under"), (row["total"], row["total"])
    return [{"name": side, "price": even, "point": point} for side, point in zip(sides, points, strict=True)]


def _market(key: str, rows: pl.DataFrame, outcomes: list[Json]) -> Json:
    latest: dt.datetime = max(rows["last_update"].to_list())
    return {"key": key, "last_update": latest.strftime(CLOCK), "outcomes": outcomes}
