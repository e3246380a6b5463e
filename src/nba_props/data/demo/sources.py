"""The simulated league's games, lines and injury reports, which are of one simulation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nba_props.core.fingerprint import digest, source_hash
from nba_props.data.schemas import PLAYER_GAMES, POSITIONS, POSTGAME_COLUMNS
from nba_props.data.sources import GameLinesSource, Games, GamesSource, LinesSource, ReportsSource

if TYPE_CHECKING:
    import polars as pl

    from nba_props.data.demo.books import Market
    from nba_props.data.demo.simulation import Simulation
    from nba_props.data.quality import QualityReport


@dataclass
class Replay:
    """The last simulation of so many seasons, so that one is enough for several tables."""

    seasons: int
    _last: Simulation | None = field(default=None, repr=False, compare=False)

    def at(self, seed: int) -> Simulation:
        """Return the simulation with the seed."""
        from nba_props.data.demo.simulation import Simulation

        if self._last is None or self._last.seed != seed:
            self._last = Simulation(self.seasons, seed)
        return self._last


@dataclass
class LeagueGames(GamesSource):
    """The games; with `tonight`, the last day is to come: a row without outcome for all who may play."""

    replay: Replay
    tonight: bool = False

    def load(self, seed: int, quality: QualityReport) -> Games:
        """Simulate them."""
        league = self.replay.at(seed)
        player_games, truth = league.player_games(tonight=self.tonight)
        positions = league.positions()
        counts = {PLAYER_GAMES.name: player_games.height, POSITIONS.name: positions.height}
        quality.read |= counts
        quality.kept |= counts
        shown = _without_last_day(player_games) if self.tonight else player_games
        return Games(shown, positions, truth=truth)

    def fingerprint(self, seed: int) -> str:
        """Return a hash of the fields, the seed and the source of the simulation."""
        return digest([self.replay.seasons, self.tonight, seed, source_hash(*SOURCE)])


@dataclass
class LeagueLines(LinesSource):
    """The books' quotes; see `nba_props.data.demo.league.DemoLeague` for how good they are."""

    replay: Replay
    efficiency: float = 1.0
    biased_book: str | None = None
    bias: float = 0.0
    ignores_injuries: bool = False
    markets: tuple[str, ...] = ()

    def load(self, games: Games, seed: int, quality: QualityReport) -> pl.DataFrame:  # noqa: ARG002
        """Simulate them."""
        return self.replay.at(seed).prop_lines(self._market)

    def fingerprint(self, seed: int) -> str:
        """Return a hash of the fields, the seed and the source of the simulation."""
        market = [self.efficiency, self.biased_book, self.bias, self.ignores_injuries, self.markets]
        return digest([self.replay.seasons, market, seed, source_hash(*SOURCE)])

    @property
    def _market(self) -> Market:
        from nba_props.data.demo.books import Market

        return Market(self.efficiency, self.biased_book, self.bias, self.ignores_injuries, self.markets)


@dataclass
class LeagueReports(ReportsSource):
    """The league's injury reports."""

    replay: Replay

    def load(self, games: Games, seed: int, quality: QualityReport) -> pl.DataFrame:  # noqa: ARG002
        """Simulate them."""
        return self.replay.at(seed).reports()

    def fingerprint(self, seed: int) -> str:
        """Return a hash of the seasons, the seed and the source of the simulation."""
        return digest([self.replay.seasons, seed, source_hash(*SOURCE)])


@dataclass
class LeagueGameLines(GameLinesSource):
    """The books' spreads, totals and moneylines."""

    replay: Replay

    def load(self, games: Games, seed: int, quality: QualityReport) -> pl.DataFrame:  # noqa: ARG002
        """Simulate them."""
        return self.replay.at(seed).game_lines()

    def fingerprint(self, seed: int) -> str:
        """Return a hash of the seasons, the seed and the source of the simulation."""
        return digest([self.replay.seasons, seed, source_hash(*SOURCE)])


SOURCE = ("data/demo", "data/truth.py")
"""The source of the simulation."""


def _without_last_day(player_games: pl.DataFrame) -> pl.DataFrame:
    """Return the table with the outcomes of its last day blanked."""
    import polars as pl

    tonight = pl.col("date") == pl.col("date").max()
    return player_games.with_columns(pl.when(~tonight).then(pl.col(POSTGAME_COLUMNS)))
