"""The live demo runs as it is, and every number of it that can be known is as it must be."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from examples.live_demo import demo
from examples.live_demo.desk import ALARM, OK, Desk
from examples.live_demo.league import League, at
from polars.testing import assert_frame_equal

from nba_props.calibration.by_date import CalibrationByDate
from nba_props.configuration import compose
from nba_props.core.keys import PLAYER_GAME
from nba_props.evaluation.scope import RunScope
from nba_props.live.bets import FILE
from nba_props.pipeline.compute import compute
from nba_props.pipeline.forecast import Forecast
from nba_props.pipeline.market_data import MarketData
from nba_props.pipeline.priced import priced_candidates, with_anchor
from nba_props.pooling.by_date import PoolByDate
from tests.conftest import ROOT
from tests.sizes import sizes

pytestmark = pytest.mark.slow

QUOTE = ["game_id", "player_id", "market", "book", "side", "line", "quoted_at"]
STATS = ("points", "rebounds", "assists")


@dataclass(frozen=True)
class Ran:
    """The demo's folder, what it printed, and the league that it replayed."""

    desk: Desk
    printed: str
    dates: list[dt.date]

    @property
    def end(self) -> dt.datetime:
        """The morning after the last night."""
        return at(self.dates[-1] + dt.timedelta(days=1), demo.MORNING)

    @cached_property
    def league(self) -> League:
        return League.simulate(demo.SEED, demo.BOOKS)

    @cached_property
    def bets(self) -> pl.DataFrame:
        return self.desk.ledger.bets()

    @cached_property
    def table(self) -> dict[dt.date, dict[str, float]]:
        """The rows of the printed table, by night."""
        lines = [line.split() for line in self.printed.splitlines()]
        start = next(number for number, line in enumerate(lines) if line[:2] == ["night", "quotes"])
        names = lines[start][1:]
        rows = lines[start + 1 : start + 1 + len(self.dates)]
        return {
            dt.date.fromisoformat(day): dict(zip(names, map(float, row), strict=True)) for day, *row in rows
        }

    @cached_property
    def nights(self) -> dict[dt.date, tuple[dict[str, str], pl.DataFrame, pl.DataFrame]]:
        """Tags, priced quotes and predictions of each night's run."""
        from mlflow.artifacts import download_artifacts
        from mlflow.tracking import MlflowClient

        client = MlflowClient(self.desk.tracking)
        phases = [each.experiment_id for each in client.search_experiments()]
        found = {}
        for run in client.search_runs(phases, "tags.kind = 'night'"):
            kept = Path(
                download_artifacts(
                    run_id=run.info.run_id, artifact_path="night", tracking_uri=self.desk.tracking
                )
            )
            priced, predictions = (
                pl.read_parquet(kept / f"{name}.parquet") for name in ("priced", "predictions")
            )
            found[dt.date.fromisoformat(run.data.tags["night"])] = (run.data.tags, priced, predictions)
        return found


@pytest.fixture(scope="module", params=sizes(4, demo.NIGHTS))
def ran(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The demo, run once from the command line."""
    folder = tmp_path_factory.mktemp("live") / "demo"
    command = [sys.executable, "-m", "examples.live_demo.demo", "--nights", str(request.param), str(folder)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr
    dates = [demo.FIRST + dt.timedelta(days=step) for step in range(request.param)]
    return Ran(Desk(folder), done.stdout, dates)


def test_it_ends_in_a_table_of_its_nights_and_three_pages(ran: Ran) -> None:
    assert list(ran.table) == ran.dates
    assert sum(row["picks"] for row in ran.table.values()) > 2 * len(ran.dates)
    pages = sorted(path.name for path in ran.desk.folder.glob("*.html"))
    assert pages == ["bets.html", "monitor.html", "picks.html"]
    assert all(str(ran.desk.folder / page) in ran.printed for page in pages)
    for page in pages:
        assert "</html>" in (ran.desk.folder / page).read_text(encoding="utf-8")


def test_a_folder_of_something_else_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["demo", str(tmp_path)])
    with pytest.raises(SystemExit) as stopped:
        demo.main()
    assert stopped.value.code == 2
    assert f"error: {tmp_path}: exists" in capsys.readouterr().err
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "mine"


def test_probabilities_of_each_night_are_those_of_a_backtest_with_the_same_information(ran: Ran) -> None:
    experiment = compose.load(demo.training_words(ran.desk, ran.end))
    data = experiment.source.load(experiment.seed)
    market_data = MarketData.of(experiment, data)
    forecast = compute(experiment, market_data, RunScope.PROBABILITIES).forecast
    assert isinstance(forecast, Forecast)
    forecast = as_learnt(forecast, demo.FIRST)
    rows = forecast.predictions.rows
    fold = rows.filter(pl.col("date").is_in(ran.dates))["fold"].unique().to_list()
    assert forecast.predictions.folds.filter(pl.col("fold").is_in(fold))["test_from"].to_list() == [
        demo.FIRST
    ]
    quotes = market_data.screened.quotes.filter(pl.col("market") == demo.MARKET)
    compared = 0
    for date in ran.dates:
        _, priced, predictions = ran.nights[date]
        seen = quotes.filter(pl.col("date") == date, pl.col("quoted_at") <= at(date, demo.DECISION))
        offers = experiment.bets.offers(seen)
        own = priced_candidates(offers, with_anchor(offers, demo.MARKET, experiment.devig), forecast)
        expected = own.join(predictions, on=PLAYER_GAME, how="semi").select(
            *QUOTE[:4], pl.col("side").cast(pl.String), *QUOTE[5:],
            (pl.col("p_win") / (1 - pl.col("p_push"))).alias("p"), "p_push", "novig", "value",
        )  # fmt: skip
        made = priced.join(expected, on=QUOTE, how="semi").select(expected.columns)
        assert_frame_equal(made.sort(QUOTE), expected.sort(QUOTE), abs_tol=1e-9, rel_tol=0)
        median = rows.select(*PLAYER_GAME, "median").join(predictions, on=PLAYER_GAME, how="semi")
        told = predictions.select(*PLAYER_GAME, "median")
        assert_frame_equal(told.sort(PLAYER_GAME), median.sort(PLAYER_GAME), abs_tol=1e-9, rel_tol=0)
        assert made.height == priced.height
        compared += made.height
    assert compared > 100 * len(ran.dates)


def as_learnt(forecast: Forecast, date: dt.date) -> Forecast:
    """A forecast that keeps the calibration and the pool of a date: at work, a model learns no more."""
    assert forecast.lines is not None
    assert forecast.pool is not None
    lines, pool = forecast.lines.after(date), forecast.pool.after(date)
    return replace(
        forecast,
        lines=CalibrationByDate(lines.since[:1], lines.maps[:1]),
        pool=PoolByDate(pool.since[:1], pool.pools[:1]),
    )


def test_each_bet_is_settled_as_the_league_was_played(ran: Ran) -> None:
    played = ran.league.games.filter(pl.col("minutes").is_not_null())
    outcomes = {
        (row["game_id"], row["player_id"]): sum(row[name] for name in STATS)
        for row in played.iter_rows(named=True)
    }
    results = set()
    for bet in ran.bets.iter_rows(named=True):
        outcome = outcomes.get((bet["game_id"], bet["player_id"]))
        result, profit = settled(bet, outcome)
        assert (bet["result"], bet["profit"]) == (result, pytest.approx(profit, abs=1e-9)), bet
        results.add(result)
    assert {"win", "loss"} <= results


def settled(bet: dict[str, Any], outcome: int | None) -> tuple[str, float]:
    """What becomes of a bet: worked out by hand."""
    if outcome is None:
        return "void", 0.0
    if outcome == bet["line"]:
        return "push", 0.0
    if (outcome > bet["line"]) == (bet["side"] == "over"):
        return "win", bet["stake"] * (bet["price"] - 1)
    return "loss", -bet["stake"]


def test_the_bankroll_adds_up(ran: Ran) -> None:
    bankroll = demo.BANKROLL
    for date, row in ran.table.items():
        bets = ran.bets.filter(pl.col("night") == date)
        assert bets["bankroll"].to_list() == pytest.approx([bankroll] * bets.height)
        assert row["picks"] == bets.height
        assert row["staked"] == pytest.approx(bets["stake"].sum(), abs=0.006)
        won = float(bets["profit"].sum())
        assert row["won"] == pytest.approx(won, abs=0.006)
        bankroll += won
        assert row["bankroll"] == pytest.approx(bankroll, abs=0.006)


def test_bets_are_at_prices_that_books_stood_by(ran: Ran) -> None:
    for date in ran.dates:
        standing = ran.league.standing_quotes(at(date, demo.DECISION))
        for bet in ran.bets.filter(pl.col("night") == date).iter_rows(named=True):
            quoted = standing.filter(
                game_id=bet["game_id"], player_id=bet["player_id"], market=bet["market"], book=bet["book"]
            )
            [(line, price)] = quoted.select("line", f"{bet['side']}_price").rows()
            assert bet["line"] == line
            assert bet["price"] == pytest.approx(price, abs=0.02)  # American prices are whole


def test_nothing_later_than_a_night_was_used_in_it(ran: Ran) -> None:
    assert sorted(ran.nights) == ran.dates
    for date, (tags, priced, predictions) in ran.nights.items():
        now = at(date, demo.DECISION)
        assert dt.datetime.fromisoformat(tags["as_of"]) == now
        assert tags["features_as_of"] == str(date - dt.timedelta(days=1))
        assert set(priced["night"]) == set(predictions["night"]) == {date}
        latest = priced["quoted_at"].max()
        assert isinstance(latest, dt.datetime)
        assert latest <= now


def test_the_first_night_replayed_from_the_full_store_is_the_same(ran: Ran, tmp_path: Path) -> None:
    first = ran.nights[demo.FIRST][1].filter("taken")
    again = Desk(tmp_path)
    shutil.copytree(ran.desk.store, again.store, ignore=shutil.ignore_patterns("raw", FILE))
    page, now = tmp_path / "picks.csv", at(demo.FIRST, demo.DECISION)
    words = ["--tracking", ran.desk.tracking, "--bankroll", demo.BANKROLL, "--csv", page]
    again.run("picks", *words, now=now, allowed=(OK, ALARM))
    made = pl.read_csv(page)
    assert made["pick_id"].to_list() == first["pick_id"].to_list()
    for name in ("p", "value", "stake"):
        assert made[name].to_list() == pytest.approx(first[name].to_list(), abs=1e-9)
