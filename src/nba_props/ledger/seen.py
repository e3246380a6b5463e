"""What somebody who is about to bet has seen of the books, and nothing that was quoted later.

Which quotes are suspect is judged among those that have been seen: a later quote, removed or changed, moves
nothing here.
"""

from __future__ import annotations

from dataclasses import replace
from statistics import NormalDist

import polars as pl

from nba_props.core.keys import PLAYER_GAME, PLAYER_GAME_MARKET
from nba_props.data.dataset import Dataset
from nba_props.data.eastern import is_on_day, start_of
from nba_props.ledger.offers import BetAt, before_tip_off, latest_of_books
from nba_props.ledger.selection import BetSelection
from nba_props.pricing.counts import implied_median
from nba_props.pricing.devig.base import Devig
from nba_props.pricing.hygiene import QuoteFilter
from nba_props.pricing.reference import WRONG, reference_lines

MARGIN_SPREAD = 12.5
"""Standard deviation of final margins around the spread: 12.3 to 13.9 in the seasons from 2017-18 to 2023-24.

Between a spread and a probability to win stands a normal distribution (Stern, The American Statistician 45,
1991).
"""


def seen_lines(
    quotes: pl.DataFrame, moment: pl.DataFrame, hygiene: QuoteFilter, max_age: int, devig: Devig
) -> pl.DataFrame:
    """Return what the books say of the player-games that are bet on, in all markets: see `Prices.lines`.

    Args:
        quotes: of all markets, as `QuoteFilter.own_faults` returns them.
        moment: when the bets' quotes were seen, as `nba_props.ledger.offers.latest_seen` returns it.
        hygiene: judges the quotes that have been seen.
        max_age: minutes for which a quote counts as on offer.
        devig: how the margin is taken out.
    """
    made = moment.select(*PLAYER_GAME, "moment")
    timed = before_tip_off(quotes).join(made, on=PLAYER_GAME, how="inner", maintain_order="left")
    seen = hygiene.judged_together(timed.filter(pl.col("quoted_at") <= pl.col("moment")))
    latest = latest_of_books(seen, max_age)
    now, then = (_agreed(some, hygiene.dispersion, devig) for some in (latest, _first_of_books(seen)))
    opening = then.select(*PLAYER_GAME_MARKET, opening="median")
    books = _by_book(latest, hygiene.dispersion)
    joined = now.join(opening, on=PLAYER_GAME_MARKET, how="left", maintain_order="left")
    told = joined.join(books, on=PLAYER_GAME_MARKET, how="left", maintain_order="left")
    return told.with_columns(move=pl.col("median") - pl.col("opening")).drop("opening")


def _first_of_books(quotes: pl.DataFrame) -> pl.DataFrame:
    first = pl.col("quoted_at").min().over([*PLAYER_GAME_MARKET, "book"])
    return quotes.filter(pl.col("quoted_at") == first)


def _agreed(quotes: pl.DataFrame, dispersion: float, devig: Devig) -> pl.DataFrame:
    """Return the agreed line of each player-game and market, its no-vig probability and its median."""
    by_market = [
        reference_lines(quotes, market, devig, dispersion).select(
            *PLAYER_GAME,
            pl.lit(market).alias("market"),
            "line",
            "novig_over",
            pl.coalesce(pl.col("line_median").fill_nan(None), "line").alias("median"),
        )
        for market in quotes["market"].unique().sort()
    ]
    empty = quotes.clear().select(*PLAYER_GAME_MARKET, "line", "novig_over", median="line")
    return pl.concat([empty, *by_market])


def _by_book(quotes: pl.DataFrame, dispersion: float) -> pl.DataFrame:
    """Return how many books quote each player-game and market, and how far apart they are."""
    sound = quotes.filter(~pl.col("reason").is_in(WRONG).fill_null(value=False))
    over = sound["novig_over"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    median = implied_median(over, sound["line"].to_numpy(), dispersion)
    each = sound.with_columns(median=pl.Series(median, nan_to_null=True).fill_null(sound["line"]))
    by_book = each.group_by(*PLAYER_GAME_MARKET, "book").agg(pl.col("median").median())
    return by_book.group_by(PLAYER_GAME_MARKET).agg(
        books=pl.len().cast(pl.Int32), disagreement=pl.col("median").max() - pl.col("median").min()
    )


def seen_game_lines(game_lines: pl.DataFrame, moment: pl.DataFrame, selection: BetSelection) -> pl.DataFrame:
    """Return what the books say of each game: see `Prices.games`.

    Of every book the latest figures count that were quoted before tip-off and by the first bet on the game;
    where nobody bets on it, with bets at first quotes, within the time that a bettor waits. Lines without a
    time are known at tip-off: they count where the bets are made no longer before it than a quote is on
    offer.

    Args:
        game_lines: canonical.
        moment: when the bets' quotes were seen, as `nba_props.ledger.offers.latest_seen` returns it.
        selection: when bets are made, and for how long a quote counts.
    """
    first = moment.group_by("game_id", maintain_order=True).agg(
        pl.col("moment").min(), pl.col("tip_off").min().alias("start")
    )
    lines = game_lines.join(first, on="game_id", how="left", maintain_order="left")
    untimed = pl.col("quoted_at").is_null()
    known_late = untimed & _is_late(selection).fill_null(value=True)
    pregame = lines.with_columns(_begin=_begin("start")).filter(
        known_late | (pl.col("quoted_at") < pl.col("_begin"))
    )
    until = pl.coalesce("moment", _unbet(selection), "_begin")
    agreed = _median_of_books(pregame.filter(untimed | (pl.col("quoted_at") <= until)))
    home, away = 1 / pl.col("home_price"), 1 / pl.col("away_price")
    told = agreed.with_columns(home_win=home / (home + away))
    margin = (-told["spread"]).fill_null(_margin(told["home_win"]))
    return told.select("game_id", "home", margin.alias("margin"), "total", "home_win")


def game_moments(game_lines: pl.DataFrame, moments: pl.DataFrame, selection: BetSelection) -> pl.DataFrame:
    """Return up to when lines on a game are seen at most: `game_id`, `moment`, for every game with a line.

    Args:
        game_lines: canonical.
        moments: up to when quotes on players are seen, as `nba_props.ledger.offers.moments` returns it.
        selection: when bets are made.
    """
    last = moments.group_by("game_id").agg(pl.col("moment").max())
    known = game_lines.join(last, on="game_id", how="left", maintain_order="left")
    begun = known.with_columns(_begin=_begin())
    until = pl.coalesce("moment", _unbet(selection), "_begin")
    return begun.group_by("game_id", maintain_order=True).agg(until.max().alias("moment"))


def _begin(*bets: str) -> pl.Expr:
    """Return when a game begins, as a line on it tells, and the bets; other lines may be later."""
    return start_of(pl.min_horizontal("tip_off", *bets), pl.col("date"))


def _unbet(selection: BetSelection) -> pl.Expr:
    """Return up to when lines on a game are seen that nobody bets on; null where up to its beginning."""
    if selection.bet_at is BetAt.last:
        return pl.lit(None, pl.Datetime("us", "UTC"))
    of_day = is_on_day(pl.col("quoted_at"), pl.col("date")) & (pl.col("quoted_at") < pl.col("_begin"))
    opening = pl.when(of_day).then("quoted_at").min().over("game_id")
    return opening + pl.duration(minutes=selection.wait)


def seen_reports(data: Dataset, until: pl.DataFrame) -> Dataset:
    """Return the data set without the reports that became known after the prices that are bet at.

    Args:
        data: the canonical tables.
        until: up to when news counts, as `nba_props.ledger.offers.news_until` returns it; of other games all
            reports stay.
    """

    def seen(reports: pl.DataFrame) -> pl.DataFrame:
        joined = reports.join(until, on="game_id", how="left", maintain_order="left")
        in_time = (pl.col("known_at") <= pl.col("moment")).fill_null(value=True)
        return joined.filter(in_time).drop("moment")

    reports = None if data.reports is None else seen(data.reports)
    return replace(data, reports=reports, team_reports=seen(data.team_reports))


def _is_late(selection: BetSelection) -> pl.Expr:
    """Whether the first bet on a game is made just before tip-off; null where its time is not known."""
    return pl.col("moment") >= pl.col("start") - pl.duration(minutes=selection.max_age)


def _median_of_books(quotes: pl.DataFrame) -> pl.DataFrame:
    """Return the median over books of each one's latest figures: one row per game."""
    figures = ["spread", "total", "home_price", "away_price"]
    ordered = quotes.sort("game_id", "quoted_at", "book", nulls_last=False)
    game = ["game_id", "home"]
    by_book = ordered.group_by(*game, "book", maintain_order=True).agg(pl.col(figures).drop_nulls().last())
    return by_book.group_by(game, maintain_order=True).agg(pl.col(figures).median())


def _margin(win: pl.Series) -> pl.Series:
    """Return the margin that a probability to win implies, for games without a spread."""
    law = NormalDist(0, MARGIN_SPREAD)
    values = [None if p is None or not 0 < p < 1 else law.inv_cdf(p) for p in win]
    return pl.Series(values, dtype=pl.Float64)
