"""`lines=files`: bookmakers' lines from files, beside games from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nba_props.core.component import component
from nba_props.data.files import prop_lines
from nba_props.data.files.prop_lines import LineOptions
from nba_props.data.files.settings import no_files, no_names, unknown_columns, unknown_shape, unknown_zone
from nba_props.data.quality import QualityReport
from nba_props.data.raw.dates import DateOrder
from nba_props.data.raw.inputs import FileInput, Names
from nba_props.data.raw.odds_formats import OddsFormat
from nba_props.data.shapes import lines
from nba_props.data.sources import Games, LinesSource, Quotes
from nba_props.errors import ConfigError

if TYPE_CHECKING:
    from nba_props.data.files.readers import RawLines


@component("lines", "files")
@dataclass
class FileLines(LinesSource):
    """Lines as collectors save them: a file, a folder, a glob, or a list of these.

    `columns` says, for the names that are expected, what the files call them; `market_names` a file's name of
    a market -> ours. `market` is the one of files without a market column; None: the one that the lines fit.
    With `upcoming`, lined players of events after the last game get rows without an outcome.
    """

    path: Names = ""
    columns: dict[str, str] = field(default_factory=dict)
    market: str | None = None
    market_names: dict[str, str] = field(default_factory=dict)
    odds_format: OddsFormat = OddsFormat.american
    shape: str | None = None
    time_zone: str | None = None
    date_order: DateOrder = DateOrder.ask
    upcoming: bool = True

    def __post_init__(self) -> None:
        problems = [] if self.path else [no_files("path", "lines.path", "odds/*.csv")]
        problems += unknown_zone(self.time_zone) + unknown_shape(self.shape, lines.shapes)
        problems += no_names("path", self.path)
        problems += unknown_columns("columns", self.columns, lambda: prop_lines.FIELDS)
        if problems:
            raise ConfigError(problems)

    def load(self, games: Games, seed: int, quality: QualityReport) -> Quotes:
        """Read the files."""
        return self._reader.load(games, seed, quality)

    def fingerprint(self, seed: int) -> str:
        """Return a hash of the files' contents and of how they are read."""
        return self._reader.fingerprint(seed)

    @property
    def _reader(self) -> RawLines:
        from nba_props.data.files.readers import RawLines

        options = LineOptions(
            self.columns,
            self.market_names,
            self.market,
            self.odds_format,
            self.shape,
            self.time_zone,
            self.date_order,
        )
        return RawLines(FileInput(self.path, "lines.path"), options, self.upcoming)
