"""What every source of games, lines and reports must keep to, the ones that are added later included."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import polars as pl
import pytest

from nba_props.core.component import declare_family, names
from nba_props.data.demo.games import DemoGames
from nba_props.data.demo.sources import LeagueGames, LeagueLines, LeagueReports, Replay
from nba_props.data.files import Files
from nba_props.data.files.games import FileGames
from nba_props.data.files.lines import FileLines
from nba_props.data.files.reports import FileReports
from nba_props.data.frames import Frames
from nba_props.data.none import NoLines, NoReports
from nba_props.data.of_data import GamesOfData, LinesOfData, ReportsOfData
from nba_props.data.quality import QualityReport
from nba_props.data.raw.odds_formats import OddsFormat
from nba_props.data.schemas import AVAILABILITY, INJURY_REPORTS, PLAYER_GAMES, POSITIONS, PROP_LINES, QUOTES
from nba_props.data.sources import Games, GamesSource, InjuryReports, LinesSource, Quotes, ReportsSource
from tests.data import published

declare_family("nba_props.data")
SEED = published.SEED
Source: TypeAlias = GamesSource | LinesSource | ReportsSource
Make: TypeAlias = Callable[[Path], Source]


@dataclass(frozen=True)
class Case:
    """How to make a source of the tables in a folder, and another whose tables differ."""

    make: Make
    other: Make


def frames(head: int | None = None) -> Frames:
    """Canonical frames, whole or the first rows of each."""
    league = published.league()
    tables = {"game_logs": league.player_games, "prop_lines": league.prop_lines}
    return Frames.of(
        Files(game_logs="x"), {name: frame.head(head or frame.height) for name, frame in tables.items()}
    )


def frame_lines(head: int | None = None) -> LinesSource:
    lines = frames(head).sources().lines
    assert lines is not None
    return lines


def file_lines(folder: Path, upcoming: bool = True) -> FileLines:
    path = str(folder / "prop_lines.parquet")
    return FileLines(path, odds_format=OddsFormat.decimal, upcoming=upcoming)


GAMES = {
    "demo": Case(lambda _: DemoGames(1), lambda _: DemoGames(1, tonight=True)),
    "league": Case(lambda _: LeagueGames(Replay(1)), lambda _: LeagueGames(Replay(1), tonight=True)),
    "files": Case(
        lambda folder: FileGames(str(folder / "game_logs.parquet")),
        lambda folder: FileGames(str(folder / "game_logs.parquet"), columns={"PTS": "REB"}),
    ),
    "frames": Case(lambda _: frames().sources().games, lambda _: frames(500).sources().games),
}
LINES = {
    "league": Case(lambda _: LeagueLines(Replay(1)), lambda _: LeagueLines(Replay(1), efficiency=0.5)),
    "files": Case(file_lines, lambda folder: file_lines(folder, upcoming=False)),
    "frames": Case(lambda _: frame_lines(), lambda _: frame_lines(500)),
}
REPORTS = {
    "league": Case(lambda _: LeagueReports(Replay(1)), lambda _: LeagueReports(Replay(2))),
    "files": Case(
        lambda folder: FileReports(str(folder / "reports.parquet")),
        lambda folder: FileReports(str(folder / "few/reports.parquet")),
    ),
}
CHOICES = {"data", "none"}
"""Options that are no sources themselves."""
CASES = {
    f"{group}-{name}": case
    for group, cases in (("games", GAMES), ("lines", LINES), ("reports", REPORTS))
    for name, case in cases.items()
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The league in files, and in `few` the first reports only."""
    made = tmp_path_factory.mktemp("published")
    paths = published.write(made)
    (made / "few").mkdir()
    pl.read_parquet(paths["reports"]).head(20).write_parquet(made / "few" / "reports.parquet")
    return made


def load(source: Source, seed: int = SEED) -> Games | Quotes | InjuryReports | pl.DataFrame:
    games = Games(published.league().player_games)
    if isinstance(source, GamesSource):
        return source.load(seed, QualityReport())
    return source.load(games, seed, QualityReport())


def tables(loaded: Games | Quotes | InjuryReports | pl.DataFrame) -> list[pl.DataFrame]:
    if isinstance(loaded, Games):
        return [loaded.player_games, loaded.positions]
    return [loaded if isinstance(loaded, pl.DataFrame) else loaded.table]


@pytest.mark.parametrize(
    ("group", "cases"),
    [("games", GAMES), ("lines", LINES), ("reports", REPORTS)],
    ids=["games", "lines", "reports"],
)
def test_each_registered_source_is_among_those_tested(group: str, cases: Mapping[str, Case]) -> None:
    assert names(group) - CHOICES <= set(cases)


@pytest.mark.parametrize("name", GAMES)
def test_games_are_canonical(name: str, folder: Path) -> None:
    quality = QualityReport()
    source = GAMES[name].make(folder)
    assert isinstance(source, GamesSource)
    games = source.load(SEED, quality)
    assert PLAYER_GAMES.conform(games.player_games).height > 1000
    POSITIONS.conform(games.positions)
    assert quality.read["player_games"] >= games.player_games.height
    assert games.team_codes["denvernuggets"] == "DEN"


@pytest.mark.parametrize("name", LINES)
def test_lines_are_quotes_or_canonical(name: str, folder: Path) -> None:
    lines = load(LINES[name].make(folder))
    checked = QUOTES.conform(lines.table) if isinstance(lines, Quotes) else PROP_LINES.conform(*tables(lines))
    assert checked.height > 1000


@pytest.mark.parametrize("name", REPORTS)
def test_reports_are_published_ones_or_canonical(name: str, folder: Path) -> None:
    reports = load(REPORTS[name].make(folder))
    schema = INJURY_REPORTS if isinstance(reports, InjuryReports) else AVAILABILITY
    assert schema.conform(*tables(reports)).height > 100


@pytest.mark.parametrize("name", CASES)
class TestEverySource:
    @pytest.mark.slow
    def test_gives_the_same_tables_again(self, name: str, folder: Path) -> None:
        first, again = (tables(load(CASES[name].make(folder))) for _ in range(2))
        assert all(one.equals(other) for one, other in zip(first, again, strict=True))

    def test_has_a_fingerprint_that_its_tables_follow_from(self, name: str, folder: Path) -> None:
        case = CASES[name]
        prints = {case.make(folder).fingerprint(SEED) for _ in range(2)}
        assert len(prints) == 1
        assert case.other(folder).fingerprint(SEED) not in prints

    def test_is_what_its_choice_means(self, name: str, folder: Path) -> None:
        source, own = (CASES[name].make(folder) for _ in range(2))
        assert source.chosen_over(own) is source  # type: ignore[arg-type]


def test_a_choice_left_to_data_means_its_source() -> None:
    games, lines, reports = LeagueGames(Replay(1)), LeagueLines(Replay(1)), LeagueReports(Replay(1))
    assert GamesOfData().chosen_over(games) is games
    assert LinesOfData().chosen_over(lines) is lines
    assert ReportsOfData().chosen_over(reports) is reports
    assert LinesOfData().chosen_over(None) is None


def test_a_choice_of_none_means_no_source() -> None:
    no_lines: LinesSource = NoLines()
    no_reports: ReportsSource = NoReports()
    assert no_lines.chosen_over(LeagueLines(Replay(1))) is None
    assert no_reports.chosen_over(LeagueReports(Replay(1))) is None
