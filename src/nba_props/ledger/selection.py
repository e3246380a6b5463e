"""Which bets are made: enough value, allowed books and prices, one side and the best price."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from nba_props.core.component import component
from nba_props.core.keys import PLAYER_GAME, PLAYER_GAME_MARKET
from nba_props.core.rules import at_least, each, optional, require
from nba_props.errors import ConfigError
from nba_props.ledger.columns import in_order, need
from nba_props.ledger.offers import BetAt, offers


@component("selection")
@dataclass
class BetSelection:
    """The rules of selection.

    `bet_at`, `wait`, `max_age` (minutes): see `nba_props.ledger.offers`. `suspect`: whether quotes that
    failed hygiene may be bet on, which is for showing what they would pretend. `books`: those allowed, empty
    for all. `min_price`, `max_price`: decimal, both included. `min_value`: the least expected value per unit
    staked. `min_edge`: the least edge over the book's no-vig probability, None for no limit.
    `per_player_game`: the most bets on one player in one game, all on one side of each market.
    `tuned_share`: of the priced dates, the first ones on which `min_value` and `min_edge` are tuned (see
    `nba_props.ledger.tuning`); the bets of the rest are reported. 0 takes the thresholds as they are.
    """

    bet_at: BetAt = BetAt.last
    wait: int = 15
    max_age: int = 60
    suspect: bool = False
    books: list[str] = field(default_factory=list)
    min_price: float = 1.2
    max_price: float = 5.0
    min_value: float = 0.02
    min_edge: float | None = None
    per_player_game: int = 1
    tuned_share: float = 0.0

    def __post_init__(self) -> None:
        require(
            self,
            wait=at_least(0),
            max_age=at_least(0),
            books=each(lambda name: None if name else "a name", least=0),
            min_price=at_least(1),
            max_price=at_least(1),
            min_value=at_least(-1),
            min_edge=optional(at_least(-1)),
            per_player_game=at_least(1),
            tuned_share=lambda share: None if 0 <= share < 1 else "0, or between 0 and 1",
        )
        if self.max_price < self.min_price:
            raise ConfigError(f"max_price={self.max_price}: must be at least min_price={self.min_price}")

    def offers(self, quotes: pl.DataFrame) -> pl.DataFrame:
        """Return the quotes on offer at the moment of the bet, of those that may be bet on.

        Args:
            quotes: `ScreenedQuotes.quotes`, of all books: what a bettor may not use, he can still see.
        """
        need(quotes, "suspect")
        allowed = quotes if self.suspect else quotes.filter(~pl.col("suspect"))
        return offers(allowed, self.bet_at, self.wait, self.max_age)

    def best_offers(self, candidates: pl.DataFrame) -> pl.DataFrame:
        """Return the allowed candidates at the best price, whatever their value: `choose` bets on no others.

        Where many thresholds are tried, it is enough to find these once.
        """
        return best_price_at_each_line(candidates.filter(self._allowed()))

    def choose(self, candidates: pl.DataFrame) -> pl.DataFrame:
        """Return the bets that are made, in the order of `in_order`.

        Of quotes at the same line the best price is taken, of equal ones the first book in the alphabet; only
        then is it asked whether that is good enough. Bets at different lines compete by their value; the best
        one's side is the player-game's.

        Args:
            candidates: as `nba_props.ledger.candidates.candidates` returns them; in any order.
        """
        good = self.best_offers(candidates).filter(self._good())
        return strongest(good, self.per_player_game)

    def _allowed(self) -> pl.Expr:
        """Return what can be said of a candidate whatever the model thinks of it."""
        price = pl.col("price").is_between(self.min_price, self.max_price)
        book = pl.col("book").is_in(self.books) if self.books else pl.lit(value=True)
        return price & book & (pl.lit(self.suspect) | ~pl.col("suspect"))

    def _good(self) -> pl.Expr:
        value = pl.col("value") >= self.min_value
        return value if self.min_edge is None else value & (pl.col("edge") >= self.min_edge)


def best_price_at_each_line(candidates: pl.DataFrame) -> pl.DataFrame:
    """Return the best price per player-game, line and side; of equal ones the first book's."""
    ordered = candidates.sort("price", "book", descending=[True, False])
    return ordered.unique([*PLAYER_GAME_MARKET, "line", "side"], keep="first", maintain_order=True)


def strongest(candidates: pl.DataFrame, per_player_game: int) -> pl.DataFrame:
    """Return the bets of most value on each player-game, over all its markets, in the order of `in_order`.

    The best one's side is that of all bets on the player-game in its market.
    """
    ranked = candidates.sort(
        "value", *PLAYER_GAME_MARKET, "line", "side", "book", descending=[True, *[False] * 6]
    ).filter(pl.col("side") == pl.col("side").first().over(PLAYER_GAME_MARKET))
    rank = pl.int_range(pl.len()).over(PLAYER_GAME)
    return in_order(ranked.filter(rank < per_player_game))
