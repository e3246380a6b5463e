"""Game logs and lines that are there as data frames, as in a notebook, read like those of files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl

from nba_props.core.fingerprint import digest
from nba_props.core.frames import as_polars
from nba_props.data.dataset import Dataset, DataSource
from nba_props.data.files import injury_reports, positions, prop_lines
from nba_props.data.files.settings import TableSettings
from nba_props.data.quality import QualityReport
from nba_props.data.raw.columns import Field
from nba_props.data.raw.inputs import FrameInput
from nba_props.data.schemas import AVAILABILITY, GAME_LINES, PLAYER_GAMES, POSITIONS, PROP_LINES
from nba_props.data.shapes import event_lines, games
from nba_props.data.sources import GameLinesSource, Games, GamesSource, LinesSource, Sources
from nba_props.data.table import Table

if TYPE_CHECKING:
    from nba_props.core.frames import Frame

_FIELDS: dict[str, tuple[tuple[Field, ...], Table]] = {
    "game_logs": (games.every_field(), PLAYER_GAMES),
    "prop_lines": (prop_lines.FIELDS, PROP_LINES),
    "game_lines": (event_lines.every_field(), GAME_LINES),
    "positions": (positions.FIELDS, POSITIONS),
    "reports": (injury_reports.FIELDS, AVAILABILITY),
}
"""What each table may hold: as files have it, and as it is here."""


@dataclass
class Frames(TableSettings, DataSource):
    """Data frames in place of files, read with the same settings; a field says only whether there is a table.

    Game logs and lines may be canonical already (`nba_props.data.schemas`): then they are checked, not read.
    """

    kind: ClassVar[str] = "frames"
    tables: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False, metadata={"plain": False})
    others: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False, metadata={"plain": False})
    """By table, the columns of a frame from which nothing is read."""

    @classmethod
    def of(cls, settings: TableSettings, tables: Mapping[str, Frame]) -> Frames:
        """Return the frames by the name of their table, read with the settings of `data=files`.

        Raises:
            DataError: one of them is no frame, or holds what a table cannot.
        """
        mapped = {name for mapping in settings.mappings for name in mapping.values()}
        held = {name: as_polars(frame, name, _wanted(name) | mapped) for name, frame in tables.items()}
        others = {name: _others(tables[name], frame) for name, frame in held.items()}
        told: dict[str, Any] = {**settings.reading, **{name: name for name in held}}
        return cls(**told, tables=held, others=others)

    def sources(self) -> Sources:
        """Return sources that read the frames, or take them as they are where they are canonical already."""
        inputs = {
            name: FrameInput(name, frame, self.others.get(name, ())) for name, frame in self.tables.items()
        }
        sources = self.sources_of(inputs)
        logs, lines = inputs["game_logs"], inputs.get("prop_lines")
        if _is_canonical(logs.frame, PLAYER_GAMES):
            sources = replace(sources, games=CanonicalGames(logs, inputs.get("positions")))
        if lines is not None and _is_canonical(lines.frame, PROP_LINES):
            sources = replace(sources, lines=CanonicalLines(lines))
        on_games = inputs.get("game_lines")
        if on_games is not None and _is_canonical(on_games.frame, GAME_LINES):
            sources = replace(sources, game_lines=CanonicalGameLines(on_games))
        return sources

    def setting_of(self, table: str) -> str | None:
        """Return what a person calls the frame of a table."""
        name = {"lines": "prop_lines"}.get(table, table)
        return f"the frame {name}" if name in self.tables else None

    def fingerprint(self, seed: int) -> str:
        """Return a hash of the settings and of all values."""
        return digest([self.reading, super().fingerprint(seed)])

    @property
    def no_reports(self) -> str:
        """The message that names the way out."""
        return "needs injury reports; give a frame of them (reports=)"

    @property
    def no_lines(self) -> str:
        """The message that names the way out."""
        return "needs the books' lines; give a frame of them (lines=)"

    @property
    def no_game_lines(self) -> str:
        """The message that names the way out."""
        return "needs spreads and totals; give a frame of them (game_lines=)"

    @cached_property
    def data(self) -> Dataset:
        """The canonical tables, made once.

        Raises:
            DataError: says which table, row, column and value cannot be used.
        """
        return super().load(0)

    def load(self, seed: int) -> Dataset:  # noqa: ARG002
        """Return the canonical tables; see `data`."""
        return self.data


@dataclass
class CanonicalGames(GamesSource):
    """A frame of canonical player-games, and positions where there are any."""

    logs: FrameInput
    positions: FrameInput | None = None

    def load(self, seed: int, quality: QualityReport) -> Games:  # noqa: ARG002
        """Return the frame, which is checked as all canonical tables are."""
        quality.read[PLAYER_GAMES.name] = self.logs.frame.height
        player_games = _without_nan(self.logs.frame)
        if self.positions is None:
            return Games(player_games)
        return Games(player_games, positions.read_positions(self.positions.origins(), quality))

    def fingerprint(self, seed: int) -> str:  # noqa: ARG002
        """Return a hash of all values."""
        return digest([self.logs.fingerprint(), self.positions and self.positions.fingerprint()])


@dataclass
class CanonicalLines(LinesSource):
    """A frame of canonical lines on games that are canonical, too."""

    lines: FrameInput

    def load(self, games: Games, seed: int, quality: QualityReport) -> pl.DataFrame:  # noqa: ARG002
        """Return the frame, which is checked as all canonical tables are."""
        return _without_nan(self.lines.frame)

    def fingerprint(self, seed: int) -> str:  # noqa: ARG002
        """Return a hash of all values."""
        return self.lines.fingerprint()


@dataclass
class CanonicalGameLines(GameLinesSource):
    """A frame of canonical lines on games that are canonical, too."""

    lines: FrameInput

    def load(self, games: Games, seed: int, quality: QualityReport) -> pl.DataFrame:  # noqa: ARG002
        """Return the frame, which is checked as all canonical tables are."""
        return _without_nan(self.lines.frame)

    def fingerprint(self, seed: int) -> str:  # noqa: ARG002
        """Return a hash of all values."""
        return self.lines.fingerprint()


def _others(given: Frame, held: pl.DataFrame) -> tuple[str, ...]:
    """Return the columns of a frame that were not taken."""
    names = given.collect_schema().names() if isinstance(given, pl.LazyFrame) else list(given.columns)
    return tuple(str(name) for name in names if str(name) not in held.columns)


def _wanted(table: str) -> set[str]:
    """All columns that a table may have."""
    known, canonical = _FIELDS[table]
    return {name for source in known for name in source.names} | set(canonical.columns)


def _is_canonical(frame: pl.DataFrame, table: Table) -> bool:
    return set(table.key) <= set(frame.columns)


def _without_nan(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with NaN, as pandas has it, as unknown."""
    floats = [name for name, kind in frame.schema.items() if kind.is_float()]
    return frame.with_columns(pl.col(floats).fill_nan(None))
