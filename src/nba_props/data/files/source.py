"""`data=files`: real game logs and bookmakers' lines from files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import ClassVar

import polars as pl

from nba_props.core.component import component
from nba_props.data.dataset import Dataset, DataSource, check_player_games
from nba_props.data.feeds import check_feeds
from nba_props.data.files import availability, game_logs, positions, prop_lines
from nba_props.data.files.link import link
from nba_props.data.files.odds_formats import OddsFormat
from nba_props.data.files.prop_lines import LineOptions
from nba_props.data.files.read import Field, Source, find_files
from nba_props.data.files.teams import team_codes
from nba_props.data.quality import QualityReport
from nba_props.data.schemas import POSITIONS, PROP_LINES
from nba_props.errors import ConfigError, did_you_mean

TABLES = ("game_logs", "prop_lines", "positions", "reports")
"""The fields that name files."""


@component("data", "files")
@dataclass
class Files(DataSource):
    """Game logs in nba_api's shape, and where given bookmakers' lines, positions and injury reports.

    Each of them is a file, a folder or a glob of CSV or Parquet files, relative to the folder in which the
    command is started. The column mappings say, for the names that are expected, what a file calls them.
    """

    game_logs: str = ""
    prop_lines: str | None = None
    positions: str | None = None
    reports: str | None = None
    game_log_columns: dict[str, str] = field(default_factory=dict)
    prop_line_columns: dict[str, str] = field(default_factory=dict)
    prop_market: str = "pra"
    """The market of lines in files without a market column."""
    market_names: dict[str, str] = field(default_factory=dict)
    """A file's name of a market -> ours, where the usual feeds' names are not enough."""
    odds_format: OddsFormat = OddsFormat.american
    upcoming: bool = True
    """Whether lined players of events after the last game log get rows without an outcome."""

    def __post_init__(self) -> None:
        problems = []
        if not self.game_logs:
            problems.append(
                "game_logs: must name a file, a folder or a glob; for example data.game_logs=game_logs/*.csv"
            )
        problems += _unknown("game_log_columns", self.game_log_columns, game_logs.FIELDS)
        problems += _unknown("prop_line_columns", self.prop_line_columns, prop_lines.FIELDS)
        if problems:
            raise ConfigError(problems)

    no_reports: ClassVar[str] = "needs injury reports; name a table of them in data.reports"

    @property
    def has_reports(self) -> bool:
        """Whether a table of them is named."""
        return bool(self.reports)

    def load(self, seed: int) -> Dataset:  # noqa: ARG002
        """Return the canonical tables of the files."""
        quality = QualityReport()
        logs, named = self._logs(quality)
        teams = team_codes(named, logs["team"].unique())
        player_games, lines = self._lines(logs, teams, quality)
        data = Dataset(
            player_games=check_player_games(player_games),
            prop_lines=PROP_LINES.conform(lines),
            reports=self._reports(player_games, lines, teams, quality),
            positions=self._positions(quality),
            quality=quality,
        )
        quality.kept |= {"player_games": data.player_games.height, "prop_lines": data.prop_lines.height}
        quality.feeds = check_feeds(data.prop_lines)
        return data

    def fingerprint(self, seed: int) -> str:  # noqa: ARG002
        """Return a hash of the fields and of the contents of all files, whatever their paths."""
        settings = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in TABLES}
        digest = hashlib.blake2b(repr(settings).encode(), digest_size=16)
        for key, path in self._files():
            digest.update(key.encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "blake2b").digest())
        return digest.hexdigest()

    def _files(self) -> Iterator[tuple[str, Path]]:
        for key in TABLES:
            pattern = getattr(self, key)
            if pattern:
                yield from ((f"{key} {path.name}", path) for path in find_files(pattern, f"data.{key}"))

    def _sources(self, table: str) -> Sequence[Source]:
        """Where a table that is named comes from."""
        return find_files(getattr(self, table), f"data.{table}")

    def _logs(self, quality: QualityReport) -> tuple[pl.DataFrame, dict[str, str]]:
        """Return the logged player-games, and the full name of every team -> its abbreviation."""
        return game_logs.read_game_logs(self._sources("game_logs"), self.game_log_columns, quality)

    def _lines(
        self, logs: pl.DataFrame, teams: dict[str, str], quality: QualityReport
    ) -> tuple[pl.DataFrame, pl.DataFrame]:
        """Return the player-games with those that only the lines know of, and the lines."""
        if not self.prop_lines:
            return logs, PROP_LINES.empty()
        options = LineOptions(self.prop_line_columns, self.market_names, self.prop_market, self.odds_format)
        quotes = prop_lines.read_quotes(self._sources("prop_lines"), options, teams, quality)
        linked = link(quotes, logs, self.upcoming, quality)
        return pl.concat([logs, linked.new_player_games]), linked.prop_lines

    def _positions(self, quality: QualityReport) -> pl.DataFrame:
        if not self.positions:
            return POSITIONS.empty()
        table = positions.read_positions(self._sources("positions"), quality)
        return POSITIONS.conform(table)

    def _reports(
        self,
        player_games: pl.DataFrame,
        lines: pl.DataFrame,
        teams: dict[str, str],
        quality: QualityReport,
    ) -> pl.DataFrame | None:
        if not self.reports:
            return None
        return availability.read_reports(self._sources("reports"), player_games, lines, teams, quality)


def _unknown(key: str, mapping: dict[str, str], fields: tuple[Field, ...]) -> list[str]:
    """One line for each expected column that a mapping names and that does not exist."""
    known = [f.name for f in fields]
    return [
        f"{key}.{name}: no such column is read; {did_you_mean(name, known)}"
        for name in mapping
        if name not in known
    ]
