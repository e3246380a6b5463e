"""The tables of a run with its market's prices: quotes that are screened, and a line for each player-game."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from nba_props.data.dataset import Dataset
from nba_props.data.eastern import is_on_day
from nba_props.data.vocabulary.books import asked_for
from nba_props.experiment import Experiment
from nba_props.pricing.reference import reference_lines
from nba_props.pricing.screened import ScreenedQuotes


@dataclass(frozen=True)
class MarketData:
    """The canonical `tables`.

    The `screened` quotes of all markets, and the experiment's market's `lines`: the line that each
    player-game is compared with, of the game's own day, as `nba_props.pricing.reference` returns them: one of
    the evening before does not know what features do. `offered` the same of the quotes that are on offer at
    the moment of the bet. `books` are those that may be bet on, under the
    spelling of the lines; empty for all.
    """

    tables: Dataset
    screened: ScreenedQuotes
    lines: pl.DataFrame
    offered: pl.DataFrame
    books: list[str] = field(default_factory=list)

    @classmethod
    def of(
        cls, experiment: Experiment, tables: Dataset, screened: ScreenedQuotes | None = None
    ) -> MarketData:
        """Screen the quotes of the tables, and find the lines.

        Args:
            experiment: says how, and of which market.
            tables: with the quotes of all markets.
            screened: the quotes as `screen` returns them, where that is done already.

        Raises:
            ConfigError: a book that may be bet on is none of those that quote.
        """
        quoting = tables.prop_lines["book"].unique()
        books = asked_for(experiment.bets.books, quoting, "bets.books") if len(quoting) else []
        if screened is None:
            screened = screen(experiment, tables)
        dispersion = experiment.hygiene.dispersion
        market, devig = experiment.market.name, experiment.devig
        of_day = screened.quotes.filter(is_on_day(pl.col("quoted_at"), pl.col("date")))
        lines = reference_lines(of_day, market, devig, dispersion)
        offers = experiment.bets.offers(screened.quotes.filter(pl.col("market") == market))
        offered = reference_lines(offers, market, devig, dispersion)
        return cls(tables, screened, lines, offered, books)


def screen(experiment: Experiment, tables: Dataset) -> ScreenedQuotes:
    """Return the quotes of all markets with their judgement by an experiment's rules."""
    return experiment.hygiene.screen(tables.prop_lines, experiment.devig, tables.quality.feeds or None)
