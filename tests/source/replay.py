"""Answers of the shapes that live sources give, and a server that gives them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Response

MARKER = "m4rker-k3y-0123456789"
NOW = "2024-03-01T22:00Z"
TIP_OFF = "2024-03-02T00:30:00Z"
SPORT = "/v4/sports/basketball_nba"
CREDITS = {"x-requests-remaining": "312", "x-requests-used": "188", "x-requests-last": "0"}


def event(
    event_id: str = "e1", home: str = "Denver Nuggets", away: str = "Los Angeles Lakers"
) -> dict[str, Any]:
    """A game of tonight."""
    return {
        "id": event_id,
        "sport_key": "basketball_nba",
        "commence_time": TIP_OFF,
        "home_team": home,
        "away_team": away,
    }


def market(key: str, *outcomes: dict[str, Any]) -> dict[str, Any]:
    """A market with its outcomes."""
    return {"key": key, "last_update": "2024-03-01T21:58:11Z", "outcomes": list(outcomes)}


def side(name: str, player: str, price: float, point: float) -> dict[str, Any]:
    """One side of a quote on a player."""
    return {"name": name, "description": player, "price": price, "point": point}


def book(*markets: dict[str, Any]) -> dict[str, Any]:
    """A bookmaker with its markets."""
    return {"key": "draftkings", "title": "DraftKings", "last_update": TIP_OFF, "markets": list(markets)}


def points(event_id: str = "e1") -> dict[str, Any]:
    """An event with a quote on a player's points."""
    over, under = side("Over", "Nikola Jokic", -115, 25.5), side("Under", "Nikola Jokic", -105, 25.5)
    return {**event(event_id), "bookmakers": [book(market("player_points", over, under))]}


def game() -> dict[str, Any]:
    """An event with quotes on the game."""
    wins = ({"name": "Denver Nuggets", "price": -150}, {"name": "Los Angeles Lakers", "price": 130})
    return {**event(), "bookmakers": [book(market("h2h", *wins))]}


def answer(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """An answer of The Odds API."""
    return Response(
        json.dumps(content), status, {**CREDITS, **(headers or {})}, content_type="application/json"
    )


def refusal(status: int, code: str, message: str = "no", **headers: str) -> Response:
    """An error of The Odds API."""
    return answer({"message": message, "error_code": code}, status, headers)


def serve_odds(server: HTTPServer, quoted: Response | None = None, listed: Response | None = None) -> None:
    """Let a server answer for one game, with other answers where they are given."""
    server.expect_request(f"{SPORT}/events").respond_with_response(listed or answer([event()]))
    server.expect_request(f"{SPORT}/odds").respond_with_response(answer([game()]))
    server.expect_request(f"{SPORT}/events/e1/odds").respond_with_response(quoted or answer(points()))
