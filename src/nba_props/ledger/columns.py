"""The columns of the ledger: one row per bet, from the offer to its settlement.

| Column | Since | What |
|---|---|---|
| `game_id`, `date`, `player_id`, `market` | candidates | whose outcome is bet on, on what game day |
| `book`, `line`, `side`, `price` | candidates | the bet: `over` or `under` the line, at a decimal price |
| `quoted_at`, `tip_off` | candidates | when the price was quoted; when the game starts, null where unknown |
| `bet_at` | candidates | when the bet is made: by then all quotes that were chosen from had been seen |
| `p_win`, `p_push`, `p_lose` | candidates | the model's probabilities |
| `novig` | candidates | the book's own no-vig probability of the side |
| `value`, `edge` | candidates | per unit staked; see `nba_props.pricing.value` |
| `suspect`, `reason` | candidates | what quote hygiene says of the quote |
| `closing_line`, `closing_price`, `closed_at`, `clv`, `clv_novig` | closing | `nba_props.ledger.closing` |
| `outcome`, `result`, `unit_profit` | settlement | `nba_props.ledger.settle` |
| `kelly`, `bankroll`, `stake`, `profit` | staking | `nba_props.ledger.bankroll` |
"""

from __future__ import annotations

from enum import StrEnum

import polars as pl

from nba_props.core.keys import PLAYER_GAME_MARKET
from nba_props.errors import DataError, did_you_mean

BET = [*PLAYER_GAME_MARKET, "book", "line", "side", "quoted_at"]
"""The key of a bet."""


class Side(StrEnum):
    """What is backed."""

    OVER = "over"
    UNDER = "under"


class BetResult(StrEnum):
    """How a bet ends."""

    WIN = "win"
    LOSS = "loss"
    PUSH = "push"
    """The outcome is the line itself: the stake comes back."""
    VOID = "void"
    """The player did not play: the stake comes back, and the bet counts for nothing."""
    PENDING = "pending"
    """The game has no outcome yet."""


def side_dtype() -> pl.Enum:
    """Return the type of the column `side`; a function, so that the configuration is read without polars."""
    return pl.Enum([side.value for side in Side])


def result_dtype() -> pl.Enum:
    """Return the type of the column `result`."""
    return pl.Enum([result.value for result in BetResult])


def need(frame: pl.DataFrame, *columns: str) -> None:
    """Refuse a frame without the columns.

    Raises:
        DataError: names the first that is missing.
    """
    missing = [name for name in columns if name not in frame.columns]
    if missing:
        hint = did_you_mean(missing[0], frame.columns)
        raise DataError(f"ledger: column {missing[0]} is missing; {hint}")


def in_order(bets: pl.DataFrame) -> pl.DataFrame:
    """Return the bets by date and game, then by the rest of their key: the order in which they are staked."""
    return bets[order_of(bets, "date", *BET)]


def order_of(frame: pl.DataFrame, *keys: str) -> pl.Series:
    """Return the row numbers in the order of the keys [rows], equal keys as they come.

    The keys are packed into one whole number: a tenth of the time of sorting by several columns with text.
    """
    packed, size = pl.repeat(0, frame.height, dtype=pl.Int64, eager=True), 1
    for name in keys:
        codes = _codes(frame[name])
        largest = codes.max()
        width = largest + 1 if isinstance(largest, int) else 1
        if size * width >= 2**62:
            packed, size = packed.rank("dense").cast(pl.Int64), frame.height + 1
        packed, size = packed * width + codes, size * width
    return packed.arg_sort()


def _codes(values: pl.Series) -> pl.Series:
    """Whole numbers from 0 on in the order of the values."""
    if values.dtype == pl.String:
        values = values.cast(pl.Enum(values.unique().sort()))
    if isinstance(values.dtype, pl.Enum):
        return values.to_physical().cast(pl.Int64)
    return values.rank("dense").cast(pl.Int64) - 1
