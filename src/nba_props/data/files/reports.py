"""`reports=files`: injury reports from files, beside games from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from nba_props.core.component import component
from nba_props.data.files import injury_reports
from nba_props.data.files.injury_reports import ReportOptions
from nba_props.data.files.settings import no_files, no_names, unknown_columns, unknown_zone
from nba_props.data.quality import QualityReport
from nba_props.data.raw.dates import DateOrder
from nba_props.data.raw.inputs import FileInput, Names
from nba_props.data.sources import Games, InjuryReports, ReportsSource
from nba_props.errors import ConfigError

if TYPE_CHECKING:
    from nba_props.data.files.readers import RawReports


@component("reports", "files")
@dataclass
class FileReports(ReportsSource):
    """Injury reports: a file, a folder, a glob, or a list of these.

    `columns` says, for the names that are expected, what the files call them; `time_zone` is that of times
    which name none.
    """

    reads_games: ClassVar[bool] = False

    path: Names = ""
    columns: dict[str, str] = field(default_factory=dict)
    time_zone: str | None = None
    date_order: DateOrder = DateOrder.ask

    def __post_init__(self) -> None:
        problems = [] if self.path else [no_files("path", "reports.path", "reports/*.csv")]
        problems += no_names("path", self.path)
        problems += unknown_columns("columns", self.columns, lambda: injury_reports.FIELDS)
        problems += unknown_zone(self.time_zone)
        if problems:
            raise ConfigError(problems)

    def load(self, games: Games, seed: int, quality: QualityReport) -> InjuryReports:
        """Read the files."""
        return self._reader.load(games, seed, quality)

    def fingerprint(self, seed: int) -> str:
        """Return a hash of the files' contents."""
        return self._reader.fingerprint(seed)

    @property
    def _reader(self) -> RawReports:
        from nba_props.data.files.readers import RawReports

        options = ReportOptions(self.columns, self.time_zone, self.date_order)
        return RawReports(FileInput(self.path, "reports.path"), options)
