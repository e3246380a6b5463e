"""From probabilities to bets: chosen as of their time, settled, staked and summed up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import polars as pl

from nba_props.core.arrays import Floats
from nba_props.core.keys import PLAYER_GAME
from nba_props.errors import DataError
from nba_props.evaluation.bootstrap import DateBootstrap, Interval
from nba_props.evaluation.catalogue import logged_for_all_quotes
from nba_props.ledger.bankroll import run_bankroll
from nba_props.ledger.closing import add_close, reprice_counts
from nba_props.ledger.daily import Daily
from nba_props.ledger.deflated import deflated_sharpe
from nba_props.ledger.metrics import betting_metrics, finite
from nba_props.ledger.paths import simulate_paths
from nba_props.ledger.segments import segment_frame, with_context
from nba_props.ledger.selection import BetSelection
from nba_props.ledger.settle import outcomes_of, settle
from nba_props.ledger.tuning import LEAST_DATES, TOO_FEW, Tuned, tune
from nba_props.ledger.uncertainty import enough_dates, uncertainty
from nba_props.market import Market
from nba_props.pipeline.forecast import PointForecast
from nba_props.pipeline.priced import priced_candidates, with_anchor
from nba_props.pricing.devig.base import Devig
from nba_props.pricing.screened import ScreenedQuotes
from nba_props.staking.base import Staking
from nba_props.validation.base import Fold


@dataclass(frozen=True)
class BettingRules:
    """The rules by which bets are made."""

    selection: BetSelection
    staking: Staking
    dispersion: float
    """The count's dispersion, by which a close is moved to a bet's line (`nba_props.pricing.counts`)."""
    devig: Devig
    """How the margin is taken out of the prices that probabilities are pooled with."""
    trials: int = 1
    """How many runs this one is chosen from, itself included."""
    seed: int = 0
    """The seed of the bootstrap and the bankroll paths."""


@dataclass(frozen=True)
class LedgerSummary:
    """A ledger and what it comes to.

    `metrics` and 95 % `intervals` by name, and the band of bankroll paths [quantiles, days + 1]
    (`nba_props.ledger.paths`).
    """

    ledger: pl.DataFrame
    metrics: dict[str, float]
    intervals: dict[str, Interval] = field(default_factory=dict)
    band: Floats | None = None


@dataclass(frozen=True)
class Betting:
    """The bets of a run.

    `summary`: at quotes that passed hygiene. `unfiltered`: what the same rules would have made of all
    quotes. `segments`: as `nba_props.ledger.segments.segment_frame` returns them. `tuned`: how the thresholds
    were found, where they were.
    """

    summary: LedgerSummary
    unfiltered: LedgerSummary
    segments: pl.DataFrame
    tuned: Tuned | None = None

    @property
    def metrics(self) -> dict[str, float]:
        """Everything that is logged of the bets, by name."""
        other = self.unfiltered.metrics
        all_quotes = {
            f"with_suspect_{name}": other[name] for name in logged_for_all_quotes() if name in other
        }
        return self.summary.metrics | all_quotes


def check_tuning(selection: BetSelection, quotes: pl.DataFrame, folds: Iterable[Fold], end: dt.date) -> None:
    """Refuse to tune thresholds where too few tested dates are quoted, before anything is fitted.

    Args:
        selection: how bets are chosen.
        quotes: those of the market, with `date`; where nobody quotes it there are no bets.
        folds: what is tested.
        end: the day after the last game with an outcome.

    Raises:
        DataError: fewer than two dates are quoted.
    """
    if not selection.tuned_share or quotes.is_empty():
        return
    tested = [fold for fold in folds if not (fold.warmup or fold.final)]
    until = min(tested[-1].test_until, end)
    dates = quotes.filter(pl.col("date").is_between(tested[0].test_from, until, "left"))["date"]
    if (quoted := dates.n_unique()) < LEAST_DATES:
        raise DataError(f"bets.tuned_share={selection.tuned_share}: {TOO_FEW.format(quoted, 'quotes')}")


def bet(
    screened: ScreenedQuotes,
    player_games: pl.DataFrame,
    market: Market,
    forecast: PointForecast,
    rules: BettingRules,
) -> Betting | None:
    """Bet on the test folds; None where no book quotes the market.

    Args:
        screened: the quotes of all markets.
        player_games: what settles the bets.
        market: what is bet on.
        forecast: probabilities at every quoted line.
        rules: how bets are chosen and staked.
    """
    quotes = screened.quotes.filter(pl.col("market") == market.name)
    if quotes.is_empty():
        return None
    offered = _Offered(market.name, quotes, forecast, outcomes_of(player_games, [market]), rules.devig)
    tested = ~pl.col("warmup")
    dates = forecast.predictions.rows.filter(tested)["date"].unique().sort()
    selection, tuned = rules.selection, None
    if selection.tuned_share:
        tuned = tune(offered.settled(selection), selection, selection.tuned_share)
        selection, dates = tuned.selection, dates.filter(dates > tuned.until)
    over = player_games.filter(market.outcome().is_not_null())["date"].unique()
    period = _Period(dates, dates.filter(dates.is_in(over.implode())))
    summary = _summary(offered, selection, period, rules)
    # A selection that takes all quotes has nothing to be compared with.
    all_quotes = replace(selection, suspect=True)
    unfiltered = summary if selection.suspect else _summary(offered, all_quotes, period, rules)
    in_context = with_context(summary.ledger, forecast.predictions.rows)
    bootstrap = DateBootstrap.of(Daily.of(summary.ledger, period.over).dates, rules.seed)
    return Betting(summary, unfiltered, segment_frame(in_context, bootstrap), tuned)


@dataclass(frozen=True)
class _Period:
    """The `dates` that are bet on, and those of them with outcomes: what is `over` is what figures are of."""

    dates: pl.Series
    over: pl.Series


@dataclass(frozen=True)
class _Offered:
    """Everything that bets are made from: the market's screened quotes, probabilities and outcomes."""

    market: str
    quotes: pl.DataFrame
    forecast: PointForecast
    outcomes: pl.DataFrame
    devig: Devig

    def candidates(self, selection: BetSelection) -> pl.DataFrame:
        """Both sides of what is on offer at the moment of the bet, in test folds."""
        tested = self.forecast.predictions.rows.filter(~pl.col("warmup"))
        offers = selection.offers(self.quotes).join(tested, on=PLAYER_GAME, how="semi")
        return priced_candidates(offers, with_anchor(offers, self.market, self.devig), self.forecast)

    def settled(self, selection: BetSelection) -> pl.DataFrame:
        """All candidates with what they would have come to, to tune on."""
        return settle(self.candidates(selection), self.outcomes)


def _summary(
    offered: _Offered, selection: BetSelection, period: _Period, rules: BettingRules
) -> LedgerSummary:
    """Return the bets of a period, by one selection."""
    wanted = offered.candidates(selection).filter(pl.col("date").is_in(period.dates.implode()))
    bets = add_close(
        selection.choose(wanted), _closing_quotes(offered.quotes), reprice_counts(rules.dispersion)
    )
    ledger = run_bankroll(settle(bets, offered.outcomes), rules.staking)
    return _summed_up(ledger, period.over.to_list(), rules)


def _closing_quotes(quotes: pl.DataFrame) -> pl.DataFrame:
    return quotes.filter(~pl.col("suspect"))


def _summed_up(ledger: pl.DataFrame, calendar: Iterable[dt.date], rules: BettingRules) -> LedgerSummary:
    dates = list(calendar)
    metrics = betting_metrics(ledger, dates)
    daily = Daily.of(ledger, dates)
    if not metrics["betting_n_bets"]:
        return LedgerSummary(ledger, metrics)
    found = uncertainty(daily, DateBootstrap.of(daily.dates, rules.seed))
    # The days with bets alone, as the equity curve shows them: on the others nothing moves.
    paths = simulate_paths(Daily.of(ledger), compounds=rules.staking.compounds, seed=rules.seed)
    deflated = deflated_sharpe(daily.returns, rules.trials) if enough_dates(daily) else None
    risks = {} if paths is None else paths.metrics
    return LedgerSummary(
        ledger,
        metrics | found.metrics | risks | finite({"betting_deflated_sharpe": deflated}),
        found.intervals,
        None if paths is None else paths.band,
    )
