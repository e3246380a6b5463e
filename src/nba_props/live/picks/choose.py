"""Which of a night's quotes are bet at, over all markets, with what stake, and why others are not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from nba_props.core.arrays import Floats
from nba_props.core.keys import PLAYER_GAME
from nba_props.data.eastern import is_on_day
from nba_props.ledger.columns import BET
from nba_props.ledger.offers import before_tip_off
from nba_props.ledger.selection import BetSelection, strongest
from nba_props.live.picks.night import FLAGS, QUOTE, MarketNight
from nba_props.live.picks.standing import NONE, already_bet, beside, mark_called_off, with_room
from nba_props.staking.base import Staking, scale_down

OUT, SUSPECT, IN_PLAY, STALE, ROOKIE, ALREADY = "out", "suspect", "in play", "stale", "rookie", "already bet"
BOOK, PRICE, LOW_VALUE, LOW_EDGE = (
    "book not allowed",
    "price out of range",
    "below min_value",
    "below min_edge",
)
EARLIER_DAY, CALLED_OFF = "of an earlier day", "called off"
OTHER_BET, NO_STAKE, UNPRICED = "a better bet on the player", "no stake", "without a probability"
EARLY = ~is_on_day(pl.col("quoted_at"), pl.col("date"))
WITHDRAWN, NO_TIP_OFF = "withdrawn", "tip-off not known"
GONE = pl.when(pl.col("tip_off").is_null()).then(pl.lit(NO_TIP_OFF)).otherwise(pl.lit(IN_PLAY))
"""Why no bet is made on a game that has begun, or may have."""
UNMATCHED = "unmatched"
"""Quotes on players whom nobody was found for."""


@dataclass(frozen=True)
class NightRules:
    """What a person adds to the rules of the runs.

    `bankroll`: units of money at the start of the night. `min_value`: in place of the runs' own, None to keep
    it. `quote_age`: minutes after which a quote is too old to bet at. `least_games`: with fewer games behind
    him a player's probabilities are not bet on. `forced`: whether old quotes and such players are bet on.
    """

    bankroll: float
    min_value: float | None = None
    quote_age: int = 60
    least_games: int = 10
    forced: bool = False

    def selection(self, own: BetSelection) -> BetSelection:
        """Return a run's rules of selection for the night."""
        return own if self.min_value is None else replace(own, min_value=self.min_value)


def choose(
    nights: Sequence[MarketNight],
    rules: NightRules,
    games: pl.DataFrame,
    now: dt.datetime,
    standing: pl.DataFrame = NONE,
    *,
    off: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Return all candidates of a night, one row a quote and side, with `taken`, `reason` and `stake`.

    Each market's bets are chosen by the rules of its run; of those, each player-game has no more than the
    strictest run allows, whatever their markets.

    Args:
        nights: of all markets.
        rules: what a person adds.
        games: `player_id` and `games`, how many a player has behind him.
        now: the moment, in UTC.
        standing: the night's bets that were made before (`nba_props.live.picks.standing`).
        off: whose bets were called off (`nba_props.live.picks.standing.called_off`).
    """
    most = min(night.model.experiment.bets.per_player_game for night in nights)
    counted = [replace(night, candidates=already_bet(night.candidates, standing, most)) for night in nights]
    known = [replace(night, candidates=mark_called_off(night.candidates, off)) for night in counted]
    marked = [_marked(night, rules, games, now) for night in known]
    chosen = [_chosen(part, night, rules) for part, night in zip(marked, nights, strict=True)]
    best = with_room(strongest(pl.concat(chosen), most), standing, most)
    staked = _staked(best, nights, rules.bankroll, standing)
    every = pl.concat(marked).join(
        staked.select(*BET, "stake"), on=BET, how="left", maintain_order="left", nulls_equal=True
    )
    taken = pl.col("stake").fill_null(0.0) > 0
    none = pl.when(pl.col("stake") == 0).then(pl.lit(NO_STAKE)).otherwise(pl.lit(OTHER_BET))
    why = pl.when(~taken).then(pl.coalesce("held", none))
    return every.with_columns(
        taken.alias("taken"), why.alias("why"), pl.col("stake").fill_null(0.0), bankroll=rules.bankroll
    ).drop("held")


def left_out(nights: Sequence[MarketNight], priced: pl.DataFrame) -> dict[str, int]:
    """Count the quotes that no bet is made at, by reason, most frequent first.

    A quote counts once, with the reason of its side of more value.
    """
    quotes = pl.concat(
        [night.quotes.select(*QUOTE, "date", "tip_off", "begun", "withdrawn", "suspect") for night in nights]
    )
    best = priced.sort("taken", "value", descending=True).unique(QUOTE, keep="first", maintain_order=True)
    told = quotes.join(best.select(*QUOTE, "taken", "why"), on=QUOTE, how="left")
    untold = (
        pl.when("begun")
        .then(GONE)
        .when("withdrawn")
        .then(pl.lit(WITHDRAWN))
        .when("suspect")
        .then(pl.lit(SUSPECT))
        .when(EARLY)
        .then(pl.lit(EARLIER_DAY))
        .otherwise(pl.lit(UNPRICED))
    )
    reason = pl.when(pl.col("taken").is_null()).then(untold).otherwise("why")
    counts = told.select(reason.alias("why")).drop_nulls().group_by("why").len()
    return by_number(dict(counts.iter_rows()))


def count_unmatched(quotes: pl.DataFrame, markets: Collection[str], night: dt.date) -> int:
    """Count the latest quotes of each book on a night's players whom nobody was found for.

    Args:
        quotes: as `nba_props.data.schemas.UNMATCHED`, those that were known.
        markets: that are bet on.
        night: the day.
    """
    return _latest(quotes, markets, night, "player").height


def count_gone(quotes: pl.DataFrame, markets: Collection[str], night: dt.date) -> dict[str, int]:
    """Count the latest quotes of each book on a night whose games have all begun, or may have, by reason.

    Args:
        quotes: as `nba_props.data.schemas.PROP_LINES`, those that were known.
        markets: that are bet on.
        night: the day.
    """
    counts = _latest(quotes, markets, night, "player_id").group_by(GONE.alias("why")).len()
    return by_number(dict(counts.iter_rows()))


def _latest(quotes: pl.DataFrame, markets: Collection[str], night: dt.date, player: str) -> pl.DataFrame:
    book = ["game_id", player, "market", "book"]
    tonight = quotes.filter(pl.col("date") == night, pl.col("market").is_in(list(markets)))
    return tonight.filter(pl.col("quoted_at") == pl.col("quoted_at").max().over(book))


def by_number(reasons: Mapping[str, int]) -> dict[str, int]:
    """Return reasons that hold of any quote, the most frequent first."""
    counted = [(reason, number) for reason, number in reasons.items() if number]
    return dict(sorted(counted, key=lambda each: (-each[1], each[0])))


def _marked(night: MarketNight, rules: NightRules, games: pl.DataFrame, now: dt.datetime) -> pl.DataFrame:
    """Return a market's candidates with `held`: why a rule forbids a bet whatever else there is, or null."""
    own = rules.selection(night.model.experiment.bets)
    flags = night.quotes.select(*QUOTE, *FLAGS).unique(QUOTE)
    known = night.candidates.join(flags, on=QUOTE, how="left", maintain_order="left").join(
        games, on="player_id", how="left", maintain_order="left"
    )
    pregame = before_tip_off(known).select(BET).with_columns(pregame=pl.lit(value=True))
    known = known.join(pregame, on=BET, how="left", maintain_order="left", nulls_equal=True)
    old = pl.col("quoted_at") < now - dt.timedelta(minutes=rules.quote_age)
    kept = pl.lit(rules.forced)
    few = pl.col("games").fill_null(0) < rules.least_games
    value, edge = pl.col("value"), pl.col("edge")
    allowed = pl.col("book").is_in(own.books) if own.books else pl.lit(value=True)
    held = (
        pl.when("begun")
        .then(GONE)
        .when(pl.col("pregame").is_null())
        .then(pl.lit(IN_PLAY))
        .when("is_out")
        .then(pl.lit(OUT))
        .when("withdrawn")
        .then(pl.lit(WITHDRAWN))
        .when("bet_before")
        .then(pl.lit(ALREADY))
        .when("off")
        .then(pl.lit(CALLED_OFF))
        .when(pl.col("suspect") & ~pl.lit(own.suspect))
        .then(pl.lit(SUSPECT))
        .when(EARLY)
        .then(pl.lit(EARLIER_DAY))
        .when(~pl.col("offered") | (old & ~kept))
        .then(pl.lit(STALE))
        .when(value < own.min_value)
        .then(pl.lit(LOW_VALUE))
        .when(edge < (-2.0 if own.min_edge is None else own.min_edge))
        .then(pl.lit(LOW_EDGE))
        .when(~allowed)
        .then(pl.lit(BOOK))
        .when(~pl.col("price").is_between(own.min_price, own.max_price))
        .then(pl.lit(PRICE))
        .when(few & ~kept)
        .then(pl.lit(ROOKIE))
    )
    return known.with_columns(held.alias("held")).drop(*FLAGS, "pregame", "bet_before", "off")


def _chosen(marked: pl.DataFrame, night: MarketNight, rules: NightRules) -> pl.DataFrame:
    """Return a market's bets by its run's rules.

    Quotes that are held for their value compete all the same: the best price at a line is looked for first.
    """
    own = rules.selection(night.model.experiment.bets)
    open_ = pl.col("held").is_null() | pl.col("held").is_in([LOW_VALUE, LOW_EDGE])
    return own.choose(marked.filter(open_))


def _staked(
    chosen: pl.DataFrame, nights: Sequence[MarketNight], bankroll: float, standing: pl.DataFrame
) -> pl.DataFrame:
    """Return the bets with their stakes, all caps kept: of a bet, a player, a game and the day."""
    plans = {night.model.market: _with_bankroll(night, bankroll) for night in nights}
    shares = np.zeros(chosen.height)
    p_win, p_lose, price = (chosen[name].to_numpy() for name in ("p_win", "p_lose", "price"))
    for market, plan in plans.items():
        own = (chosen["market"] == market).to_numpy()
        shares[own] = plan.shares(p_win[own], p_lose[own], price[own])
    caps = {
        name: min(getattr(plan, name) for plan in plans.values())
        for name in ("bet_cap", "game_cap", "day_cap")
    }
    strictest = replace(next(iter(plans.values())), **caps)
    capped = _one_exposure(chosen, np.minimum(shares, strictest.bet_cap), strictest.bet_cap)
    games = chosen.select((pl.col("game_id") != pl.col("game_id").shift()).fill_null(value=True).arg_true())
    stakes = strictest.day_stakes(capped, games.to_series().to_numpy().astype(np.int64), bankroll)
    return chosen.with_columns(stake=pl.Series(beside(chosen, stakes, standing, strictest, bankroll)))


def _one_exposure(chosen: pl.DataFrame, shares: Floats, cap: float) -> Floats:
    """Return the shares [bets], those on one player in several markets scaled down to one bet's cap."""
    of_player = chosen.select(*PLAYER_GAME, "market", share=pl.Series(shares))
    markets = of_player.select(pl.col("market").n_unique().over(PLAYER_GAME)).to_series().to_numpy()
    total = of_player.select(pl.col("share").sum().over(PLAYER_GAME)).to_series().to_numpy()
    return np.where(markets > 1, shares * scale_down(total, cap), shares)


def _with_bankroll(night: MarketNight, bankroll: float) -> Staking:
    return replace(night.model.experiment.staking, bankroll=bankroll)
