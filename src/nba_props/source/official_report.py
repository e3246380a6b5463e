"""`source=official_report`: the league's injury report, and by what names its files are published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from nba_props.core.component import component
from nba_props.data.eastern import EASTERN
from nba_props.data.files.report_names import QUARTERLY
from nba_props.errors import ConfigError
from nba_props.source.http import Http

NAME = "official_report"
ZONE = ZoneInfo(EASTERN)
QUARTER, HOUR, HALF = dt.timedelta(minutes=15), dt.timedelta(hours=1), dt.timedelta(minutes=30)
MISSING = ("403", "404")
"""What a file that is not there answers."""


@component("source", "official_report")
@dataclass
class OfficialReport:
    """The league's injury report: where it is, and how old one may be."""

    base_url: str = "https://ak-static.cms.nba.com/referee/injuryreports"
    back_hours: float = 3
    timeout: float = 30
    attempts: int = 3
    pause: float = 0.5

    def __post_init__(self) -> None:
        problems = [f"back_hours={self.back_hours:g}: must be above 0"] if self.back_hours <= 0 else []
        problems += [f"attempts={self.attempts}: must be at least 1"] if self.attempts < 1 else []
        if problems:
            raise ConfigError(problems)

    def http(self) -> Http:
        """Return the calls."""
        return Http(NAME, self.base_url, self.timeout, self.attempts, self.pause)

    def published(self, now: dt.datetime) -> Iterator[tuple[str, dt.datetime]]:
        """Yield the names of the reports that may be there, the last first, and when each was published."""
        moment = _last(now)
        while now - moment <= dt.timedelta(hours=self.back_hours):
            yield file_name(moment), moment
            moment = _last(moment - dt.timedelta(seconds=1))


def _last(moment: dt.datetime) -> dt.datetime:
    """Return when the last report up to a moment was published, in UTC."""
    utc = moment.astimezone(dt.UTC)
    midnight = utc.replace(hour=0, minute=0, second=0, microsecond=0)
    if utc >= QUARTERLY:
        return midnight + (utc - midnight) // QUARTER * QUARTER
    return midnight + (utc - midnight - HALF) // HOUR * HOUR + HALF


def file_name(published: dt.datetime) -> str:
    """Return the name of the report that was published at a moment."""
    form = "%Y-%m-%d_%I_%M%p" if published >= QUARTERLY else "%Y-%m-%d_%I%p"
    return f"Injury-Report_{published.astimezone(ZONE):{form}}.pdf"
