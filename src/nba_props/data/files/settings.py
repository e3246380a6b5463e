"""Which raw tables there are and how they are read: the settings that files and data frames share."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields

from nba_props.data.files import game_logs, injury_reports, prop_lines
from nba_props.data.files.competitions import KEPT
from nba_props.data.files.game_logs import GameLogOptions
from nba_props.data.files.injury_reports import ReportOptions
from nba_props.data.files.inputs import RawInput
from nba_props.data.files.minutes import MinutesFormat
from nba_props.data.files.odds_formats import OddsFormat
from nba_props.data.files.prop_lines import LineOptions
from nba_props.data.files.read import Field
from nba_props.data.schemas import COMPETITIONS
from nba_props.data.shapes.lines import shapes
from nba_props.data.sources import Sources
from nba_props.errors import ConfigError, did_you_mean

TABLES = ("game_logs", "prop_lines", "positions", "reports")
"""The fields that name tables."""


@dataclass
class TableSettings:
    """The raw tables by name, and how they are written.

    The column mappings say, for the names that are expected, what a table calls them.
    """

    game_logs: str = ""
    prop_lines: str | None = None
    positions: str | None = None
    reports: str | None = None
    game_log_columns: dict[str, str] = field(default_factory=dict)
    minutes: MinutesFormat = MinutesFormat.ask
    """What `34.12` minutes are; see `nba_props.data.files.minutes`."""
    competitions: list[str] = field(default_factory=lambda: list(KEPT))
    """Whose games are kept, of `nba_props.data.schemas.COMPETITIONS`."""
    prop_line_columns: dict[str, str] = field(default_factory=dict)
    report_columns: dict[str, str] = field(default_factory=dict)
    time_zone: str | None = None
    """The zone of times that name none, such as America/New_York; None: they are refused."""
    shape: str | None = None
    """The shape of the lines (`nba_props.data.shapes`); None: by the header."""
    prop_market: str | None = None
    """The market of lines in tables without a market column; None: the one that the lines fit."""
    market_names: dict[str, str] = field(default_factory=dict)
    """A table's name of a market -> ours, where the usual feeds' names are not enough."""
    odds_format: OddsFormat = OddsFormat.american
    upcoming: bool = True
    """Whether lined players of events after the last game log get rows without an outcome."""

    def __post_init__(self) -> None:
        problems = [] if self.game_logs else [no_files("game_logs", "data.game_logs", "game_logs/*.csv")]
        problems += unknown_columns("game_log_columns", self.game_log_columns, game_logs.FIELDS)
        problems += unknown_columns("report_columns", self.report_columns, injury_reports.FIELDS)
        problems += unknown_zone(self.time_zone) + unknown_shape(self.shape)
        problems += unknown_competitions(self.competitions)
        problems += unknown_columns("prop_line_columns", self.prop_line_columns, prop_lines.FIELDS)
        if problems:
            raise ConfigError(problems)

    @property
    def named(self) -> list[str]:
        """The tables that there are."""
        return [table for table in TABLES if getattr(self, table)]

    @property
    def reading(self) -> dict[str, object]:
        """How the tables are read: the settings that name none."""
        names = [setting.name for setting in fields(TableSettings) if setting.name not in TABLES]
        return {name: getattr(self, name) for name in names}

    @property
    def log_options(self) -> GameLogOptions:
        """How game logs are read."""
        return GameLogOptions(self.game_log_columns, self.minutes, tuple(self.competitions))

    @property
    def line_options(self) -> LineOptions:
        """How lines are read."""
        return LineOptions(
            self.prop_line_columns,
            self.market_names,
            self.prop_market,
            self.odds_format,
            self.shape,
            self.time_zone,
        )

    @property
    def report_options(self) -> ReportOptions:
        """How injury reports are read."""
        return ReportOptions(self.report_columns, self.time_zone)

    def sources_of(self, inputs: Mapping[str, RawInput]) -> Sources:
        """Return the sources that read raw tables by name as these settings say."""
        from nba_props.data.files.raw import RawGames, RawLines, RawReports

        lines, reports = inputs.get("prop_lines"), inputs.get("reports")
        return Sources(
            RawGames(inputs["game_logs"], inputs.get("positions"), self.log_options),
            None if lines is None else RawLines(lines, self.line_options, self.upcoming),
            None if reports is None else RawReports(reports, self.report_options),
        )


def no_files(field_name: str, key: str, example: str) -> str:
    """Return the line for a field that must name files and does not."""
    return f"{field_name}: must name a file, a folder or a glob; for example {key}={example}"


def unknown_columns(key: str, mapping: Mapping[str, str], read: tuple[Field, ...]) -> list[str]:
    """One line for each expected column that a mapping names and that does not exist."""
    known = [column.name for column in read]
    return [
        f"{key}.{name}: no such column is read; {did_you_mean(name, known)}"
        for name in mapping
        if name not in known
    ]


def unknown_competitions(kept: Sequence[str]) -> list[str]:
    """One line for each word that is no competition, and one where none is kept."""
    wrong = [name for name in kept if name not in COMPETITIONS]
    lines = [
        f"competitions: {name}: no such competition; {did_you_mean(name, COMPETITIONS)}" for name in wrong
    ]
    return lines if kept else ["competitions: must name at least one"]


def unknown_zone(zone: str | None) -> list[str]:
    """One line where a word is no time zone."""
    if zone is None or zone in zoneinfo.available_timezones():
        return []
    return [f"time_zone={zone}: no such time zone; for example UTC or America/New_York"]


def unknown_shape(shape: str | None) -> list[str]:
    """One line where a word is no shape of lines."""
    known = list(shapes())
    return (
        []
        if shape in (None, *known)
        else [f"shape={shape}: no such shape; {did_you_mean(str(shape), known)}"]
    )
