"""Hand-made player-games, so small that every expected value can be worked out on paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import polars as pl

from nba_props.data.dataset import ORDER
from nba_props.data.schemas import PLAYER_GAMES, POSTGAME_COLUMNS
from nba_props.features.base import Block
from nba_props.features.history import History
from nba_props.features.prices import Prices
from nba_props.market import Market

POINTS = Market("points", ["points"])

Row = dict[str, Any]
Out = tuple[int, str, int] | tuple[int, str, int, float]


def row(day: int, player: int = 1, team: str = "AAA", opponent: str = "BBB", **values: Any) -> Row:
    """A player-game on a day of November 2023: 0 in every stat that is not given, a win in 20 minutes."""
    sides = "-".join(sorted((team, opponent)))
    pregame = {
        "season": values.get("season", "2023-24"),
        "game_id": values.get("game_id", f"{day}-{sides}"),
        "date": dt.date(2023, 11, 1) + dt.timedelta(days=day - 1),
        "player_id": player,
        "player_name": f"Player {player}",
        "team": team,
        "opponent": opponent,
        "home": values.get("home", True),
    }
    played = {**dict.fromkeys(POSTGAME_COLUMNS, 0), "won": True, "minutes": 20.0}
    return {**pregame, **played, **{k: v for k, v in values.items() if k in POSTGAME_COLUMNS}}


def upcoming(day: int, player: int = 1, team: str = "AAA", opponent: str = "BBB", **values: Any) -> Row:
    """A player-game without an outcome."""
    return {**row(day, player, team, opponent, **values), **dict.fromkeys(POSTGAME_COLUMNS)}


def games(rows: list[Row]) -> pl.DataFrame:
    """The rows as a canonical table; a few men may stand for a team with values that one man cannot reach."""
    return pl.DataFrame(rows, schema=PLAYER_GAMES.schema).sort(ORDER)


def features(
    block: Block,
    rows: list[Row],
    positions: dict[int, str] | None = None,
    out: Sequence[Out] | None = None,
    prices: Prices | None = None,
) -> pl.DataFrame:
    """A block's features, with the day and the player of each row.

    Args:
        block: the block.
        rows: player-games, in any order.
        positions: position by player.
        out: day, team and player of who is out, and the probability if that is not certain; None for no
            availability input.
        prices: what the books say; None for nothing.
    """
    table = games(rows)
    places = pl.DataFrame(
        {"season": ["2023-24"] * len(positions or {}), "player_id": list(positions or {}),
         "position": list((positions or {}).values())},
        schema={"season": pl.String, "player_id": pl.Int64, "position": pl.String},
    )  # fmt: skip
    history = History.of(table, POINTS, places, None if out is None else _out(out), prices)
    made = block.features(history)
    keys = table.select(pl.col("date").dt.day().alias("day"), "player_id")
    return pl.concat([keys, made], how="horizontal")


def value(frame: pl.DataFrame, column: str, day: int, player: int = 1) -> Any:
    """The feature of one player-game."""
    return frame.filter(pl.col("day") == day, pl.col("player_id") == player)[column].item()


def _out(out: Sequence[Out]) -> pl.DataFrame:
    rows = [(dt.date(2023, 11, day), team, player, *(p or [1.0])) for day, team, player, *p in out]
    schema = {"date": pl.Date, "team": pl.String, "player_id": pl.Int64, "p_out": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")
