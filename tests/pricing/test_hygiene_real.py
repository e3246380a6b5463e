"""A season of real lines: quote hygiene, which knows no names and no outcomes, finds the poisoned feed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nba_props.data.dataset import Dataset
from nba_props.data.files import Files
from nba_props.pricing.devig.multiplicative import Multiplicative
from nba_props.pricing.hygiene import QuoteFilter
from nba_props.pricing.screened import Reason, ScreenedQuotes

pytestmark = pytest.mark.slow
POISONED = ["BetRivers", "Unibet"]
OFF_LINE = pl.col("reason") == Reason.PRICE_OFF_LINE.value


@pytest.fixture(scope="module")
def data(real_data: Path) -> Dataset:
    lines = real_data / "odds" / "pra_odds_2023-24.csv"
    return Files(game_logs=str(real_data / "game_logs"), prop_lines=str(lines)).load(0)


@pytest.fixture(scope="module")
def screened(data: Dataset) -> ScreenedQuotes:
    return QuoteFilter().screen(data.prop_lines, Multiplicative(), data.quality.feeds)


@pytest.fixture(scope="module")
def bets(data: Dataset, screened: ScreenedQuotes) -> pl.DataFrame:
    """One unit on the side that each quote prices too cheaply, if the consensus is right."""
    logs = data.player_games.filter(pl.col("minutes") > 0)
    outcome = pl.col("points") + pl.col("rebounds") + pl.col("assists")
    results = logs.select("game_id", "player_id", outcome=outcome)
    cheap_over = pl.col("consensus_over") > pl.col("novig_over")
    won = pl.when(cheap_over).then(pl.col("outcome") > pl.col("line")).otherwise(
        pl.col("outcome") < pl.col("line")
    )  # fmt: skip
    price = pl.when(cheap_over).then("over_price").otherwise("under_price")
    quotes = screened.quotes.drop_nulls(["novig_over", "consensus_over"])
    return quotes.join(results, on=["game_id", "player_id"]).with_columns(profit=won * price - 1)


def profits(bets: pl.DataFrame, of: pl.Expr) -> list[float]:
    return bets.filter(of)["profit"].to_list()


def shares(screened: ScreenedQuotes, above: str, below: str, poisoned: bool) -> list[float]:
    """For each book, and for all of them together, `above` / `below`."""
    ours = pl.col("book").is_in(POISONED)
    books = screened.books.filter(ours if poisoned else ~ours)
    ratio = (pl.col(above) / pl.col(below)).cast(pl.Float64)
    total = (pl.col(above).sum() / pl.col(below).sum()).cast(pl.Float64)
    return [*books.select(ratio).to_series(), books.select(total).item()]


def test_the_poisoned_feed_is_named_and_no_other(screened: ScreenedQuotes) -> None:
    assert screened.wrong_feeds == [POISONED]


def test_its_share_of_bad_quotes_alone_would_name_it(data: Dataset) -> None:
    blind = [replace(feed, wrong=False) for feed in data.quality.feeds]
    assert QuoteFilter().screen(data.prop_lines, Multiplicative(), blind).wrong_feeds == [POISONED]


def test_most_of_its_quotes_are_off_their_line_and_few_of_the_others(screened: ScreenedQuotes) -> None:
    assert min(shares(screened, "off", "judged", poisoned=True)) > 0.8
    *others, together = shares(screened, "off", "judged", poisoned=False)
    assert max(others) < 0.015
    assert together < 0.006


def test_nearly_all_quotes_of_the_other_books_can_be_bet_on(screened: ScreenedQuotes) -> None:
    *others, together = shares(screened, "suspect", "quotes", poisoned=False)
    assert max(others) < 0.07
    assert together < 0.05


def test_suspect_quotes_pay_as_no_honest_quote_does_and_clean_ones_cost_the_margin(
    bets: pl.DataFrame,
) -> None:
    """The "rule" is no rule: what it earns on suspect quotes nobody would ever have been paid."""
    clean, off = profits(bets, pl.col("reason").is_null()), profits(bets, OFF_LINE)
    assert len(clean) > 20_000
    assert np.mean(clean) == pytest.approx(-0.049, abs=0.01)
    assert len(off) > 2_500
    assert np.mean(off) == pytest.approx(0.43, abs=0.05)


def test_the_fantastic_profit_is_the_poisoned_feeds(bets: pl.DataFrame) -> None:
    assert len(profits(bets, OFF_LINE & pl.col("book").is_in(POISONED))) > 0.95 * len(profits(bets, OFF_LINE))


def test_second_snapshots_are_suspect(screened: ScreenedQuotes) -> None:
    assert screened.counts()[Reason.MAYBE_IN_PLAY] == 561
    assert screened.counts()[Reason.IN_PLAY] == 0
    assert screened.counts()[Reason.ONE_SIDED] == 28


def test_alternate_lines_of_seven_markets_are_clean(real_data: Path) -> None:
    """Two days of lines in which no feed is poisoned."""
    lines = str(real_data / "odds" / "all_markets_2025-12-0*.csv")
    data = Files(game_logs=str(real_data / "game_logs"), prop_lines=lines).load(0)
    screened = QuoteFilter().screen(data.prop_lines, Multiplicative(), data.quality.feeds)
    assert screened.wrong_feeds == []
    assert screened.quotes["market"].n_unique() >= 7
    assert shares(screened, "off", "judged", poisoned=False)[-1] < 0.003
