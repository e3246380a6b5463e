"""Small files in the shapes that are read, about players who do not exist."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nba_props.data.dataset import Dataset
from nba_props.data.files import Files

Row = dict[str, Any]
WriteRows = Callable[..., Path]

BOX = {
    "MIN": 30, "PTS": 20, "REB": 5, "AST": 4, "FG3M": 2, "STL": 1, "BLK": 0, "TOV": 2, "PF": 3, "FGM": 7,
    "FGA": 15, "FG3A": 6, "FTM": 4, "FTA": 5, "OREB": 1, "DREB": 4,
}  # fmt: skip
TEAM_NAMES = {
    "DEN": "Denver Nuggets",
    "LAL": "Los Angeles Lakers",
    "LAC": "LA Clippers",
    "BOS": "Boston Celtics",
}


def log(player_id: int, name: str, matchup: str = "DEN vs. LAL", **changes: object) -> Row:
    """One row of a game log; `changes` replace cells."""
    team = matchup[:3]
    return {
        "SEASON_ID": 22023, "PLAYER_ID": player_id, "PLAYER_NAME": name, "TEAM_ABBREVIATION": team,
        "TEAM_NAME": TEAM_NAMES[team], "GAME_ID": "0022300061", "GAME_DATE": "2023-10-24",
        "MATCHUP": matchup, "WL": "W" if "vs." in matchup else "L", **BOX, "PLUS_MINUS": 5, **changes,
    }  # fmt: skip


def quote(player: str, **changes: object) -> Row:
    """One row of lines with two teams and a quote time."""
    return {
        "player_name": player, "event_id": "e1", "event_date": "2023-10-24", "home_team": "Denver Nuggets",
        "away_team": "Los Angeles Lakers", "bookmaker": "Book A", "line": 29.5,
        "timestamp": "2023-10-24T23:25:44Z", "over_price": -110, "under_price": -115, **changes,
    }  # fmt: skip


def market_quote(player: str, **changes: object) -> Row:
    """One row of lines in many markets, with the tip-off in place of the quote time."""
    return {
        "event_id": "e1", "player": player, "market": "player_points_rebounds_assists", "line": 29.5,
        "bookmaker": "book_a", "game": "Los Angeles Lakers @ Denver Nuggets",
        "game_time": "2023-10-25T00:10:00Z", "over_odds": -110, "under_odds": 100, **changes,
    }  # fmt: skip


ROSTER = (
    log(1, "Jón Åsgard"),
    log(2, "Rio Blankenship Jr."),
    log(3, "Tavion Okoro-Vance"),
    log(4, "Cameron Dellrose", "LAL @ DEN"),
    log(5, "Jalen Winterbourne", "LAL @ DEN"),
    log(6, "Jaylin Winterbourne", "LAL @ DEN"),
)
"""Both teams of one game."""


LATER = [
    log(1, "Jón Åsgard", "DEN @ LAL", GAME_ID="0022300070", GAME_DATE="2023-10-27"),
    log(4, "Cameron Dellrose", "LAL vs. DEN", GAME_ID="0022300070", GAME_DATE="2023-10-27"),
]
"""The return game: two of the six players are in its log."""
TONIGHT = {"event_id": "tonight", "timestamp": "2023-10-29T20:00:00Z", "event_date": "2023-10-29"}
"""Cells of a quote of an event after the last game log."""


class Loader:
    """Loads the small league with some lines."""

    def __init__(self, write: WriteRows, tmp_path: Path) -> None:
        self.write, self.folder = write, tmp_path
        self.logs = write("logs.csv", [*ROSTER, *LATER])

    def __call__(self, *rows: Row, **fields: Any) -> Dataset:
        self.write("lines/lines.csv", list(rows))
        told = {"prop_market": "pra"} | fields
        return Files(game_logs=str(self.logs), prop_lines=str(self.folder / "lines"), **told).load(0)


def steps(data: Dataset, table: str = "prop_lines") -> Mapping[str, int]:
    """What the quality report counts of a table."""
    return {step.reason: step.rows for step in data.quality.steps if step.table == table}
