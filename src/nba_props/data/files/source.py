"""`data=files`: real game logs and bookmakers' lines from files."""

from __future__ import annotations

from dataclasses import dataclass

from nba_props.core.component import component
from nba_props.core.fingerprint import digest
from nba_props.data.dataset import Dataset, DataSource
from nba_props.data.files.settings import TableSettings
from nba_props.data.raw.inputs import FileInput, listed
from nba_props.data.sources import Sources
from nba_props.errors import DataError


@component("data", "files")
@dataclass
class Files(TableSettings, DataSource):
    """Game logs, and where given bookmakers' lines, positions and injury reports.

    Each of them is a file, a folder, a glob, or a list of these, relative to the folder in which the command
    is started.
    """

    def sources(self) -> Sources:
        """Return sources that read the files that are named."""
        return self.sources_of(
            {table: FileInput(getattr(self, table), f"data.{table}") for table in self.named}
        )

    def load(self, seed: int) -> Dataset:
        """Read the files.

        Raises:
            DataError: an input cannot be used; knows which files were read.
        """
        try:
            return super().load(seed)
        except DataError as error:
            error.files = tuple(name for table in self.named for name in listed(getattr(self, table)))
            raise

    def setting_of(self, table: str) -> str | None:
        """Return the key that names the files of a table."""
        name = {"lines": "prop_lines"}.get(table, table)
        return f"data.{name}" if name in self.named else None

    def fingerprint(self, seed: int) -> str:
        """Return a hash of the settings and of the contents of all files, whatever their paths."""
        return digest([self.reading, super().fingerprint(seed)])

    @property
    def no_reports(self) -> str:
        """The message that names the way out."""
        return "needs injury reports; name a table of them in data.reports"
