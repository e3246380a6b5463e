"""Books' lines as inputs of features: as much as is on offer at the moment of the bet."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from nba_props.data.dataset import Dataset
from nba_props.errors import DataError
from nba_props.experiment import Experiment
from nba_props.features.prices import Prices
from nba_props.ledger.offers import BetAt, moments
from nba_props.ledger.seen import seen_game_lines, seen_lines


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
        self._check_times(data)
        quotes, moment, bets = self._quotes(data), self.moments(data), self.experiment.bets
        return Prices(
            seen_game_lines(data.game_lines, moment, bets.bet_at, bets.wait) if on_games else None,
            seen_lines(quotes, moment, self.experiment.hygiene, bets.max_age, self.experiment.devig)
            if on_players
            else None,
        )

    def moments(self, data: Dataset) -> pl.DataFrame:
        """Return when the bet on each player-game is made: `game_id`, `player_id`, `moment`."""
        bets = self.experiment.bets
        return moments(self._quotes(data), self.experiment.market.name, bets.bet_at, bets.wait)

    def _check_times(self, data: Dataset) -> None:
        """Refuse lines on games without a time beside bets at first quotes: they may be later than these."""
        untimed = data.game_lines["quoted_at"].null_count()
        if untimed and self.experiment.bets.bet_at is BetAt.first:
            raise DataError(
                f"bets.bet_at=first: {untimed:,} lines on games have no time of the quote, and may be later "
                "than the bets; set bets.bet_at=last, or leave the block game_lines out"
            )

    def _quotes(self, data: Dataset) -> pl.DataFrame:
        return self.experiment.hygiene.own_faults(data.prop_lines, self.experiment.devig)
