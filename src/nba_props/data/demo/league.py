"""`data=demo`: a seeded simulated league, and the law that each of its player-games was drawn from."""

from __future__ import annotations

from dataclasses import dataclass, field

from nba_props.core.component import component
from nba_props.core.rules import between, each, one_of, optional, require
from nba_props.data.dataset import DataSource
from nba_props.data.demo.names import BOOKS, MARKETS
from nba_props.data.demo.sources import LeagueGameLines, LeagueGames, LeagueLines, LeagueReports, Replay
from nba_props.data.sources import Sources
from nba_props.errors import ConfigError


@component("data", "demo")
@dataclass
class DemoLeague(DataSource):
    """A league of 30 teams and fictional players.

    `seasons`: how many, the last one being 2023-24. `efficiency`: 1 makes the books' belief the truth given
    what is known when they quote, 0 a noisy view of the season's mean. `biased_book` shifts its lines by
    `bias`, a share of the line. With `ignores_injuries` the books think that everybody plays. `markets`
    that they quote, all where none is named. `tonight`: the last day is to come, as it looks in the evening
    before it: a row without an outcome for each player of its teams who is not out, whoever plays in the end.
    """

    seasons: int = 3
    efficiency: float = 1.0
    biased_book: str | None = None
    bias: float = 0.0
    ignores_injuries: bool = False
    markets: list[str] = field(default_factory=list)
    tonight: bool = False

    def __post_init__(self) -> None:
        require(
            self,
            seasons=between(1, 20),
            efficiency=between(0, 1),
            biased_book=optional(one_of(BOOKS)),
            bias=between(-0.5, 0.5),
            markets=each(one_of(MARKETS), 0),
        )
        if self.biased_book is None and self.bias:
            raise ConfigError(f"bias={self.bias}: must be 0 without a biased_book whose lines it shifts")

    def sources(self) -> Sources:
        """Return the sources of one league, which is simulated once for all of them."""
        replay = Replay(self.seasons)
        return Sources(
            LeagueGames(replay, self.tonight),
            LeagueLines(
                replay,
                self.efficiency,
                self.biased_book,
                self.bias,
                self.ignores_injuries,
                tuple(self.markets),
            ),
            LeagueReports(replay),
            LeagueGameLines(replay),
        )
