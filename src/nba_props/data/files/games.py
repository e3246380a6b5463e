"""`games=files`: game logs and positions from files, beside lines and reports from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nba_props.core.component import component
from nba_props.data.files import game_logs
from nba_props.data.files.competitions import KEPT
from nba_props.data.files.game_logs import GameLogOptions
from nba_props.data.files.inputs import FileInput
from nba_props.data.files.minutes import MinutesFormat
from nba_props.data.files.settings import no_files, unknown_columns, unknown_competitions
from nba_props.data.quality import QualityReport
from nba_props.data.sources import Games, GamesSource
from nba_props.errors import ConfigError

if TYPE_CHECKING:
    from nba_props.data.files.raw import RawGames


@component("games", "files")
@dataclass
class FileGames(GamesSource):
    """Game logs in nba_api's shape, and where given positions; each a file, a folder or a glob.

    `columns` says, for the names that are expected, what the logs call them.
    """

    game_logs: str = ""
    positions: str | None = None
    columns: dict[str, str] = field(default_factory=dict)
    minutes: MinutesFormat = MinutesFormat.ask
    competitions: list[str] = field(default_factory=lambda: list(KEPT))

    def __post_init__(self) -> None:
        problems = [] if self.game_logs else [no_files("game_logs", "games.game_logs", "game_logs/*.csv")]
        problems += unknown_columns("columns", self.columns, game_logs.FIELDS)
        problems += unknown_competitions(self.competitions)
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
        from nba_props.data.files.raw import RawGames

        positions = FileInput(self.positions, "games.positions") if self.positions else None
        options = GameLogOptions(self.columns, self.minutes, tuple(self.competitions))
        return RawGames(FileInput(self.game_logs, "games.game_logs"), positions, options)
