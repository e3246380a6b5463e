"""Injury reports as inputs of features: those that were known when the prices were seen that are bet at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from nba_props.data.dataset import Dataset
from nba_props.data.eastern import league_day
from nba_props.experiment import Experiment
from nba_props.ledger.offers import news_until
from nba_props.ledger.seen import seen_reports


@dataclass(frozen=True)
class NewsBeforeBets:
    """What an experiment may know of who sits out: no report that is later than the prices it bets at.

    `tonight_at`: the moment of a night that is predicted live, in UTC. Of its games everything counts that is
    among the data, for the prices of that moment are yet to be taken.
    """

    experiment: Experiment
    tonight_at: dt.datetime | None = None

    def out(self, data: Dataset) -> pl.DataFrame | None:
        """Return who may sit out, as `nba_props.availability.base.Availability.out` does."""
        availability = self.experiment.availability
        known = seen_reports(data, self.until(data)) if availability.needs_reports else data
        return availability.out(known)

    def until(self, data: Dataset) -> pl.DataFrame:
        """Return up to when reports of each game count, where there is a limit: `game_id`, `moment`."""
        made, quotes = self.experiment, data.prop_lines
        if self.tonight_at is not None:
            quotes = quotes.filter(pl.col("date") < league_day(self.tonight_at))
        judged = made.hygiene.own_faults(quotes, made.devig)
        return news_until(judged, made.market.name, made.bets.bet_at, made.bets.wait)
