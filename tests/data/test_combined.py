"""Games, lines and reports that come from different places, a user's own component among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from nba_props import backtest
from nba_props.configuration.compose import load
from nba_props.core import component as registry
from nba_props.core.component import component
from nba_props.data.dataset import Dataset
from nba_props.data.eastern import eastern_day
from nba_props.data.files import Files
from nba_props.data.files.lines import FileLines
from nba_props.data.quality import QualityReport
from nba_props.data.raw.odds_formats import OddsFormat
from nba_props.data.sources import Games, LinesSource, Quotes
from nba_props.errors import ConfigError, DataError
from nba_props.experiment import Experiment
from nba_props.pipeline.compute import compute
from nba_props.pipeline.job import Job
from nba_props.pipeline.market_data import MarketData
from nba_props.pipeline.outcome import Outcome
from tests.data import published
from tests.leagues import season

pytestmark = pytest.mark.slow

RUN = (
    "model=ewma",
    "validation.first_test='2023-12-22'",
    "validation.refit_days=14",
    "validation.warmup=2",
    f"seed={published.SEED}",
)
KEY = ["game_id", "player_id", "market", "book", "line", "quoted_at"]
FEEDS = """
defaults:
  - /schema/lines/feed@_here_
  - _self_
"""


@dataclass
class Feed(LinesSource):
    """A user's own lines: quotes as an odds feed has them, asked for by the days of the games; no files."""

    book: str | None = None
    broken: bool = False

    def load(self, games: Games, seed: int, quality: QualityReport) -> Quotes:
        days = games.player_games["date"].unique().implode()
        table = published.quotes().filter(eastern_day(pl.col("tip_off")).is_in(days))
        if self.broken:
            return Quotes(table.drop("book"))
        return Quotes(table if self.book is None else table.filter(pl.col("book") == self.book))

    def fingerprint(self, seed: int) -> str:
        return f"feed of {self.book}"


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`lines=feed`, registered as a user registers it; the word that makes its YAML file known."""
    component("lines", "feed")(Feed)
    conf = tmp_path_factory.mktemp("feed") / "conf"
    (conf / "lines").mkdir(parents=True)
    (conf / "lines" / "feed.yaml").write_text(FEEDS)
    yield f"hydra.searchpath=[file://{conf}]"
    del registry._REGISTERED["lines"]["feed"]


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return published.write(tmp_path_factory.mktemp("league"))


@pytest.fixture(scope="module")
def files(paths: dict[str, Path]) -> list[str]:
    """`data=files` with games and nothing else."""
    return ["data=files", f"data.game_logs='{paths['game_logs']}'"]


def tables(experiment: Experiment) -> Dataset:
    return experiment.source.load(experiment.seed)


def figures(outcome: Outcome) -> dict[str, float]:
    """The metrics but for the time that they took."""
    return {name: value for name, value in outcome.metrics.items() if name != "training_time"}


def same_lines(data: Dataset) -> bool:
    expected = published.league().prop_lines
    return data.prop_lines.sort(KEY).equals(expected.sort(KEY).select(data.prop_lines.columns))


@dataclass(frozen=True)
class Fed:
    """The tables of games from files with a user's own lines, and what a run finds in them."""

    data: Dataset
    outcome: Outcome


@pytest.fixture(scope="module")
def fed(feed: str, files: list[str]) -> Fed:
    experiment = load([feed, *files, "lines=feed", *RUN])
    data = tables(experiment)
    return Fed(data, compute(experiment, MarketData.of(experiment, data)))


def test_a_users_own_lines_are_bet_on_with_games_from_files(fed: Fed, files: list[str]) -> None:
    """The whole path, with the figures that the same lines have when they come from files."""
    data, outcome = fed.data, fed.outcome
    assert same_lines(data)
    assert data.quality.figures["share of them with a matched name"] == 1
    assert outcome.metrics["betting_n_bets"] > 100

    path = files[1].replace("game_logs", "prop_lines")
    usual = load([*files, path, "data.odds_format=decimal", *RUN])
    expected = compute(usual, MarketData.of(usual, tables(usual)))
    assert figures(expected) == figures(outcome)


def test_a_users_own_lines_go_with_frames_of_games(feed: str, fed: Fed) -> None:
    games = published.league().player_games
    outcome = backtest(games, overrides=[feed, "lines=feed", *RUN])
    assert figures(outcome) == figures(fed.outcome)
    with pytest.raises(ConfigError, match=r"lines=feed: the frame prop_lines names lines too; leave one"):
        backtest(games, published.league().prop_lines, overrides=[feed, "lines=feed", *RUN])


def test_a_users_own_source_is_a_part_of_the_jobs_identity(feed: str, files: list[str]) -> None:
    plain, whole, one = (
        load([feed, *files, *words, *RUN])
        for words in ([], ["lines=feed"], ["lines=feed", "lines.book=Alpha"])
    )
    assert len({Job(experiment).fingerprint for experiment in (plain, whole, one)}) == 3
    assert len({Job(experiment).id for experiment in (plain, whole, one)}) == 3
    assert one.choices["lines"] == "feed"
    assert one.choices["data"] == "files"
    assert Job(one).setup().params()["lines.book"] == "Alpha"
    assert set(tables(one).prop_lines["book"]) == {"Alpha"}


def test_a_table_that_a_source_gets_wrong_is_named(feed: str, files: list[str]) -> None:
    experiment = load([feed, *files, "lines=feed", "lines.broken=true", *RUN])
    with pytest.raises(DataError, match="quotes: column book is missing"):
        tables(experiment)


def test_what_is_left_to_data_is_not_logged_as_a_choice() -> None:
    experiment = load(["data.seasons=1"])
    assert {"games", "lines", "reports"} & experiment.choices.keys() == set()
    assert {"games", "lines", "reports"} & Job(experiment).setup().params().keys() == set()
    assert experiment.source is experiment.data


def test_lines_from_files_stand_in_for_those_of_the_simulated_league(paths: dict[str, Path]) -> None:
    words = ["data.seasons=1", "lines=files", "lines.odds_format=decimal", *RUN]
    experiment = load([*words, f"lines.path='{paths['prop_lines']}'"])
    data = tables(experiment)
    assert same_lines(data)
    assert data.truth is not None
    assert data.reports is not None


def test_each_table_may_come_from_a_place_of_its_own(paths: dict[str, Path]) -> None:
    words = ["data=separate", "games=demo", "games.seasons=1", "lines=files", "lines.odds_format=decimal"]
    places = [f"lines.path='{paths['prop_lines']}'", "reports=files", f"reports.path='{paths['reports']}'"]
    data = tables(load([*words, *places, "availability=reported", *RUN]))
    assert data.player_games.equals(season().player_games)
    assert same_lines(data)
    assert data.reports is not None
    assert data.reports.height > 1000


def test_separate_files_are_those_of_data_files(paths: dict[str, Path]) -> None:
    together = Files(
        str(paths["game_logs"]),
        str(paths["prop_lines"]),
        reports=str(paths["reports"]),
        odds_format=OddsFormat.decimal,
    ).load(0)
    apart = tables(
        load(
            [
                "data=separate",
                "games=files",
                f"games.game_logs='{paths['game_logs']}'",
                "lines=files",
                f"lines.path='{paths['prop_lines']}'",
                "lines.odds_format=decimal",
                "reports=files",
                f"reports.path='{paths['reports']}'",
            ]
        )
    )
    assert apart.player_games.equals(together.player_games)
    assert apart.prop_lines.equals(together.prop_lines)
    assert together.reports is not None
    assert apart.reports is not None
    assert apart.reports.equals(together.reports)
    assert apart.quality.to_dict() == together.quality.to_dict()


def test_lines_and_reports_may_be_left_out() -> None:
    data = tables(load(["data.seasons=1", "lines=none", "reports=none"]))
    assert data.prop_lines.is_empty()
    assert data.reports is None


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (
            ["games=demo"],
            "games=demo: data=demo has games of its own; set data=separate, and lines= and reports= where "
            "there are any",
        ),
        (["data=separate"], "data=separate: has no games; choose where they come from, such as games=files"),
        (
            ["data=files", "data.game_logs=x", "data.prop_lines=y", "lines=files", "lines.path=z"],
            "lines=files: data.prop_lines names lines too; leave one of them out",
        ),
        (
            ["data=files", "data.game_logs=x", "data.reports=y", "reports=files", "reports.path=z"],
            "reports=files: data.reports names reports too; leave one of them out",
        ),
        (
            ["reports=none", "availability=reported"],
            "availability=reported: needs injury reports, and with reports=none there are none",
        ),
        (
            ["data=separate", "games=demo", "availability=reported"],
            "availability=reported: needs injury reports; choose where they come from, such as reports=files",
        ),
        (
            ["data=files", "data.game_logs=x", "availability=reported"],
            "availability=reported: needs injury reports; name a table of them in data.reports",
        ),
        (
            ["lines=files"],
            "lines.path: must name a file, a folder or a glob; for example lines.path=odds/*.csv",
        ),
        (
            ["lines=files", "lines.path=x", "+lines.columns.plaeyr=y"],
            "lines.columns.plaeyr: no such column is read; "
            "did you mean player_name, period, source_player_id?",
        ),
    ],
)
def test_what_does_not_go_together_is_refused_in_one_line(words: list[str], problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(words)
    assert caught.value.problems == [problem]


def test_files_that_are_not_there_are_named_by_their_own_key() -> None:
    with pytest.raises(DataError, match=r"lines\.path: no such file or folder: nowhere\.csv"):
        FileLines("nowhere.csv").fingerprint(0)


def test_no_source_of_the_api_is_a_reader_of_files() -> None:
    from nba_props.data.frames import Frames

    assert not issubclass(Frames, Files)
    assert not issubclass(Feed, FileLines)
