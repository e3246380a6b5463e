"""What a data source returns: the canonical tables, their quality report, and the source's base class."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

import polars as pl

from nba_props.data.quality import QualityReport
from nba_props.data.schemas import (
    GAME_LINES,
    PLAYER_GAMES,
    POSITIONS,
    PROP_LINES,
    TEAM_REPORTS,
    UNMATCHED,
    WITHDRAWN,
)

if TYPE_CHECKING:
    from nba_props.data.sources import Sources
    from nba_props.data.truth import Truth

ORDER = ("date", "game_id", "player_id")
"""The canonical order of player-games; it holds no outcome."""


@dataclass(frozen=True)
class Dataset:
    """Canonical tables, checked, `player_games` in canonical order (see `nba_props.data.schemas`).

    `reports` is the injury report where the source has one: who is known to be out before tip-off;
    `team_reports` tells of which teams it is, where the source knows that. `unmatched` are quotes on players
    whom nobody was found for, `withdrawn` those lines that a later snapshot is without.
    `truth` is present for simulated leagues only: the distribution that each player-game was drawn from.
    """

    player_games: pl.DataFrame
    prop_lines: pl.DataFrame = field(default_factory=PROP_LINES.empty)
    game_lines: pl.DataFrame = field(default_factory=GAME_LINES.empty)
    reports: pl.DataFrame | None = None
    team_reports: pl.DataFrame = field(default_factory=TEAM_REPORTS.empty)
    positions: pl.DataFrame = field(default_factory=POSITIONS.empty)
    unmatched: pl.DataFrame = field(default_factory=UNMATCHED.empty)
    withdrawn: pl.DataFrame = field(default_factory=WITHDRAWN.empty)
    quality: QualityReport = field(default_factory=QualityReport)
    truth: Truth | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "player_games", self.player_games.sort(ORDER))

    def with_player_games(self, player_games: pl.DataFrame) -> Dataset:
        """Return the same data set with other player-games."""
        return replace(self, player_games=player_games)


@dataclass
class DataSource:
    """Base of `data=` options: which sources the tables come from."""

    has_games: ClassVar[bool] = True
    """Whether there are games among its sources; `games=` names them otherwise."""

    def sources(self) -> Sources:
        """Return the sources of games, of lines and of reports; known from the configuration alone."""
        raise NotImplementedError

    def setting_of(self, table: str) -> str | None:  # noqa: ARG002
        """Return the full key by which a person named `lines` or `reports`, where one has."""
        return None

    @property
    def has_reports(self) -> bool:
        """Whether `load` will return injury reports."""
        return self.sources().reports is not None

    @property
    def has_game_lines(self) -> bool:
        """Whether `load` will return spreads, totals and moneylines."""
        return self.sources().game_lines is not None

    @property
    def has_lines(self) -> bool:
        """Whether `load` will return prop lines."""
        return self.sources().lines is not None

    @property
    def no_reports(self) -> str:
        """The message for when reports are asked for and `has_reports` is false."""
        return "the data source has no injury reports"

    @property
    def no_lines(self) -> str:
        """The message for when prop lines are asked for and `has_lines` is false."""
        return "needs the books' lines; name them in data.prop_lines"

    @property
    def no_game_lines(self) -> str:
        """The message for when lines on games are asked for and `has_game_lines` is false."""
        return "needs spreads and totals; name them in data.game_lines of data=files"

    def load(self, seed: int) -> Dataset:
        """Read or make the tables.

        Raises:
            DataError: an input cannot be used.
        """
        from nba_props.data.assemble import assemble

        return assemble(self.sources(), seed)

    def fingerprint(self, seed: int) -> str:
        """Return a hash that changes whenever the tables would; much cheaper than `load`.

        Raises:
            DataError: an input cannot be read.
        """
        return self.sources().fingerprint(seed)


def check_player_games(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame as a canonical `player_games` table, in canonical order."""
    return PLAYER_GAMES.conform(frame).sort(ORDER)
