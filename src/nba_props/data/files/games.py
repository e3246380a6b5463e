"""`games=files`: game logs and positions from files, beside lines and reports from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nba_props.core.component import component
from nba_props.data.files import positions
from nba_props.data.files.competitions import KEPT
from nba_props.data.files.game_rows import GameLogOptions
from nba_props.data.files.settings import (
    no_files,
    no_names,
    unknown_columns,
    unknown_competitions,
    unknown_shape,
    unknown_zone,
)
from nba_props.data.quality import QualityReport
from nba_props.data.raw.dates import DateOrder
from nba_props.data.raw.inputs import FileInput, Names
from nba_props.data.raw.minutes import MinutesFormat
from nba_props.data.shapes import games
from nba_props.data.sources import Games, GamesSource
from nba_props.errors import ConfigError

if TYPE_CHECKING:
    from nba_props.data.files.readers import RawGames


@component("games", "files")
@dataclass
class FileGames(GamesSource):
    """Game logs, and where given positions; each a file, a folder, a glob, or a list of these.

    `columns` says, for the names that are expected, what the logs call them; `shape` is one of
    `nba_props.data.shapes.games` (None: by the header); `time_zone` is that of times that name none
    (None: those that do not tell the day are refused).
    """

    game_logs: Names = ""
    positions: Names = None
    columns: dict[str, str] = field(default_factory=dict)
    position_columns: dict[str, str] = field(default_factory=dict)
    shape: str | None = None
    minutes: MinutesFormat = MinutesFormat.ask
    time_zone: str | None = None
    date_order: DateOrder = DateOrder.ask
    competitions: list[str] = field(default_factory=lambda: list(KEPT))

    def __post_init__(self) -> None:
        problems = [] if self.game_logs else [no_files("game_logs", "games.game_logs", "game_logs/*.csv")]
        problems += unknown_columns("columns", self.columns, games.every_field)
        problems += unknown_columns("position_columns", self.position_columns, lambda: positions.FIELDS)
        problems += unknown_competitions(self.competitions) + unknown_shape(self.shape, games.shapes)
        problems += unknown_zone(self.time_zone)
        problems += no_names("game_logs", self.game_logs) + no_names("positions", self.positions)
        if problems:
            raise ConfigError(problems)

    def load(self, seed: int, quality: QualityReport) -> Games:
        """Read the files."""
        return self._reader.load(seed, quality)

    def fingerprint(self, seed: int) -> str:
        """Return a hash of the files' contents and of how they are read."""
        return self._reader.fingerprint(seed)

    @property
    def _reader(self) -> RawGames:
        from nba_props.data.files.readers import RawGames

        where = FileInput(self.positions, "games.positions") if self.positions else None
        options = GameLogOptions(
            self.columns,
            self.minutes,
            tuple(self.competitions),
            self.shape,
            date_order=self.date_order,
            time_zone=self.time_zone,
            zone_setting="games.time_zone",
        )
        logs = FileInput(self.game_logs, "games.game_logs")
        return RawGames(logs, where, options, self.position_columns)
