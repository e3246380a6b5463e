"""Books' lines as inputs of features: as much as is on offer at the moment of the bet."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from nba_props.data.dataset import Dataset
from nba_props.data.vocabulary.markets import COMBINED
from nba_props.errors import ConfigError, DataError, did_you_mean
from nba_props.experiment import Experiment
from nba_props.features.prices import Prices
from nba_props.ledger.offers import BetAt, latest_seen, moments
from nba_props.ledger.seen import game_moments, seen_game_lines, seen_lines
from nba_props.ledger.selection import BetSelection


@dataclass(frozen=True)
class PricesBeforeBets:
    """What an experiment's feature blocks may know of the books: nothing that is quoted after its bets."""

    experiment: Experiment

    def before_bets(self, data: Dataset) -> Prices:
        """Return what the books say, as far as a block asks for it."""
        blocks = self.experiment.blocks.values()
        on_games = any(block.needs_game_lines for block in blocks)
        on_players = any(block.needs_lines for block in blocks)
        if not (on_games or on_players):
            return Prices()
        quotes, bets = self._quotes(data), self.experiment.bets
        seen = latest_seen(quotes, self.experiment.market.name, bets.bet_at, bets.wait)
        if on_games:
            _check_times(data.game_lines, seen, bets)
        return Prices(
            seen_game_lines(data.game_lines, seen, bets) if on_games else None,
            seen_lines(quotes, seen, self.experiment.hygiene, bets.max_age, self.experiment.devig)
            if on_players
            else None,
        )

    def moments(self, data: Dataset) -> pl.DataFrame:
        """Return when the bet on each player-game is made: `game_id`, `player_id`, `moment`."""
        bets = self.experiment.bets
        return moments(self._quotes(data), self.experiment.market.name, bets.bet_at, bets.wait)

    def game_moments(self, data: Dataset) -> pl.DataFrame:
        """Return up to when lines on each game that has any are seen: `game_id`, `moment`."""
        return game_moments(data.game_lines, self.moments(data), self.experiment.bets)

    def _quotes(self, data: Dataset) -> pl.DataFrame:
        return self.experiment.hygiene.own_faults(data.prop_lines, self.experiment.devig)


def check_markets(experiment: Experiment, data: Dataset) -> None:
    """Refuse markets that a block looks up and that are neither ours nor those of any quote.

    Raises:
        ConfigError: names each, with the nearest.
    """
    known = {*COMBINED, experiment.market.name}
    wanted = {name: block.markets_looked_up for name, block in experiment.blocks.items()}
    if not known.issuperset(market for markets in wanted.values() for market in markets):
        known |= set(data.prop_lines["market"].unique())
    problems = [
        f"features.blocks.{name}.markets: {market}: no such market; {did_you_mean(market, known, every=True)}"
        for name, markets in wanted.items()
        for market in markets
        if market not in known
    ]
    if problems:
        raise ConfigError(problems)


def _check_times(game_lines: pl.DataFrame, seen: pl.DataFrame, bets: BetSelection) -> None:
    """Refuse lines on games without a time where most bets are made at earlier prices than the close.

    Raises:
        DataError: the lines may be later than the bets.
    """
    untimed = game_lines["quoted_at"].null_count()
    timed = seen.drop_nulls("tip_off")
    early = timed["moment"] < timed["tip_off"] - dt.timedelta(minutes=bets.max_age)
    if untimed and (bets.bet_at is BetAt.first or (early.len() and early.sum() > early.len() / 2)):
        raise DataError(
            f"features.blocks.game_lines: {untimed:,} lines on games have no time of the quote, and may be "
            "later than the prices that are bet at, which are of long before tip-off; leave the block out"
        )
