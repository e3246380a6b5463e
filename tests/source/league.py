"""Answers of the shapes of the league's statistics and schedule: Denver against Los Angeles."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

TEAMS = {"DEN": 1610612743, "LAL": 1610612747}
HEADERS = [
    "SEASON_ID", "PLAYER_ID", "PLAYER_NAME", "TEAM_ID", "TEAM_ABBREVIATION", "TEAM_NAME", "GAME_ID",
    "GAME_DATE", "MATCHUP", "WL", "MIN", "FGM", "FGA", "FG_PCT", "FG3M", "FG3A", "FG3_PCT", "FTM", "FTA",
    "FT_PCT", "OREB",
    "DREB", "REB", "AST", "STL", "BLK", "TOV", "PF", "PTS", "PLUS_MINUS", "FANTASY_PTS", "VIDEO_AVAILABLE",
]  # fmt: skip


def log(day: str = "2024-02-29", game_id: str = "0022300861", points: Any = 21) -> list[Any]:
    """A player's game."""
    return [
        "22023", 203999, "Nikola Jokic", TEAMS["DEN"], "DEN", "Denver Nuggets", game_id, day,
        "DEN vs. LAL", "W", 35, 8, 15, 0.533, 1, 3, 0.333, 4, 4, 1.0, 2, 10, 12, 9, 1, 1, 3, 2,
        points, 7, 52.1, 1,
    ]  # fmt: skip


def result_set(headers: list[str], *rows: list[Any]) -> dict[str, Any]:
    """An answer of the league's statistics."""
    return {
        "resource": "x",
        "parameters": {},
        "resultSets": [{"name": "X", "headers": headers, "rowSet": list(rows)}],
    }


def logs(*rows: list[Any]) -> dict[str, Any]:
    """Game logs."""
    return result_set(HEADERS, *rows)


def game(game_id: str, utc: str, status: int, **parts: Any) -> dict[str, Any]:
    """A game of the schedule."""
    home, away = ({"teamId": number, "teamTricode": code} for code, number in TEAMS.items())
    about = {
        "gameId": game_id,
        "gameStatus": status,
        "gameDateTimeUTC": utc,
        "gameDateTimeEst": "2000-01-01T00:00:00Z",
    }
    return {**about, "postponedStatus": "N", "isNeutral": False, "homeTeam": home, "awayTeam": away, **parts}


def schedule(*games: dict[str, Any]) -> dict[str, Any]:
    """The schedule: a game of the 29th of February that is over, one of tonight, and what is given."""
    played, tonight = (
        game("0022300861", "2024-03-01T02:00:00Z", 3),
        game("0022300870", "2024-03-02T00:30:00Z", 1),
    )
    dates = [{"gameDate": "02/29/2024 00:00:00", "games": [played, tonight, *games]}]
    return {"leagueSchedule": {"seasonYear": "2023-24", "gameDates": dates}}


def roster() -> dict[str, Any]:
    """A roster of two, with a column that nobody announced."""
    return result_set(
        ["TeamID", "SEASON", "PLAYER", "POSITION", "PLAYER_ID", "NEW"],
        [1, "2023", "Nikola Jokic", "C", 203999, 1],
        [1, "2023", "Jamal Murray", "G-F", 1627750, 1],
    )


PATHS = {"schedule": "/schedule.json", "logs": "/stats/leaguegamelog", "roster": "/stats/commonteamroster"}


def answers(request: Request, /, **given: object) -> Response:
    """The answer to a request; each of `schedule`, `logs` and `roster` may be another.

    Logs are those of the regular season; there are no others.
    """
    known: dict[str, object] = {"schedule": schedule(), "logs": logs(log()), "roster": roster(), **given}
    name = next(name for name, path in PATHS.items() if path == request.path)
    regular = request.args.get("SeasonType", "Regular Season") == "Regular Season"
    content = known[name] if regular else logs()
    return content if isinstance(content, Response) else Response(json.dumps(content))


def serve(server: HTTPServer, **given: object) -> None:
    """Let a server answer for the league, with other answers where they are given."""
    server.clear()
    for path in PATHS.values():
        server.expect_request(path).respond_with_handler(partial(answers, **given))
