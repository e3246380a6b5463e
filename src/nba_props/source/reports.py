"""The last injury report, fetched into the store; a missing one means unknown, not that nobody is out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from nba_props.data.store.store import Change, DataStore
from nba_props.errors import SourceError
from nba_props.source import report_pdf, report_rows
from nba_props.source.http import Http
from nba_props.source.official_report import MISSING, NAME, OfficialReport


@dataclass(frozen=True)
class Published:
    """A report by its name, what a message on it begins with, when it was published, and when fetched.

    A file does not tell when it was fetched: None.
    """

    name: str
    place: str
    at: dt.datetime
    fetched_at: dt.datetime | None


@dataclass(frozen=True)
class Report:
    """A report that was found: its file, when it was published, what it brought, and for how many teams."""

    name: str
    published: dt.datetime
    change: Change
    teams: int
    waiting: int


@dataclass
class LastReport:
    """The last report that was published up to now."""

    source: OfficialReport
    http: Http
    store: DataStore
    now: dt.datetime

    def fetch(self) -> Report:
        """Return the last report, once it is in the store.

        Raises:
            SourceError: there is none of the last hours, or it cannot be read.
        """
        for name, published in self.source.published(self.now):
            content = self._content(name)
            if content is not None:
                self.store.keep_raw(NAME, name, content, self.now)
                place = f"{NAME}: {name}"
                rows = report_pdf.table(content, place)
                return put(self.store, rows, Published(name, place, published, self.now))
        raise SourceError(
            f"{NAME}: no report of the last {self.source.back_hours:g} hours: who is out is unknown",
            "MISSING",
        )

    def names(self) -> list[str]:
        """Return the names of the reports that would be asked for, the last first."""
        return [name for name, _ in self.source.published(self.now)]

    def _content(self, name: str) -> bytes | None:
        try:
            return self.http.get(name).content
        except SourceError as error:
            if error.code not in MISSING:
                raise
        return None

    def note(self, said: str) -> None:
        """Note in the store what came of it."""
        self.store.note(NAME, {"at": self.now.isoformat(timespec="seconds"), "said": said})


def put(store: DataStore, rows: Sequence[dict[str, str]], of: Published) -> Report:
    """Return a report of rows, as they stand on its pages, once it is in the store.

    Raises:
        SourceError: a row says what none of its kind can.
    """
    whole = report_rows.filled_down(rows, of.place)
    submitted = report_rows.submissions(whole, of.at, of.place)
    injuries = report_rows.injuries(whole, of.at, of.place)
    change = store.append("injury_reports", injuries, of.fetched_at)
    store.append("submissions", submitted, of.fetched_at)
    waiting = submitted.height - int(submitted["submitted"].sum())
    return Report(of.name, of.at, change, submitted.height, waiting)
