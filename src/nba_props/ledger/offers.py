"""What was on offer at the moment of the bet.

A bet is made at one moment per player-game, fixed by a rule that needs no knowledge of what is quoted later.
It is on the game's own US/Eastern day, since features know all games of the day before. On offer are then
each book's latest quotes of that day up to that moment, unless the book has been silent for so long that it
must be taken to have withdrawn.
"""

from __future__ import annotations

from enum import Enum

import polars as pl

from nba_props.core.keys import PLAYER_GAME, PLAYER_GAME_MARKET
from nba_props.data.eastern import is_on_day
from nba_props.ledger.columns import need
from nba_props.pricing.screened import Reason

IN_PLAY = [Reason.IN_PLAY.value, Reason.MAYBE_IN_PLAY.value]


class BetAt(Enum):
    """When bets are made.

    `last`: just before tip-off. Where the tip-off is not known, as `first`: a later quote may be in play.
    `first`: some minutes after the day's first quote. Only for models that know no news of the day, or else
    the price is older than what the model knows.
    """

    first = "first"
    last = "last"


def before_tip_off(quotes: pl.DataFrame) -> pl.DataFrame:
    """Return the quotes that were taken before tip-off, and are not even suspected of the contrary."""
    reason = pl.col("reason").is_in(IN_PLAY).fill_null(value=False)
    return quotes.filter((pl.col("tip_off").is_null() | (pl.col("quoted_at") < pl.col("tip_off"))) & ~reason)


def can_be_bet_at(quotes: pl.DataFrame) -> pl.DataFrame:
    """Return the quotes of the game's own day, from its morning on, that were taken before tip-off.

    Those of an earlier day are the past that prices have come from, and no bet is made at them.
    """
    return before_tip_off(quotes).filter(is_on_day(pl.col("quoted_at"), pl.col("date")))


def offers(quotes: pl.DataFrame, bet_at: BetAt, wait: int, max_age: int) -> pl.DataFrame:
    """Return the quotes on offer when the bets are made.

    Args:
        quotes: screened (`nba_props.pricing.screened.ScreenedQuotes.quotes`), those that may be bet on.
        bet_at: the moment.
        wait: minutes after the day's first quote on the player-game, where the moment depends on it.
        max_age: minutes for which a quote counts as on offer, before the latest one of any book on the
            player-game that has been seen by the moment.

    Returns:
        Some of the rows, with `bet_at`: when the latest quote of the player-game was seen.

    Raises:
        DataError: a column is missing.
    """
    need(quotes, *PLAYER_GAME_MARKET, "date", "book", "quoted_at", "tip_off", "reason")
    seen = can_be_bet_at(quotes).filter(pl.col("quoted_at") <= _moment(bet_at, wait))
    return latest_of_books(seen, max_age)


def moments(quotes: pl.DataFrame, market: str, bet_at: BetAt, wait: int) -> pl.DataFrame:
    """Return up to when quotes are seen by who bets on a market: `game_id`, `player_id`, `moment`.

    Args:
        quotes: with the `reason` for which each is suspect, of all markets.
        market: the one that is bet on.
        bet_at, wait: as `offers` takes them.
    """
    of_market = can_be_bet_at(quotes.filter(pl.col("market") == market))
    timed = of_market.with_columns(moment=_moment(bet_at, wait))
    return timed.group_by(PLAYER_GAME, maintain_order=True).agg(pl.col("moment").min())


def latest_seen(quotes: pl.DataFrame, market: str, bet_at: BetAt, wait: int) -> pl.DataFrame:
    """Return when the latest quote was seen that is bet at: `game_id`, `player_id`, `moment`, `tip_off`.

    It may be hours before the moment up to which quotes are seen: who bets at a price of the morning knows
    what was known in the morning. `tip_off` is null where it is not known.

    Args:
        quotes, market, bet_at, wait: as `moments` takes them.
    """
    return (
        _seen(quotes, market, bet_at, wait)
        .group_by(PLAYER_GAME, maintain_order=True)
        .agg(pl.col("quoted_at").max().alias("moment"), pl.col("tip_off").min())
    )


def news_until(quotes: pl.DataFrame, market: str, bet_at: BetAt, wait: int) -> pl.DataFrame:
    """Return up to when news of each game counts for who bets on it: `game_id`, `moment`.

    That is when the latest quote on any of its players was seen that is bet at: it tells how far towards
    tip-off the prices go. Where bets are made at first quotes, which are hours apart, it is when the earliest
    of them was: who is out is known of a whole game, and no such bet may be older than what is known.

    Args:
        quotes, market, bet_at, wait: as `moments` takes them.
    """
    seen = _seen(quotes, market, bet_at, wait)
    by_player = seen.group_by(PLAYER_GAME).agg(
        pl.col("quoted_at").max().alias("moment"), timed=pl.col("tip_off").is_not_null().all()
    )
    at_last = pl.lit(bet_at is BetAt.last) & pl.col("timed").all()
    until = pl.when(at_last).then(pl.col("moment").max()).otherwise(pl.col("moment").min())
    return by_player.group_by("game_id").agg(until).sort("game_id")


def latest_of_books(quotes: pl.DataFrame, max_age: int) -> pl.DataFrame:
    """Return each book's latest quotes on a player-game and market, where the book has not been silent.

    Args:
        quotes: those that have been seen.
        max_age: minutes for which a quote counts as on offer, before the latest one of any book.

    Returns:
        Some of the rows, with `bet_at`: when the latest quote of the player-game was seen.
    """
    latest = pl.col("quoted_at").max()
    seen = quotes.with_columns(
        bet_at=latest.over(PLAYER_GAME_MARKET), book_latest=latest.over([*PLAYER_GAME_MARKET, "book"])
    )
    fresh = pl.col("quoted_at") >= pl.col("bet_at") - pl.duration(minutes=max_age)
    return seen.filter((pl.col("quoted_at") == pl.col("book_latest")) & fresh).drop("book_latest")


def _seen(quotes: pl.DataFrame, market: str, bet_at: BetAt, wait: int) -> pl.DataFrame:
    """Return the quotes of a market that have been seen by the moment of the bet."""
    of_market = can_be_bet_at(quotes.filter(pl.col("market") == market))
    return of_market.filter(pl.col("quoted_at") <= _moment(bet_at, wait))


def _moment(bet_at: BetAt, wait: int) -> pl.Expr:
    """Return the end of the time in which quotes are seen; of quotes that can be bet at."""
    waited = pl.col("quoted_at").min().over(PLAYER_GAME_MARKET) + pl.duration(minutes=wait)
    if bet_at is BetAt.first:
        return waited
    return (
        pl.when(pl.col("tip_off").is_null().any().over(PLAYER_GAME_MARKET)).then(waited).otherwise("tip_off")
    )
