"""Picks, box scores and quotes for the tests of the ledger."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl

from nba_props.data.schemas import PLAYER_GAMES, PROP_LINES
from nba_props.live.bets.ledger import BetLedger

NIGHT = dt.date(2024, 3, 1)
TIP = dt.datetime(2024, 3, 2, 0, 30, tzinfo=dt.UTC)
EVENING = dt.datetime(2024, 3, 1, 22, 0, tzinfo=dt.UTC)
MORNING = dt.datetime(2024, 3, 2, 14, 0, tzinfo=dt.UTC)
LATER = dt.datetime(2024, 3, 9, 14, 0, tzinfo=dt.UTC)


def pick(**changes: Any) -> dict[str, Any]:
    """Over 20.5 points of player 1 in game g1, at 2.0 for 10."""
    plain = {
        "pick_id": "p1", "night": NIGHT, "game_id": "g1", "player_id": 1, "player_name": "Ada Alpha",
        "team": "AAA", "opponent": "BBB", "home": True, "tip_off": TIP, "market": "points", "side": "over",
        "line": 20.5, "book": "DraftKings", "price": 2.0, "stake": 10.0,
        "quoted_at": EVENING - dt.timedelta(minutes=20), "p": 0.55, "p_push": 0.0, "novig": 0.5,
        "bankroll": 1000.0, "model": "nba_props_points", "version": "3", "run_id": "r" * 32,
    }  # fmt: skip
    return plain | changes


def picks(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([pick(**row) for row in rows], infer_schema_length=None)


def box(**changes: Any) -> dict[str, Any]:
    """30 minutes and 25 points of player 1 in game g1."""
    plain = {
        "season": "2023-24", "game_id": "g1", "date": NIGHT, "player_id": 1, "player_name": "Ada Alpha",
        "team": "AAA", "opponent": "BBB", "home": True, "won": True, "minutes": 30.0, "points": 25,
        "rebounds": 5, "assists": 5, "threes": 2, "steals": 1, "blocks": 0,
    }  # fmt: skip
    return plain | changes


def others(**changes: Any) -> list[dict[str, Any]]:
    """Five men of each team of game g1, who play it to the end: with them, a log holds the whole game."""
    sides = [{}, {"team": "BBB", "opponent": "AAA", "home": False, "won": False}]
    return [
        {
            "player_id": 100 * side + man,
            "player_name": f"Man {side} {man}",
            "minutes": 48.0,
            **team,
            **changes,
        }
        for side, team in enumerate(sides, 1)
        for man in range(5)
    ]


def boxes(*rows: dict[str, Any]) -> pl.DataFrame:
    return PLAYER_GAMES.conform(pl.DataFrame([box(**row) for row in rows], infer_schema_length=None))


def quote(**changes: Any) -> dict[str, Any]:
    """A quote on player 1's 20.5 points ten minutes before tip-off, 1.9 to both sides."""
    plain = {
        "game_id": "g1", "date": NIGHT, "player_id": 1, "market": "points", "book": "DraftKings",
        "line": 20.5, "quoted_at": TIP - dt.timedelta(minutes=10), "over_price": 1.9, "under_price": 1.9,
        "one_sided": False, "tip_off": TIP,
    }  # fmt: skip
    return plain | changes


def quotes(*rows: dict[str, Any]) -> pl.DataFrame:
    return PROP_LINES.conform(pl.DataFrame([quote(**row) for row in rows], infer_schema_length=None))


def ledger_of(folder: Path, *rows: dict[str, Any]) -> BetLedger:
    """A ledger of these picks."""
    ledger = BetLedger.open(folder / "bets.sqlite")
    ledger.record(picks(*rows), EVENING)
    return ledger


OFF = dict.fromkeys(("points", "rebounds", "assists", "threes", "steals", "blocks"), 0)
"""A box score of nothing."""
OWN = {name: pick()[name] for name in ("night", "team", "market", "side", "line", "book", "price", "stake")}
