"""What a data source returns: the canonical tables, their quality report, and the source's base class."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

import polars as pl

from nba_props.data.quality import QualityReport
from nba_props.data.schemas import PLAYER_GAMES, POSITIONS, PROP_LINES

if TYPE_CHECKING:
    from nba_props.data.truth import Truth

ORDER = ("date", "game_id", "player_id")
"""The canonical order of player-games; it holds no outcome."""


@dataclass(frozen=True)
class Dataset:
    """Canonical tables, checked, `player_games` in canonical order (see `nba_props.data.schemas`).

    `reports` is the injury report where the source has one: who is known to be out before tip-off.
    `truth` is present for simulated leagues only: the distribution that each player-game was drawn from.
    """

    player_games: pl.DataFrame
    prop_lines: pl.DataFrame = field(default_factory=PROP_LINES.empty)
    reports: pl.DataFrame | None = None
    positions: pl.DataFrame = field(default_factory=POSITIONS.empty)
    quality: QualityReport = field(default_factory=QualityReport)
    truth: Truth | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "player_games", self.player_games.sort(ORDER))

    def with_player_games(self, player_games: pl.DataFrame) -> Dataset:
        """Return the same data set with other player-games."""
        return replace(self, player_games=player_games)


@dataclass
class DataSource:
    """Base of `data=` options: where the tables come from."""

    no_reports: ClassVar[str] = "the data source has no injury reports"
    """What to say when reports are asked for and `has_reports` is false."""

    @property
    def has_reports(self) -> bool:
        """Whether `load` will return injury reports; known from the configuration alone."""
        return False

    def load(self, seed: int) -> Dataset:
        """Read or make the tables.

        Raises:
            DataError: an input cannot be used.
        """
        raise NotImplementedError

    def fingerprint(self, seed: int) -> str:
        """Return a hash that changes whenever the tables would; much cheaper than `load`."""
        raise NotImplementedError


def check_player_games(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame as a canonical `player_games` table, in canonical order."""
    return PLAYER_GAMES.conform(frame).sort(ORDER)
