"""Sources that read raw tables: game logs, positions, lines and injury reports in known shapes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from nba_props.core.fingerprint import digest
from nba_props.data.files import game_lines, game_logs, injury_reports, positions, prop_lines
from nba_props.data.files.game_lines import GameLineOptions
from nba_props.data.files.game_rows import GameLogOptions
from nba_props.data.files.injury_reports import ReportOptions
from nba_props.data.files.prop_lines import LineOptions
from nba_props.data.quality import QualityReport
from nba_props.data.raw.inputs import RawInput
from nba_props.data.sources import (
    GameLinesSource,
    GameQuotes,
    Games,
    GamesSource,
    InjuryReports,
    LinesSource,
    Quotes,
    ReportsSource,
)


@dataclass
class RawGames(GamesSource):
    """Game logs in nba_api's shape, and positions where there are any."""

    logs: RawInput
    positions: RawInput | None = None
    options: GameLogOptions = field(default_factory=GameLogOptions)
    position_columns: Mapping[str, str] = field(default_factory=dict)

    def load(self, seed: int, quality: QualityReport) -> Games:  # noqa: ARG002
        """Read both tables."""
        quality.unread += self.logs.left_out() + (self.positions.left_out() if self.positions else [])
        games = game_logs.read_game_logs(self.logs.origins(), self.options, quality)
        if self.positions is None:
            return games
        table = positions.read_positions(self.positions.origins(), quality, self.position_columns)
        positions.count_strangers(table, games.player_games, quality)
        return replace(games, positions=table)

    def fingerprint(self, seed: int) -> str:  # noqa: ARG002
        """Return a hash of the contents and of how they are read."""
        return digest(
            [
                self.logs.fingerprint(),
                self.positions and self.positions.fingerprint(),
                repr(self.options),
                dict(self.position_columns),
            ]
        )


@dataclass
class RawLines(LinesSource):
    """Bookmakers' lines as collectors save them."""

    table: RawInput
    options: LineOptions = field(default_factory=LineOptions)
    upcoming: bool = True

    def load(self, games: Games, seed: int, quality: QualityReport) -> Quotes:  # noqa: ARG002
        """Read the table."""
        quality.unread += self.table.left_out()
        return Quotes(prop_lines.read_quotes(self.table.origins(), self.options, quality), self.upcoming)

    def fingerprint(self, seed: int) -> str:  # noqa: ARG002
        """Return a hash of the contents and of how they are read."""
        return digest([self.table.fingerprint(), repr(self.options), self.upcoming])


@dataclass
class RawReports(ReportsSource):
    """Injury reports as a table."""

    reads_games: ClassVar[bool] = False

    table: RawInput
    options: ReportOptions = field(default_factory=ReportOptions)

    def load(self, games: Games, seed: int, quality: QualityReport) -> InjuryReports:  # noqa: ARG002
        """Read the table."""
        quality.unread += self.table.left_out()
        found = injury_reports.read_reports(self.table.origins(), games.team_codes, self.options, quality)
        return InjuryReports(found)

    def fingerprint(self, seed: int) -> str:  # noqa: ARG002
        """Return a hash of the contents and of how they are read."""
        return digest([self.table.fingerprint(), repr(self.options)])


@dataclass
class RawGameLines(GameLinesSource):
    """Spreads, totals and moneylines as collectors save them."""

    table: RawInput
    options: GameLineOptions = field(default_factory=GameLineOptions)

    def load(self, games: Games, seed: int, quality: QualityReport) -> GameQuotes:  # noqa: ARG002
        """Read the table."""
        quality.unread += self.table.left_out()
        return GameQuotes(game_lines.read_game_lines(self.table.origins(), self.options, quality))

    def fingerprint(self, seed: int) -> str:  # noqa: ARG002
        """Return a hash of the contents and of how they are read."""
        return digest([self.table.fingerprint(), repr(self.options)])
