"""`games=demo`: the simulated league's games alone, beside lines and reports from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

from nba_props.core.component import component
from nba_props.core.rules import between, require
from nba_props.data.demo.sources import LeagueGames, Replay
from nba_props.data.quality import QualityReport
from nba_props.data.sources import Games, GamesSource


@component("games", "demo")
@dataclass
class DemoGames(GamesSource):
    """`seasons`: how many, the last one being 2023-24. `tonight`: the last day is to come.

    See `nba_props.data.demo.league.DemoLeague`.
    """

    seasons: int = 3
    tonight: bool = False

    def __post_init__(self) -> None:
        require(self, seasons=between(1, 20))

    def load(self, seed: int, quality: QualityReport) -> Games:
        """Simulate the league: the same seed and fields give the same bytes."""
        return self._league.load(seed, quality)

    def fingerprint(self, seed: int) -> str:
        """Return a hash of the fields, the seed and the source of the simulation."""
        return self._league.fingerprint(seed)

    @property
    def _league(self) -> LeagueGames:
        return LeagueGames(Replay(self.seasons), self.tonight)
