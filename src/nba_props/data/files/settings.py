"""Which raw tables there are and how they are read: the settings that files and data frames share."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields

from nba_props.data.files import injury_reports, positions, prop_lines
from nba_props.data.files.competitions import KEPT
from nba_props.data.files.game_lines import GameLineOptions
from nba_props.data.files.game_rows import GameLogOptions
from nba_props.data.files.injury_reports import ReportOptions
from nba_props.data.files.prop_lines import LineOptions
from nba_props.data.raw.columns import Field
from nba_props.data.raw.dates import DateOrder
from nba_props.data.raw.inputs import Names, RawInput, listed
from nba_props.data.raw.minutes import MinutesFormat
from nba_props.data.raw.odds_formats import OddsFormat
from nba_props.data.schemas import COMPETITIONS
from nba_props.data.shapes import event_lines, games, lines
from nba_props.data.sources import Sources
from nba_props.errors import ConfigError, did_you_mean

TABLES = ("game_logs", "prop_lines", "game_lines", "positions", "reports")
"""The fields that name tables."""
COLUMNS = {
    "game_logs": "game_log_columns",
    "prop_lines": "prop_line_columns",
    "game_lines": "game_line_columns",
    "positions": "position_columns",
    "reports": "report_columns",
}
"""Table -> the field that holds its column mapping."""


@dataclass
class TableSettings:
    """The raw tables by name, and how they are written.

    The column mappings say, for the names that are expected, what a table calls them.
    """

    game_logs: Names = ""
    prop_lines: Names = None
    game_lines: Names = None
    positions: Names = None
    reports: Names = None
    game_log_columns: dict[str, str] = field(default_factory=dict)
    minutes: MinutesFormat = MinutesFormat.ask
    """What `34.12` minutes are; see `nba_props.data.raw.minutes`."""
    competitions: list[str] = field(default_factory=lambda: list(KEPT))
    """Whose games are kept, of `nba_props.data.schemas.COMPETITIONS`."""
    prop_line_columns: dict[str, str] = field(default_factory=dict)
    game_line_columns: dict[str, str] = field(default_factory=dict)
    report_columns: dict[str, str] = field(default_factory=dict)
    position_columns: dict[str, str] = field(default_factory=dict)
    time_zone: str | None = None
    """The zone of times that name none, such as America/New_York; None: they are refused."""
    game_log_time_zone: str | None = None
    """That of clocks beside the days of game logs; None: those that do not tell the day are refused."""
    date_order: DateOrder = DateOrder.ask
    """What comes first in `10/11/2023`, in tables that do not tell."""
    shape: Names = None
    """The shape of the game logs or of the lines, or a list of both; None: by the header."""
    prop_market: str | None = None
    """The market of lines in tables without a market column; None: the one that the lines fit."""
    market_names: dict[str, str] = field(default_factory=dict)
    """A table's name of a market -> ours, where the usual feeds' names are not enough."""
    odds_format: OddsFormat = OddsFormat.american
    game_line_odds_format: OddsFormat | None = None
    """How moneylines are written; None: as all prices."""
    upcoming: bool = True
    """Whether lined players of events after the last game log get rows without an outcome."""

    def __post_init__(self) -> None:
        problems = [] if self.game_logs else [no_files("game_logs", "data.game_logs", "game_logs/*.csv")]
        problems += unknown_columns("game_log_columns", self.game_log_columns, games.every_field)
        problems += unknown_columns("game_line_columns", self.game_line_columns, event_lines.every_field)
        problems += unknown_columns("report_columns", self.report_columns, lambda: injury_reports.FIELDS)
        problems += unknown_columns("position_columns", self.position_columns, lambda: positions.FIELDS)
        problems += [line for table in TABLES for line in no_names(table, getattr(self, table))]
        problems += unknown_zone(self.time_zone)
        problems += unknown_zone(self.game_log_time_zone, "game_log_time_zone")
        problems += unknown_shape(self.shape, games.shapes, lines.shapes, event_lines.shapes)
        problems += unknown_competitions(self.competitions)
        problems += unknown_columns("prop_line_columns", self.prop_line_columns, lambda: prop_lines.FIELDS)
        if problems:
            raise ConfigError(problems)

    @property
    def mappings(self) -> list[dict[str, str]]:
        """The column mappings of all tables."""
        return [getattr(self, name) for name in COLUMNS.values()]

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
        return GameLogOptions(
            self.game_log_columns,
            self.minutes,
            tuple(self.competitions),
            shape_among(self.shape, games.shapes()),
            date_order=self.date_order,
            time_zone=self.game_log_time_zone,
        )

    @property
    def line_options(self) -> LineOptions:
        """How lines are read."""
        return LineOptions(
            self.prop_line_columns,
            self.market_names,
            self.prop_market,
            self.odds_format,
            shape_among(self.shape, lines.shapes()),
            self.time_zone,
            self.date_order,
        )

    @property
    def game_line_options(self) -> GameLineOptions:
        """How lines on games are read."""
        return GameLineOptions(
            self.game_line_columns,
            self.game_line_odds_format or self.odds_format,
            shape_among(self.shape, event_lines.shapes()),
            self.time_zone,
            self.date_order,
        )

    @property
    def report_options(self) -> ReportOptions:
        """How injury reports are read."""
        return ReportOptions(self.report_columns, self.time_zone, self.date_order)

    def sources_of(self, inputs: Mapping[str, RawInput]) -> Sources:
        """Return the sources that read raw tables by name as these settings say."""
        from nba_props.data.files.readers import RawGameLines, RawGames, RawLines, RawReports

        lines, reports, on_games = (inputs.get(name) for name in ("prop_lines", "reports", "game_lines"))
        return Sources(
            RawGames(inputs["game_logs"], inputs.get("positions"), self.log_options, self.position_columns),
            None if lines is None else RawLines(lines, self.line_options, self.upcoming),
            None if reports is None else RawReports(reports, self.report_options),
            None if on_games is None else RawGameLines(on_games, self.game_line_options),
        )


def no_files(field_name: str, key: str, example: str) -> str:
    """Return the line for a field that must name files and does not."""
    return f"{field_name}: must name a file, a folder or a glob; for example {key}={example}"


def no_names(key: str, given: Names) -> list[str]:
    """One line where what should name files is neither a text nor a list of texts."""
    if given is None or all(isinstance(name, str) for name in listed(given)):
        return []
    return [f"{key}={given!r}: must be a file, a folder or a glob, or a list of them"]


def unknown_columns(key: str, mapping: Mapping[str, str], read: Callable[[], tuple[Field, ...]]) -> list[str]:
    """One line for each expected column that a mapping names and that does not exist."""
    if not mapping:
        return []
    known = {column.name for column in read()}
    strange = [
        f"{key}.{name}: no such column is read; {did_you_mean(name, known)}"
        for name in mapping
        if name not in known
    ]
    return strange + [
        f"{key}.{name}: {written} is named twice; a column can be one thing only"
        for name, written in mapping.items()
        if [*mapping.values()].index(written) != [*mapping].index(name)
    ]


def unknown_competitions(kept: Sequence[str]) -> list[str]:
    """One line for each word that is no competition, and one where none is kept."""
    wrong = [name for name in kept if name not in COMPETITIONS]
    lines = [
        f"competitions: {name}: no such competition; {did_you_mean(name, COMPETITIONS, every=True)}"
        for name in wrong
    ]
    return lines if kept else ["competitions: must name at least one"]


def unknown_zone(zone: str | None, key: str = "time_zone") -> list[str]:
    """One line where a word is no time zone."""
    if zone is None or zone in zoneinfo.available_timezones():
        return []
    return [f"{key}={zone}: no such time zone; for example UTC or America/New_York"]


def unknown_shape(shape: Names, *shapes: Callable[[], Collection[str]]) -> list[str]:
    """One line for each word that is none of the shapes of some tables."""
    known = [name for table in shapes for name in table()] if listed(shape) else []
    return [
        f"shape={name}: no such shape; {did_you_mean(name, known)}"
        for name in listed(shape)
        if name not in known
    ]


def shape_among(chosen: Names, known: Collection[str]) -> str | None:
    """Return the first of the chosen shapes that is one of a table's."""
    return next((name for name in listed(chosen) if name in known), None)
