"""`data=demo`: a seeded simulated league, and the law that each of its player-games was drawn from."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nba_props.core.component import component
from nba_props.core.rules import between, one_of, optional, require
from nba_props.data.dataset import Dataset, DataSource
from nba_props.data.demo.names import BOOKS, TEAMS
from nba_props.data.quality import QualityReport
from nba_props.data.schemas import POSTGAME_COLUMNS

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

LAST_SEASON = 2023
"""The last simulated season starts in this year."""
_PARTS = ("schedule", "league", "absences", "pregame", "games", "lined", "quotes", "reports")


@component("data", "demo")
@dataclass
class DemoLeague(DataSource):
    """A league of 30 teams and fictional players.

    `seasons`: how many, the last one being 2023-24. `efficiency`: 1 makes the books' belief the truth given
    what is known when they quote, 0 a noisy view of the season's mean. `biased_book` shifts its lines by
    `bias`, a share of the line. `tonight`: blank the outcomes of the last day.
    """

    seasons: int = 3
    efficiency: float = 1.0
    biased_book: str | None = None
    bias: float = 0.0
    tonight: bool = False

    def __post_init__(self) -> None:
        require(
            self,
            seasons=between(1, 20),
            efficiency=between(0, 1),
            biased_book=optional(one_of(BOOKS)),
            bias=between(-0.5, 0.5),
        )

    @property
    def has_reports(self) -> bool:
        """The league issues them."""
        return True

    def load(self, seed: int) -> Dataset:
        """Simulate the league: the same seed and fields give the same bytes."""
        from nba_props.data.demo import beliefs, books, boxscore, injuries, pregame, rosters, schedule, tables

        rng = _generators(seed)
        years = [LAST_SEASON - back for back in reversed(range(self.seasons))]
        games = schedule.make_schedule(rng["schedule"], years, len(TEAMS))
        league = rosters.make_league(rng["league"], self.seasons, len(TEAMS))
        roster = league.roster(games)
        absences = injuries.make_absences(rng["absences"], league, games, roster)
        before = pregame.prepare(rng["pregame"], league, games, roster, absences)
        draw = boxscore.play(rng["games"], before, league.finishing[before.roster])
        lined = beliefs.line_up(rng["lined"], before)
        market = books.Market(self.efficiency, self.biased_book, self.bias)
        seen = beliefs.Seen(before, draw, games.season.repeat(2))
        quotes = books.make_quotes(rng["quotes"], market, lined, seen)

        fixtures = tables.Fixtures.of(games, [f"{year}-{(year + 1) % 100:02d}" for year in years])
        player_games, truth = tables.player_games(fixtures, league, before, draw, lined)
        reports = tables.availability(rng["reports"], fixtures, before, absences)
        lines = tables.prop_lines(fixtures, before, lined, quotes)
        positions = tables.positions(fixtures, league)
        counts = {
            "player_games": player_games.height,
            "prop_lines": lines.height,
            "availability": reports.height,
            "positions": positions.height,
        }
        return Dataset(
            player_games=_without_last_day(player_games) if self.tonight else player_games,
            prop_lines=lines,
            reports=reports,
            positions=positions,
            quality=QualityReport(read=counts, kept=dict(counts)),
            truth=truth,
        )

    def fingerprint(self, seed: int) -> str:
        """Return a hash of the fields, the seed and the source of the simulation."""
        digest = hashlib.sha256(json.dumps([asdict(self), seed], sort_keys=True).encode())
        here = Path(__file__).parent
        for path in (*sorted(here.glob("*.py")), here.parent / "truth.py"):
            digest.update(path.read_bytes())
        return digest.hexdigest()


def _generators(seed: int) -> dict[str, np.random.Generator]:
    """One generator for each part, so that a change in one part leaves the others' draws alone."""
    import numpy as np

    children = np.random.SeedSequence(seed).spawn(len(_PARTS))
    return {part: np.random.default_rng(child) for part, child in zip(_PARTS, children, strict=True)}


def _without_last_day(player_games: pl.DataFrame) -> pl.DataFrame:
    """Return the table with the outcomes of its last day blanked, as it looks before tip-off."""
    import polars as pl

    tonight = pl.col("date") == pl.col("date").max()
    return player_games.with_columns(pl.when(~tonight).then(pl.col(POSTGAME_COLUMNS)))
