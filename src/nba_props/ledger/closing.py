"""Closing line value: what became of a bet's price by the time the book closed.

A bet that beats the close was made at a better price than the book's last one, which knows the news that came
in between. It says more about skill than the result does, with far less luck in it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from nba_props.core.arrays import Floats
from nba_props.core.keys import PLAYER_GAME_MARKET
from nba_props.errors import DataError
from nba_props.ledger.columns import Side, need
from nba_props.ledger.offers import before_tip_off
from nba_props.pricing.counts import implied_mean, over_probability

BOOK = [*PLAYER_GAME_MARKET, "book"]

Reprice = Callable[[pl.DataFrame], Floats]
"""From bets whose line moved, with `closing_line` and `closing_novig_over` (the book's no-vig P(over) there),
the probability [bets] of over at the bet's own `line`, given no push; NaN where it cannot tell."""


def reprice_counts(dispersion: float) -> Reprice:
    """Move a probability to another line through the count around which quote hygiene compares books.

    Args:
        dispersion: see `nba_props.pricing.counts`.
    """

    def reprice(moved: pl.DataFrame) -> Floats:
        novig, closing, line = (moved[n].to_numpy() for n in ("closing_novig_over", "closing_line", "line"))
        return over_probability(implied_mean(novig, closing, dispersion), line, dispersion)

    return reprice


def add_close(bets: pl.DataFrame, quotes: pl.DataFrame, reprice: Reprice | None = None) -> pl.DataFrame:
    """Put each bet beside its book's close: the last quotes before tip-off, if they are later than the bet.

    The close is at the bet's own line where the book still quotes it, otherwise at the most even of its lines
    (of equally even ones the lower). Both prices below are of the bet's side.

    Args:
        bets: with `book`, `line`, `side`, `price`, `quoted_at`.
        quotes: screened quotes with `novig_over`; those in play are left out here, and the caller leaves out
            what else may not count (`ScreenedQuotes.bettable`).
        reprice: what the close at another line says of the bet's own line.

    Returns:
        The bets in their order, with

        - `closing_line`, `closing_price`, `closed_at`: the close; null without a quote later than the bet;
        - `clv`: price / closing price - 1. Where the line moved, the closing price that the book would have
          had at the bet's line: its no-vig probability there, through `reprice`, with its own margin. Null
          without a close, or where the line moved and there is no `reprice`;
        - `clv_novig`: what the bet is worth if the close without its margin is right, per unit staked and not
          pushed: price x no-vig probability - 1.

    Raises:
        DataError: a column is missing, or `reprice` returns a wrong number of probabilities.
    """
    need(bets, *BOOK, "line", "side", "price", "quoted_at")
    last = _last_quotes(quotes)
    same = last.select(*BOOK, "line", **_prefixed("same_"))
    uneven = (pl.col("novig_over") - 0.5).abs()
    main = last.filter(uneven.is_not_null()).sort(uneven, "line")
    main = main.unique(BOOK, keep="first", maintain_order=True).select(*BOOK, **_prefixed("main_"))
    joined = bets.join(same, on=[*BOOK, "line"], how="left", maintain_order="left", validate="m:1")
    joined = joined.join(main, on=BOOK, how="left", maintain_order="left", validate="m:1")
    found = joined.with_columns(_of_bet(name) for name in _CLOSE).drop(
        f"{kind}_{name}" for kind in ("same", "main") for name in _CLOSE
    )
    return _with_clv(_later_only(found), reprice)


_CLOSE = ("closing_line", "closed_at", "closing_over", "closing_under", "closing_novig_over")
_SOURCE = ("line", "quoted_at", "over_price", "under_price", "novig_over")


def _prefixed(prefix: str) -> dict[str, pl.Expr]:
    return {f"{prefix}{name}": pl.col(source) for name, source in zip(_CLOSE, _SOURCE, strict=True)}


def _last_quotes(quotes: pl.DataFrame) -> pl.DataFrame:
    """Return the quotes of each book's last moment before tip-off."""
    need(quotes, *BOOK, *_SOURCE, "tip_off", "reason")
    pregame = before_tip_off(quotes)
    return pregame.filter(pl.col("quoted_at") == pl.col("quoted_at").max().over(BOOK))


def _of_bet(name: str) -> pl.Expr:
    """Return the close at the bet's line where its side is still priced there, else the main line's."""
    priced = (
        pl.when(pl.col("side") == Side.OVER.value).then("same_closing_over").otherwise("same_closing_under")
    )
    return pl.when(priced.is_not_null()).then(f"same_{name}").otherwise(f"main_{name}").alias(name)


def _later_only(found: pl.DataFrame) -> pl.DataFrame:
    later = pl.col("closed_at") > pl.col("quoted_at")
    return found.with_columns(pl.when(later).then(pl.col(_CLOSE)))


def _with_clv(found: pl.DataFrame, reprice: Reprice | None) -> pl.DataFrame:
    over = pl.col("side") == Side.OVER.value
    closing_price = pl.when(over).then("closing_over").otherwise("closing_under")
    known = found.with_columns(closing_price.alias("closing_price"), __over=_at_own_line(found, reprice))
    novig = pl.when(over).then("__over").otherwise(1 - pl.col("__over"))
    margin = 1 / pl.col("closing_over") + 1 / pl.col("closing_under")
    moved = pl.col("closing_line") != pl.col("line")
    own_price = pl.when(moved).then(1 / (novig * margin)).otherwise("closing_price")
    return known.with_columns(
        clv=pl.col("price") / own_price - 1, clv_novig=pl.col("price") * novig - 1
    ).drop("__over", "closing_over", "closing_under", "closing_novig_over")


def _at_own_line(found: pl.DataFrame, reprice: Reprice | None) -> pl.Series:
    """Return the closing no-vig P(over) at the bet's own line; null where unknown."""
    over = found["closing_novig_over"].to_numpy().astype(np.float64)
    moved = (found["closing_line"] != found["line"]).fill_null(value=False).to_numpy()
    over[moved] = np.nan
    if reprice is not None and moved.any():
        told = np.asarray(reprice(found.filter(moved)), dtype=np.float64)
        if told.shape != (moved.sum(),):
            raise DataError(f"repriced: shape {told.shape}: must be one per moved bet, ({moved.sum()},)")
        over[moved] = told
    return pl.Series(over, nan_to_null=True)
