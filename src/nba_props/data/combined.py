"""Data whose games, lines and reports are chosen one by one: what `games=`, `lines=`, `reports=` mean."""

from __future__ import annotations

from dataclasses import dataclass

from nba_props.core.component import kind_of
from nba_props.data.dataset import DataSource
from nba_props.data.of_data import GamesOfData, LinesOfData, ReportsOfData
from nba_props.data.sources import GamesSource, LinesSource, ReportsSource, Sources


@dataclass
class Combined(DataSource):
    """The sources of `data=`, and in place of any of them the one that is chosen."""

    data: DataSource
    games: GamesSource
    lines: LinesSource
    reports: ReportsSource

    def sources(self) -> Sources:
        """Return the chosen source of each table."""
        own = self.data.sources()
        return Sources(
            self.games.chosen_over(own.games),
            self.lines.chosen_over(own.lines),
            self.reports.chosen_over(own.reports),
            own.game_lines,
        )

    @property
    def no_reports(self) -> str:
        """The message for when reports are asked for and there are none, by where they should come from."""
        if isinstance(self.reports, ReportsOfData):
            return self.data.no_reports
        return f"needs injury reports, and with reports={kind_of(self.reports)} there are none"

    @property
    def no_lines(self) -> str:
        """The message for when lines are asked for and there are none."""
        return self.data.no_lines

    @property
    def no_game_lines(self) -> str:
        """The message for when lines on games are asked for and there are none."""
        return self.data.no_game_lines


def combined(data: DataSource, games: GamesSource, lines: LinesSource, reports: ReportsSource) -> DataSource:
    """Return the data source with the sources that are chosen; itself where none is."""
    as_data = (
        isinstance(games, GamesOfData)
        and isinstance(lines, LinesOfData)
        and isinstance(reports, ReportsOfData)
    )
    return data if as_data else Combined(data, games, lines, reports)


def combination_problems(
    data: DataSource, games: GamesSource, lines: LinesSource, reports: ReportsSource
) -> list[str]:
    """Return a line for each table that two sources are named for, and for games that none is."""
    problems = []
    chosen, option = not isinstance(games, GamesOfData), kind_of(data)
    if chosen and data.has_games:
        problems.append(
            f"games={kind_of(games)}: data={option} has games of its own; set data=separate, "
            "and lines= and reports= where there are any"
        )
    if not chosen and not data.has_games:
        problems.append(f"data={option}: has no games; choose where they come from, such as games=files")
    for table, source in (("lines", lines), ("reports", reports)):
        key = data.setting_of(table)
        if key is not None and kind_of(source) not in ("data", "none"):
            problems.append(f"{table}={kind_of(source)}: {key} names {table} too; leave one of them out")
    return problems
