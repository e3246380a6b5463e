"""Game logs and lines that are there as data frames, as in a notebook, read like those of `data=files`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import polars as pl

from nba_props.core.frames import as_polars
from nba_props.data.dataset import Dataset
from nba_props.data.files import availability, game_logs, positions, prop_lines
from nba_props.data.files.read import Field, Given, Source
from nba_props.data.files.source import TABLES, Files
from nba_props.data.quality import QualityReport
from nba_props.data.schemas import AVAILABILITY, PLAYER_GAMES, POSITIONS, PROP_LINES, Table
from nba_props.errors import DataError

if TYPE_CHECKING:
    from nba_props.core.frames import Frame

_FIELDS: dict[str, tuple[tuple[Field, ...], Table]] = {
    "game_logs": (game_logs.FIELDS, PLAYER_GAMES),
    "prop_lines": (prop_lines.FIELDS, PROP_LINES),
    "positions": (positions.FIELDS, POSITIONS),
    "reports": (availability.FIELDS, AVAILABILITY),
}
"""What each table may hold: as files have it, and as it is here."""


@dataclass
class Frames(Files):
    """The tables of `Files` as data frames; a field that names files says only whether there is a table.

    Game logs and lines may be canonical already (`nba_props.data.schemas`): then they are checked, not read.
    """

    kind: ClassVar[str] = "frames"
    tables: dict[str, pl.DataFrame] = field(default_factory=dict, repr=False, metadata={"plain": False})

    @classmethod
    def of(cls, settings: Files, tables: Mapping[str, Frame]) -> Frames:
        """Return the frames by the name of their table, read with the settings of `data=files`.

        Raises:
            DataError: one of them is no frame, or holds what a table cannot.
        """
        told: dict[str, Any] = {
            each.name: getattr(settings, each.name) for each in fields(Files) if each.name not in TABLES
        }
        mapped = {*settings.game_log_columns.values(), *settings.prop_line_columns.values()}
        held = {name: as_polars(frame, name, _wanted(name) | mapped) for name, frame in tables.items()}
        return cls(**told | {name: name for name in held}, tables=held)

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

    def fingerprint(self, seed: int) -> str:  # noqa: ARG002
        """Return a hash of the fields and of all values."""
        settings = {each.name: getattr(self, each.name) for each in fields(Files)}
        digest = hashlib.blake2b(repr(settings).encode(), digest_size=16)
        for name, frame in self.tables.items():
            digest.update(f"{name} {frame.schema}".encode())
            digest.update(frame.hash_rows(seed=0).to_numpy().tobytes())
        return digest.hexdigest()

    def _sources(self, table: str) -> Sequence[Source]:
        return [Given(table, self.tables[table])]

    def _logs(self, quality: QualityReport) -> tuple[pl.DataFrame, dict[str, str]]:
        logs = self.tables["game_logs"]
        if not _is_canonical(logs, PLAYER_GAMES):
            return super()._logs(quality)
        quality.read[PLAYER_GAMES.name] = logs.height
        return _conformed(logs, PLAYER_GAMES), {}

    def _lines(
        self, logs: pl.DataFrame, teams: dict[str, str], quality: QualityReport
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        lines = self.tables.get("prop_lines")
        if lines is None or not _is_canonical(lines, PROP_LINES):
            return super()._lines(logs, teams, quality)
        quality.read[PROP_LINES.name] = lines.height
        return logs, _conformed(lines, PROP_LINES)


def _wanted(table: str) -> set[str]:
    """All columns that a table may have."""
    known, canonical = _FIELDS[table]
    return {name for each in known for name in each.names} | set(canonical.columns)


def _is_canonical(frame: pl.DataFrame, table: Table) -> bool:
    return set(table.key) <= set(frame.columns)


def _conformed(frame: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return a canonical table, checked; NaN, as pandas has it, counts as unknown."""
    floats = [name for name, kind in frame.schema.items() if kind.is_float()]
    try:
        return table.conform(frame.with_columns(pl.col(floats).fill_nan(None)))
    except pl.exceptions.PolarsError as error:
        raise DataError(f"{table.name}: {str(error).splitlines()[0]}") from error
