"""Settlement, as a bookmaker does it: win, loss, push, void, or not yet."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from nba_props.core.keys import PLAYER_GAME, PLAYER_GAME_MARKET
from nba_props.data.played import on_court
from nba_props.errors import DataError
from nba_props.ledger.columns import BetResult, Side, need, result_dtype
from nba_props.market import Market


def outcomes_of(player_games: pl.DataFrame, markets: Sequence[Market]) -> pl.DataFrame:
    """Return what bets are settled by: one row per player-game and market.

    Returns:
        `game_id`, `player_id`, `market`, `outcome` (null where there is none), `played`: whether he
        was on the court (`nba_props.data.played`).
    """
    played = on_court(player_games).alias("played")
    frames = [
        player_games.select(
            *PLAYER_GAME, pl.lit(market.name).alias("market"), market.outcome().alias("outcome"), played
        )
        for market in markets
    ]
    return pl.concat(frames)


def settle(bets: pl.DataFrame, outcomes: pl.DataFrame) -> pl.DataFrame:
    """Settle bets by what happened.

    A game has been played once anybody in it has an outcome. In a game that has been played, a bet on a
    player without a row, without an outcome or who was not on the court is void. In any other game it is
    pending; in one that was postponed, until that is played.

    Args:
        bets: `game_id`, `player_id`, `market`, `line`, `side`, `price`.
        outcomes: as `outcomes_of` returns them, of whole games.

    Returns:
        The bets in their order, with `outcome` (null where void or pending), `result`, and `unit_profit`, per
        unit staked: price - 1, -1, 0 (push and void), null (pending).

    Raises:
        DataError: a player-game has two outcomes in a market, or a column is missing.

    Example:
        >>> bets = pl.DataFrame(
        ...     {
        ...         "game_id": ["1", "1", "2"],
        ...         "player_id": [7, 8, 7],
        ...         "market": "points",
        ...         "line": [22.5, 10.0, 20.5],
        ...         "side": ["over", "under", "over"],
        ...         "price": 1.5,
        ...     }
        ... )
        >>> outcomes = pl.DataFrame(
        ...     {
        ...         "game_id": "1",
        ...         "player_id": [7, 8],
        ...         "market": "points",
        ...         "outcome": [25.0, 10.0],
        ...         "played": True,
        ...     }
        ... )
        >>> settle(bets, outcomes).select("result", "unit_profit").rows()
        [('win', 0.5), ('push', 0.0), ('pending', None)]
    """
    need(bets, *PLAYER_GAME_MARKET, "line", "side", "price")
    _refuse_doubles(outcomes)
    known = outcomes.filter(pl.col("outcome").is_not_null() & pl.col("played"))
    known = known.select(*PLAYER_GAME_MARKET, "outcome")
    over = outcomes.filter(pl.col("outcome").is_not_null()).select("game_id").unique()
    return (
        bets.join(known, on=PLAYER_GAME_MARKET, how="left", maintain_order="left")
        .join(over.with_columns(__over=True), on="game_id", how="left", maintain_order="left")
        .with_columns(result=_result())
        .with_columns(unit_profit=_unit_profit())
        .drop("__over")
    )


def _result() -> pl.Expr:
    ends = result_dtype()
    ahead = pl.col("outcome") - pl.col("line")
    ahead = pl.when(pl.col("side") == Side.OVER.value).then(ahead).otherwise(-ahead)
    return (
        pl.when(ahead > 0)
        .then(pl.lit(BetResult.WIN.value, ends))
        .when(ahead < 0)
        .then(pl.lit(BetResult.LOSS.value, ends))
        .when(ahead == 0)
        .then(pl.lit(BetResult.PUSH.value, ends))
        .when(pl.col("__over"))
        .then(pl.lit(BetResult.VOID.value, ends))
        .otherwise(pl.lit(BetResult.PENDING.value, ends))
    )


def _unit_profit() -> pl.Expr:
    result = pl.col("result")
    return (
        pl.when(result == BetResult.WIN.value)
        .then(pl.col("price") - 1)
        .when(result == BetResult.LOSS.value)
        .then(-1.0)
        .when(result != BetResult.PENDING.value)
        .then(0.0)
    )


def _refuse_doubles(outcomes: pl.DataFrame) -> None:
    if outcomes.select(PLAYER_GAME_MARKET).is_duplicated().any():
        twice = outcomes.filter(pl.struct(PLAYER_GAME_MARKET).is_duplicated()).row(0, named=True)
        where = ", ".join(f"{name}={twice[name]}" for name in PLAYER_GAME_MARKET)
        raise DataError(f"outcomes: two rows share {where}; a bet has one outcome")
