"""`reports=files`: injury reports from files, beside games from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nba_props.core.component import component
from nba_props.data.files.inputs import FileInput
from nba_props.data.files.settings import no_files
from nba_props.data.quality import QualityReport
from nba_props.data.sources import Games, InjuryReports, ReportsSource
from nba_props.errors import ConfigError

if TYPE_CHECKING:
    from nba_props.data.files.raw import RawReports


@component("reports", "files")
@dataclass
class FileReports(ReportsSource):
    """Injury reports: a file, a folder or a glob of CSV or Parquet files."""

    path: str = ""

    def __post_init__(self) -> None:
        if not self.path:
            raise ConfigError([no_files("path", "reports.path", "reports/*.csv")])

    def load(self, games: Games, seed: int, quality: QualityReport) -> InjuryReports:
        """Read the files."""
        return self._reader.load(games, seed, quality)

    def fingerprint(self, seed: int) -> str:
        """Return a hash of the files' contents."""
        return self._reader.fingerprint(seed)

    @property
    def _reader(self) -> RawReports:
        from nba_props.data.files.raw import RawReports

        return RawReports(FileInput(self.path, "reports.path"))
