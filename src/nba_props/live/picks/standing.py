"""Bets of the night that are in the ledger already: not proposed again, and within the same caps."""

from __future__ import annotations

import datetime as dt

import polars as pl

from nba_props.core.arrays import Floats
from nba_props.ledger.columns import BetResult
from nba_props.live.bets import LEAST_STAKE
from nba_props.staking.base import Staking

STANDING: dict[str, type[pl.DataType]] = {
    "game_id": pl.String,
    "player_id": pl.Int64,
    "market": pl.String,
    "stake": pl.Float64,
}
"""Columns of a night's bets that were made before."""
NONE = pl.DataFrame(schema=STANDING)
LEAST_SHARE = 1e-5
"""Of the bankroll: less than this, and than `LEAST_STAKE`, is no stake, but what a cap has left over."""


def standing_bets(bets: pl.DataFrame, night: dt.date) -> pl.DataFrame:
    """Return the bets of a night that models of any market proposed before, without void ones: `STANDING`.

    A person's own bets are no model's, and stand beside the caps.

    Args:
        bets: as `nba_props.live.bets.ledger.BetLedger.bets` returns them.
        night: its US/Eastern day.
    """
    proposed = pl.col("model").is_not_null()
    stands = pl.col("result") != BetResult.VOID.value
    return bets.filter(pl.col("night") == night, proposed & stands).select(
        pl.col(name).cast(dtype) for name, dtype in STANDING.items()
    )


def already_bet(candidates: pl.DataFrame, standing: pl.DataFrame, most: int) -> pl.DataFrame:
    """Return the candidates with `bet_before`: whether their player has no further bet in their market.

    He has one there, or as many bets as a player-game may have, whatever their markets.

    Args:
        candidates: with `player_id` and `market`.
        standing: bets that were made before.
        most: the most bets on a player-game.
    """
    here = standing.select("player_id", "market").unique().with_columns(here=pl.lit(value=True))
    full = standing.group_by("player_id").len().filter(pl.col("len") >= most)
    every = full.select("player_id", full=pl.lit(value=True))
    return (
        candidates.join(here, on=["player_id", "market"], how="left", maintain_order="left")
        .join(every, on="player_id", how="left", maintain_order="left")
        .with_columns(bet_before=(pl.col("here") | pl.col("full")).fill_null(value=False))
        .drop("here", "full")
    )


def with_room(chosen: pl.DataFrame, standing: pl.DataFrame, most: int) -> pl.DataFrame:
    """Return the bets of most value that a player-game may have beside standing ones, whatever their markets.

    Args:
        chosen: bets with `player_id` and `value`.
        standing: bets that were made before.
        most: the most bets on a player-game.
    """
    before = standing.group_by("player_id").agg(before=pl.len().cast(pl.Int64))
    place = pl.col("value").rank("ordinal", descending=True).over("player_id").cast(pl.Int64)
    told = chosen.join(before, on="player_id", how="left", maintain_order="left")
    return told.filter(place + pl.col("before").fill_null(0) <= most).drop("before")


def beside(
    chosen: pl.DataFrame, stakes: Floats, standing: pl.DataFrame, plan: Staking, bankroll: float
) -> Floats:
    """Return stakes [bets] that keep the caps of a player, a game and the day together with standing bets.

    Where no more is left than rounding leaves, it is 0.

    Args:
        chosen: the bets, with `player_id` and `game_id`.
        stakes: theirs [bets], which keep the caps alone.
        standing: bets that were made before.
        plan: whose caps hold.
        bankroll: at the start of the night.
    """
    frame = chosen.select("player_id", "game_id", night=pl.lit(0), stake=pl.Series(stakes))
    for key, cap in (("player_id", plan.bet_cap), ("game_id", plan.game_cap), ("night", plan.day_cap)):
        before = standing.with_columns(night=pl.lit(0)).group_by(key).agg(before=pl.col("stake").sum())
        total = pl.col("stake").sum().over(key)
        room = (cap * bankroll - pl.col("before")).clip(lower_bound=0.0)
        factor = pl.when(total > room).then(room / total).otherwise(1.0)
        frame = frame.join(before, on=key, how="left", maintain_order="left").select(
            "player_id", "game_id", "night", stake=pl.col("stake") * factor
        )
    least = min(LEAST_STAKE, LEAST_SHARE * bankroll)
    return frame.select(pl.when(pl.col("stake") >= least).then("stake").otherwise(0.0)).to_series().to_numpy()


def called_off(bets: pl.DataFrame, night: dt.date) -> pl.DataFrame:
    """Return where bets of a night that models proposed are void: `player_id` and `market`.

    Args:
        bets: as `nba_props.live.bets.ledger.BetLedger.bets` returns them.
        night: its US/Eastern day.
    """
    void = bets.filter(
        pl.col("night") == night, pl.col("model").is_not_null(), pl.col("result") == BetResult.VOID.value
    )
    return void.select("player_id", "market").unique()


def mark_called_off(candidates: pl.DataFrame, off: pl.DataFrame | None) -> pl.DataFrame:
    """Return the candidates with `off`: whether a bet on their player in their market was called off.

    It stays so at other prices: whoever called it off does not want it from another book.

    Args:
        candidates: with `player_id` and `market`.
        off: as `called_off` returns it; None for none.
    """
    if off is None:
        return candidates.with_columns(off=pl.lit(value=False))
    marked = off.with_columns(off=pl.lit(value=True))
    found = candidates.join(marked, on=["player_id", "market"], how="left", maintain_order="left")
    return found.with_columns(pl.col("off").fill_null(value=False))
