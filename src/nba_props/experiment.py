"""The typed tree of the whole configuration: every group of `conf/` is one field here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nba_props.availability.base import Availability
from nba_props.calibration.base import Calibration
from nba_props.core import component
from nba_props.core.component import kind_of
from nba_props.core.keys import BOOK_MEDIAN
from nba_props.core.rules import Rule, at_least, between, no_longer_than, optional, own_folder, require
from nba_props.criteria.base import Criteria
from nba_props.data.combined import combination_problems, combined
from nba_props.data.dataset import DataSource
from nba_props.data.sources import GamesSource, LinesSource, ReportsSource
from nba_props.distribution.base import Distribution, quantile_problems
from nba_props.errors import ConfigError
from nba_props.evaluation import catalogue
from nba_props.evaluation.objectives import allowed
from nba_props.features.base import Block, Features
from nba_props.ledger.offers import BetAt
from nba_props.ledger.selection import BetSelection
from nba_props.market import Market
from nba_props.model.base import Model
from nba_props.phase import Phase
from nba_props.pooling.base import Pooling
from nba_props.pricing.devig.base import Devig
from nba_props.pricing.hygiene import QuoteFilter
from nba_props.staking.base import Staking
from nba_props.store import Tracking
from nba_props.validation.base import Validation
from nba_props.validation.selection import selection_problems

MOST_THREADS = 1024
"""Threads beyond which a process dies of them."""

PRICES_LABEL = "features: the books' own lines are among them; predictions correct the line"

RULES: dict[str, Rule] = {
    "seed": at_least(0),
    "threads": between(1, MOST_THREADS),
    "objective": allowed(catalogue.objectives()),
    "run_name": optional(no_longer_than(250)),
}
"""What is allowed in the experiment's own fields."""


@dataclass
class Paths:
    """Folders that a run writes to, relative to where the command is started; no part of a job's identity."""

    outputs: str = "outputs"
    cache: str = "outputs/.cache"

    def __post_init__(self) -> None:
        require(self, outputs=own_folder, cache=own_folder)


@component.component("experiment")
@dataclass
class Experiment:
    """One experiment, complete: what `python train.py` runs."""

    phase: Phase
    data: DataSource
    games: GamesSource
    lines: LinesSource
    reports: ReportsSource
    availability: Availability
    market: Market
    features: Features
    model: Model
    validation: Validation
    distribution: Distribution
    calibration: Calibration
    pooling: Pooling
    devig: Devig
    staking: Staking
    criteria: Criteria
    tracking: Tracking
    hygiene: QuoteFilter = field(default_factory=QuoteFilter)
    bets: BetSelection = field(default_factory=BetSelection)
    paths: Paths = field(default_factory=Paths)
    seed: int = 42
    threads: int = 2
    objective: str = "val_mae"
    force: bool = False
    run_name: str | None = None

    def __post_init__(self) -> None:
        require(self, **RULES)
        problems = combination_problems(self.data, self.games, self.lines, self.reports)
        problems += unknown_stats(self.features.blocks, self.market.name) + self._blind_blocks()
        problems += self._missing_reports() + self._stale_prices() + self._missing_prices()
        problems += self._missing_line()
        problems += selection_problems(self.features.selection, self.model)
        problems += quantile_problems(self.distribution, self.model)
        if problems:
            raise ConfigError(problems)

    def _blind_blocks(self) -> list[str]:
        """Blocks that need to know who is out, when nobody says."""
        blind = [name for name, block in self.blocks.items() if block.needs_absences]
        if kind_of(self.availability) != "none" or not blind:
            return []
        return [
            f"features.blocks: {', '.join(blind)} must know who is out; set availability=expected, "
            "availability=reported or availability=as_played"
        ]

    def _missing_reports(self) -> list[str]:
        """Injury reports that are asked for, when the data source has none."""
        if not self.availability.needs_reports or self.source.has_reports:
            return []
        return [f"availability={kind_of(self.availability)}: {self.source.no_reports}"]

    def _missing_prices(self) -> list[str]:
        """Books' lines that feature blocks ask for, when the data source has none."""
        source, blocks = self.source, self.blocks.items()
        games = [name for name, block in blocks if block.needs_game_lines and not source.has_game_lines]
        players = [name for name, block in blocks if block.needs_lines and not source.has_lines]
        return [
            *(f"features.blocks.{name}: {source.no_game_lines}" for name in games),
            *(f"features.blocks.{name}: {source.no_lines}" for name in players),
        ]

    def _stale_prices(self) -> list[str]:
        """Return a line for bets at first prices beside news.

        Who is out is known of a whole game, first quotes on its players are hours apart, and picks are made
        with later news than a test could have that stops at the earliest of them.
        """
        if self.bets.bet_at is BetAt.last or not self.availability.has_news:
            return []
        return [
            f"bets.bet_at=first: the news of availability={kind_of(self.availability)} may be later than "
            "these prices; set bets.bet_at=last, availability=expected or availability=none"
        ]

    def _missing_line(self) -> list[str]:
        """Return a line where the model starts from the books' line and no feature holds it."""
        if BOOK_MEDIAN not in self.model.needs() or self.reads_prices:
            return []
        return [
            f"model={kind_of(self.model)}: needs the books' lines among the features; set features=market"
        ]

    @property
    def source(self) -> DataSource:
        """The source of the tables: `data=`, and in its place the games, lines, reports that are chosen."""
        return combined(self.data, self.games, self.lines, self.reports)

    @property
    def labels(self) -> list[str]:
        """What every figure of the experiment must carry, one line each."""
        lineups = self.availability.label
        return ([f"lineups: {lineups}"] if lineups else []) + ([PRICES_LABEL] if self.reads_prices else [])

    @property
    def reads_prices(self) -> bool:
        """Whether the books' own lines on players are among the features."""
        return any(block.needs_lines for block in self.blocks.values())

    @property
    def choices(self) -> dict[str, str]:
        """The chosen option of each group; a model that brings its own features has the feature set `own`."""
        return {
            "phase": self.phase.name,
            "data": kind_of(self.data),
            **self._chosen_sources(),
            "availability": kind_of(self.availability),
            "market": self.market.name,
            "features": self.features.name if self.model.blocks() is None else "own",
            "model": kind_of(self.model),
            "validation": kind_of(self.validation),
            "distribution": kind_of(self.distribution),
            "calibration": kind_of(self.calibration),
            "pooling": kind_of(self.pooling),
            "devig": kind_of(self.devig),
            "staking": kind_of(self.staking),
            "criteria": self.criteria.name,
            **({"prices": "features"} if self.reads_prices else {}),
        }

    def _chosen_sources(self) -> dict[str, str]:
        """Return the sources that are not left to `data=`."""
        parts = {"games": self.games, "lines": self.lines, "reports": self.reports}
        return {group: kind_of(part) for group, part in parts.items() if kind_of(part) != "data"}

    @property
    def blocks(self) -> dict[str, Block]:
        """The feature blocks: the model's own, where it brings some, otherwise those of `features=`."""
        return self.model.blocks() or self.features.blocks


def unknown_stats(blocks: Mapping[str, Block], market: str) -> list[str]:
    """Return a line for each name in a feature block that is neither a stat nor the market's own."""
    return [
        f"features.blocks.{name}.{line}"
        for name, block in blocks.items()
        for line in block.unknown_stats(market)
    ]
