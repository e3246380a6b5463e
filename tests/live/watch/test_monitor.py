"""`nba-props monitor` on a store of logged nights."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from nba_props.cli import main
from nba_props.cli.commands import monitor as command
from nba_props.errors import TrackingError
from nba_props.live.bets.closing import with_close
from nba_props.live.picks.publish import PICKS, PREDICTIONS
from nba_props.live.watch.monitor import ModelWatch
from nba_props.live.watch.nights import nights
from nba_props.tracking.comparison.search import RunRow, all_experiments, find_run, runs
from nba_props.tracking.store import Store, open_store
from nba_props.tracking.tracker import NBAPropsTracker
from tests.simulated import one_market, quick

DATA = ["--data", "data=demo", "data.seasons=1"]
REFERENCE = 50
"""Dates of the run; those after them are nights."""
NIGHT = ["date", "game_id", "player_id", "mean", "median", "q10", "q90", "line", "novig_over", "p_over"]


@pytest.fixture
def uri(store_file: Path, tmp_path: Path) -> str:
    """A store without anything."""
    shutil.copyfile(store_file, tmp_path / "mlflow.db")
    return f"sqlite:///{tmp_path / 'mlflow.db'}"


def predicted() -> pl.DataFrame:
    rows = quick().outcome.predictions_table.filter(~pl.col("warmup"))
    return rows.with_columns(mean=pl.col("prediction")).sort("date")


def first_night() -> pl.Expr:
    dates = predicted()["date"].unique().sort()
    return pl.lit(dates[REFERENCE])


def add_run(uri: str, rows: pl.DataFrame, bets: pl.DataFrame | None = None, market: str = "pra") -> str:
    """A run that predicted, and bet, by its id."""
    tracker = NBAPropsTracker("Phase3_Calibration", uri)
    with tracker.start_run("a model", {"market": market}):
        tracker.log_predictions(rows)
        if bets is not None:
            tracker.log_ledger(bets)
        return tracker.run.id


def add_nights(uri: str, run_id: str, rows: pl.DataFrame) -> None:
    """Log the nights of a model; one run holds several here, to save time."""
    tracker = NBAPropsTracker("Phase4_Production", uri)
    own = rows.select(NIGHT).rename({"date": "night"})
    own = own.with_columns(run_id=pl.lit(run_id), version=pl.lit("1"), market=pl.lit("pra"))
    with tracker.start_run("nights", {"kind": "night", "market": "pra", "model_run": run_id}):
        tracker.log_artifacts({PREDICTIONS: own})


def at_work(uri: str, *changed: pl.Expr, bets: pl.DataFrame | None = None) -> str:
    """A model with a run and its nights, which differ from what it would have said by `changed`."""
    rows = predicted()
    run_id = add_run(uri, rows.filter(pl.col("date") < first_night()), bets)
    add_nights(uri, run_id, rows.filter(pl.col("date") >= first_night()).with_columns(*changed))
    return run_id


def monitor(uri: str, *words: str) -> int:
    with one_market():
        return main(["monitor", "--tracking", uri, "--now", "2024-07-01T12:00Z", *words, *DATA])


def watches(store: Store) -> list[RunRow]:
    return list(runs(store, all_experiments(store), "tags.kind = 'watch'"))


@pytest.mark.slow
def test_a_model_that_is_as_it_was_raises_no_alarm(uri: str, capsys: pytest.CaptureFixture[str]) -> None:
    run_id = at_work(uri)
    assert monitor(uri, "--run", run_id[:8]) == 0
    shown = capsys.readouterr().out
    assert {"mae", "reports", "predicted"} <= set(shown.split())
    assert "ALARM" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    store = open_store(uri)
    (logged,) = watches(store)
    assert logged.tags["champion"] == run_id
    assert logged.metrics["watch_alarms"] == 0
    steps = [each.step for each in store.client.get_metric_history(logged.id, "watch_e/mae")]
    nights = predicted().filter(pl.col("date") >= first_night())["date"].unique().sort()
    assert sorted(steps) == [int(f"{date:%Y%m%d}") for date in nights]


def test_a_night_that_is_replayed_with_a_model_that_knew_it_does_not_count(uri: str) -> None:
    tracker = NBAPropsTracker("Phase4_Production", uri)
    night, rows = dt.date(2024, 3, 15), predicted().select(NIGHT).drop("date").head(3)
    of_models = pl.concat([rows.with_columns(run_id=pl.lit(name)) for name in ("early", "late")])
    tags = {"kind": "night", "night": str(night), "model_run": "early,late"}
    with tracker.start_run("night", tags | {"trained_until": "2024-03-15,2024-03-16"}):
        tracker.log_artifacts({PREDICTIONS: of_models.with_columns(night=night)})
    assert nights(open_store(uri), "early", night).height == 3
    with pytest.raises(TrackingError, match="no night of run late was logged"):
        nights(open_store(uri), "late", night)


def test_a_night_without_games_is_passed_over(uri: str) -> None:
    tracker = NBAPropsTracker("Phase4_Production", uri)
    night, rows = dt.date(2024, 3, 15), predicted().select(NIGHT).drop("date").head(3)
    own = rows.with_columns(run_id=pl.lit("model"), night=night)
    for number, kept in enumerate([own, pl.DataFrame()]):
        with tracker.start_run(f"night {number}", {"kind": "night", "model_run": "model"}):
            tracker.log_artifacts({PREDICTIONS: kept})
    assert nights(open_store(uri), "model", night).height == 3


def test_nights_of_quoted_players_are_held_against_quoted_players(
    uri: str, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = predicted()
    quoted = pl.col("line").is_not_null()
    error = (pl.col("median") - pl.col("y")).abs().mean()
    before = rows.filter(pl.col("date") < first_night())
    assert before.filter(quoted).select(error).item() > 1.2 * before.select(error).item()
    run_id = add_run(uri, before)
    add_nights(uri, run_id, rows.filter(pl.col("date") >= first_night(), quoted))
    assert monitor(uri, "--run", run_id, "--json") == 0
    (found,) = json.loads(capsys.readouterr().out)
    (mae,) = (each for each in found["found"] if each["name"] == "mae")
    assert mae["reference"] == pytest.approx(before.filter(quoted).select(error).item())


def early_bets(price: float) -> pl.DataFrame:
    """Overs at the first quote of each book, at so much of its price."""
    quotes = quick().data.prop_lines.sort("quoted_at")
    first = quotes.unique(["game_id", "player_id", "book"], keep="first", maintain_order=True)
    bets = first.select(
        "game_id", "player_id", "market", "book", "line", "quoted_at", "tip_off", night="date"
    )
    return bets.with_columns(side=pl.lit("over"), price=first["over_price"] * price)


@pytest.mark.slow
def test_bets_are_held_against_the_close(uri: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = with_close(early_bets(1.0), quick().data.prop_lines).rename({"night": "date"})
    run_id = at_work(uri, bets=before.filter(pl.col("date") < first_night()))
    nights = NBAPropsTracker("Phase4_Production", uri)
    picks = early_bets(0.9).filter(pl.col("night") >= first_night()).with_columns(run_id=pl.lit(run_id))
    with nights.start_run("nights", {"kind": "night", "market": "pra", "model_run": run_id}):
        nights.log_artifacts({PICKS: picks})
    code = monitor(uri, "--run", run_id, "--json")
    (found,) = json.loads(capsys.readouterr().out)
    assert (code, found["alarms"]) == (1, ["clv"])
    (clv,) = (each for each in found["found"] if each["name"] == "clv")
    assert clv["reference"] == pytest.approx(0.0, abs=0.02)
    assert clv["live"] == pytest.approx(-0.1, abs=0.02)


def test_predictions_that_are_off_raise_an_alarm(uri: str, capsys: pytest.CaptureFixture[str]) -> None:
    run_id = at_work(uri, pl.col("mean") + 3, pl.col("median") + 3)
    assert monitor(uri, "--run", run_id, "--json") == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert "bias" in found["alarms"]
    assert "reports" not in found["alarms"]


@pytest.mark.slow
def test_a_challenger_is_scored_on_the_same_nights_and_a_page_shows_it(
    uri: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    run_id = at_work(uri, pl.col("mean") + 3, pl.col("median") + 3)
    challenger = add_run(uri, predicted())
    words = ["--challenger", challenger, "--json", "--html", str(tmp_path / "watch.html")]
    assert monitor(uri, "--run", run_id, *words) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert found["shadow"]["gains"]["mae"] > 0
    assert (list(found["shadow"]["gains"]), found["shadow"]["backtest"]) == (["mae"], True)
    (logged,) = watches(open_store(uri))
    assert logged.tags["challenger"] == challenger
    assert logged.metrics["shadow_e"] == pytest.approx(found["shadow"]["e"])
    assert logged.metrics["shadow_e"] > 20
    page = (tmp_path / "watch.html").read_text(encoding="utf-8")
    raised = [each for each in found["found"] if each["since"]]
    assert f"pra, run {run_id[:8]}: {len(raised)} alarm" in page
    assert {each["name"] for each in raised} >= {"bias"}
    for each in raised:
        assert f"<strong>{each['name']}</strong>" in page
        assert f"since {each['since']}" in page
    drawn = [each for each in found["found"] if each["family"] != "input" or each["since"]]
    assert page.count("<svg") == len(drawn) + 1
    assert "<script" not in page
    assert page.count("http") == page.count("http://www.w3.org/")


@pytest.mark.slow
@pytest.mark.parametrize("ran", [False, True])
def test_the_probabilities_of_a_challenger_count_only_where_it_was_run_on_the_nights(
    uri: str, capsys: pytest.CaptureFixture[str], ran: bool
) -> None:
    """Those of its backtest are pooled with prices up to tip-off, which a night does not know."""
    run_id = at_work(uri)
    challenger = add_run(uri, predicted())
    if ran:
        add_nights(uri, challenger, predicted().filter(pl.col("date") >= first_night()))
    monitor(uri, "--run", run_id, "--challenger", challenger)
    shown = " ".join(capsys.readouterr().out.split())
    assert ("log_loss +0.0000" in shown) is ran
    assert (f"challenger {challenger[:8]}, by its backtest: not shown to be better" in shown) is not ran


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--store", "a", "--data", "data=demo"], "--store and --data: name one of them"),
        (["--model", "pra", "--run", "abcd"], "--model and --run: name one of them"),
    ],
)
def test_words_that_cannot_be_used_are_told(
    uri: str, capsys: pytest.CaptureFixture[str], words: list[str], told: str
) -> None:
    assert main(["monitor", "--tracking", uri, *words]) == 2
    assert capsys.readouterr().err == f"error: {told}\n"


def test_a_challenger_of_a_market_that_is_not_watched_is_refused(
    uri: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run_id, other = (add_run(uri, predicted(), market=market) for market in ("pra", "points"))
    assert monitor(uri, "--run", run_id, "--challenger", other[:8]) == 2
    told = f"error: --challenger {other[:8]}: run {other[:8]} is of points; watched are pra\n"
    assert capsys.readouterr().err == told


def test_a_model_without_nights_is_told(uri: str, capsys: pytest.CaptureFixture[str]) -> None:
    run_id = add_run(uri, predicted())
    assert monitor(uri, "--run", run_id) == 2
    assert f"no night of run {run_id[:8]} was logged" in capsys.readouterr().err
    assert watches(open_store(uri)) == []


@pytest.mark.slow
def test_a_model_without_nights_hides_no_alarm_of_another(
    uri: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is new is told beside what the others came to; without an alarm it is an error all the same."""
    new = add_run(uri, predicted())
    off = at_work(uri, pl.col("mean") + 3, pl.col("median") + 3)
    store, page = open_store(uri), tmp_path / "watch.html"
    both = [("1", find_run(store, run_id)) for run_id in (new, off)]
    monkeypatch.setattr(command, "_models", lambda *_: both)
    assert monitor(uri, "--html", str(page)) == 1
    told = capsys.readouterr()
    assert "ALARM: pra: bias" in told.out
    assert f"error: no night of run {new[:8]} was logged" in told.err
    assert [each.tags["champion"] for each in watches(store)] == [off]
    assert f"no night of run {new[:8]} was logged" in page.read_text(encoding="utf-8")
    monkeypatch.setattr(ModelWatch, "alarms", [])
    assert monitor(uri) == 2


def test_a_challenger_that_cannot_be_compared_hides_no_alarm_of_the_champion(
    uri: str, capsys: pytest.CaptureFixture[str]
) -> None:
    off = at_work(uri, pl.col("mean") + 3, pl.col("median") + 3)
    ended = add_run(uri, predicted().filter(pl.col("date") < first_night()))
    assert monitor(uri, "--run", off, "--challenger", ended) == 1
    told = capsys.readouterr()
    assert "ALARM: pra: bias" in told.out
    assert f"error: pra, challenger {ended[:8]}: they predicted no player-game both" in told.err
    assert [each.tags["champion"] for each in watches(open_store(uri))] == [off]


def test_nothing_in_production_is_told(uri: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert monitor(uri) == 2
    assert "no model is in production" in capsys.readouterr().err
