"""`data=store`: games, lines and reports from a local store."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from nba_props.core.component import component
from nba_props.core.fingerprint import digest
from nba_props.core.rules import each, one_of, optional, own_folder, require
from nba_props.data.dataset import DataSource
from nba_props.data.eastern import league_day
from nba_props.data.files.competitions import KEPT
from nba_props.data.schemas import COMPETITIONS, PLAYER_GAMES
from nba_props.data.sources import (
    GameLinesSource,
    GameQuotes,
    Games,
    GamesSource,
    InjuryReports,
    LinesSource,
    Quotes,
    ReportsSource,
    Sources,
)
from nba_props.errors import DataError

if TYPE_CHECKING:
    from nba_props.data.quality import QualityReport
    from nba_props.data.store.as_of import View


TABLES = ("player_games", "positions", "schedule", "rosters")
"""What tells the games and who plays for whom."""

REPORTS = ("injury_reports", "submissions")
"""What tells who is out, and which teams have said so."""


@component("data", "store")
@dataclass
class Stored(DataSource):
    """The tables of the store in `folder`.

    With `as_of`, a moment such as 2024-03-01T22:00Z, nothing is seen that came later: no quotes, no reports,
    no games of its day or after. With `upcoming`, lined players of events after the last game get rows
    without an outcome; with `whole_rosters`, all players of the teams that play next do. `competitions` are
    those whose games are kept, played or to come.
    """

    folder: str = ""
    as_of: str | None = None
    upcoming: bool = True
    whole_rosters: bool = False
    competitions: list[str] = field(default_factory=lambda: list(KEPT))

    def __post_init__(self) -> None:
        require(
            self,
            folder=own_folder,
            as_of=optional(_moment_rule),
            competitions=each(one_of(COMPETITIONS)),
        )

    def sources(self) -> Sources:
        """Return sources that read the store; None where it has no lines or reports."""
        root, view = Path(self.folder), self._view
        return Sources(
            StoredGames(view, self.competitions, self.whole_rosters),
            StoredLines(view, self.upcoming) if _may_hold(root, "quotes") else None,
            StoredReports(view) if any(_may_hold(root, table) for table in REPORTS) else None,
            StoredGameLines(view) if _may_hold(root, "game_quotes") else None,
        )

    @property
    def no_reports(self) -> str:
        """The message that names the way out."""
        return f"needs injury reports, and {self.folder} holds none; `nba-props data reports` fetches them"

    @property
    def _view(self) -> View:
        from nba_props.data.store.as_of import View

        return View(Path(self.folder), None if self.as_of is None else moment(self.as_of))


@dataclass
class StoredGames(GamesSource):
    """Played games, positions, the games to come and who is on which team."""

    view: View
    competitions: list[str]
    whole_rosters: bool = False

    def load(self, seed: int, quality: QualityReport) -> Games:  # noqa: ARG002
        """Read the tables.

        Raises:
            DataError: there is no store, no game in it, or a file is damaged.
        """
        import polars as pl

        every = self.view.read("player_games")
        if every.is_empty():
            until = f" before {self.view.now:%Y-%m-%d}" if self.view.now else ""
            raise DataError(
                f"{self.view.root}: the store holds no games{until}; `nba-props data update` or "
                "`nba-props data import` brings them"
            )
        is_kept = pl.col("competition").is_in(self.competitions).fill_null(value=True)
        kept = every.filter(is_kept)
        quality.read[PLAYER_GAMES.name] = every.height
        quality.note(PLAYER_GAMES.name, "game of another competition", every.height - kept.height)
        positions, schedule, rosters = (self.view.read(name) for name in TABLES[1:])
        return Games(
            kept,
            positions,
            schedule=schedule.filter(is_kept),
            other_games=schedule.filter(~is_kept),
            rosters=rosters,
            whole_rosters=self.whole_rosters,
            today=None if self.view.now is None else league_day(self.view.now),
        )

    def fingerprint(self, seed: int) -> str:  # noqa: ARG002
        """Return a hash of the tables' contents and of which games are kept."""
        return digest([self.view.fingerprint(TABLES), self.competitions, self.whole_rosters])


@dataclass
class StoredLines(LinesSource):
    """Books' quotes of all snapshots."""

    view: View
    upcoming: bool = True

    def load(self, games: Games, seed: int, quality: QualityReport) -> Quotes:  # noqa: ARG002
        """Read the table; the day and tip-off of an event are those that were fetched last."""
        return Quotes(self.view.quotes(), self.upcoming)

    def fingerprint(self, seed: int) -> str:  # noqa: ARG002
        """Return a hash of the table's contents."""
        return digest([self.view.fingerprint(["quotes"]), self.upcoming])


@dataclass
class StoredReports(ReportsSource):
    """Injury reports of all snapshots."""

    reads_games: ClassVar[bool] = False

    view: View

    def load(self, games: Games, seed: int, quality: QualityReport) -> InjuryReports:  # noqa: ARG002
        """Read the tables."""
        return InjuryReports(*(self.view.read(table) for table in REPORTS))

    def fingerprint(self, seed: int) -> str:  # noqa: ARG002
        """Return a hash of the tables' contents."""
        return self.view.fingerprint(REPORTS)


@dataclass
class StoredGameLines(GameLinesSource):
    """Books' lines on games of all snapshots."""

    view: View

    def load(self, games: Games, seed: int, quality: QualityReport) -> GameQuotes:  # noqa: ARG002
        """Read the table."""
        return GameQuotes(self.view.read("game_quotes"))

    def fingerprint(self, seed: int) -> str:  # noqa: ARG002
        """Return a hash of the table's contents."""
        return self.view.fingerprint(["game_quotes"])


def moment(text: str) -> dt.datetime:
    """Return a moment that names its zone, in UTC.

    Raises:
        ValueError: it is none, or names no zone.
    """
    found = dt.datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found.astimezone(dt.UTC)


def _moment_rule(text: str) -> str | None:
    try:
        moment(text)
    except (ValueError, OverflowError):
        return "a moment with its zone, such as 2024-03-01T22:00Z"
    return None


def _may_hold(root: Path, table: str) -> bool:
    """Tell whether a store has rows of a table; of one that is not there, reading tells more."""
    return not root.is_dir() or any((root / table).glob("*/*.parquet"))
