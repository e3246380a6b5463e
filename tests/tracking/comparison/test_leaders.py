"""Searches for the leading runs find what reading every run finds."""

from __future__ import annotations

import datetime as dt
import math
import shutil
from pathlib import Path

import pytest

from nba_props.evaluation.catalogue import Better
from nba_props.tracking.comparison.leaders import NO_MARKET, Ranking, RunFilter, leaders, new_leaders
from nba_props.tracking.comparison.metrics import is_better
from nba_props.tracking.comparison.search import OLDEST, RunRow, all_experiments, runs
from nba_props.tracking.store import Store, open_store
from tests.tracking.comparison.made import NOON, Shelf

WAYS = {"val_mae": Better.lower, "betting_roi": Better.higher, "val_bias": Better.nearest_zero}
MARKETS = ("pra", "points")
LATER = NOON + dt.timedelta(days=3)


@pytest.fixture(scope="module")
def crowd(store_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Runs of two markets and phases, with all that must not lead; nobody writes to their store."""
    path = tmp_path_factory.mktemp("crowd") / "mlflow.db"
    shutil.copyfile(store_file, path)
    shelf = Shelf(open_store(f"sqlite:///{path}"))
    for phase in ("foundation", "advanced"):
        for market in ("pra", "points"):
            for mae, roi, bias in ((5.0, 0.1, -0.4), (4.0, -0.2, 0.3), (4.0, 0.1, 0.5)):
                found = {"val_mae": mae, "betting_roi": roi, "val_bias": bias}
                shelf.add(phase, found, tags={"market": market})
        shelf.add(phase, {"val_mae": 1.0, "betting_roi": 9.0, "val_bias": 0.0}, status="FAILED")
        shelf.add(phase, {"val_mae": 1.0, "betting_roi": 9.0, "val_bias": 0.0}, status="RUNNING")
        shelf.store.client.delete_run(shelf.add(phase, {"val_mae": 1.0, "betting_roi": 9.0}))
        shelf.add(phase, {"val_mae": math.nan, "betting_roi": math.inf, "val_bias": -math.inf})
        shelf.add(phase, {"val_mae": -math.inf, "betting_roi": math.nan})
    shelf.add("advanced", {"val_mae": 3.0, "betting_roi": 0.05, "val_bias": -0.1}, start=LATER)
    shelf.add("advanced", {"val_mae": 2.0}, tags={"market": "", "by": "hand"})
    return shelf


def ids(found: dict[Ranking, RunRow]) -> dict[Ranking, str]:
    return {place: run.id for place, run in found.items()}


def by_reading(store: Store, among: RunFilter) -> dict[Ranking, str]:
    """The ids of the leading runs, found by reading all runs, without a search that sorts or filters them."""
    found: dict[Ranking, RunRow] = {}
    for run in runs(store, all_experiments(store), order=OLDEST):
        early = among.since is not None and run.start < among.since
        late = among.before is not None and run.start >= among.before
        market = run.tags.get("market", "")
        if (
            run.status != "FINISHED"
            or early
            or late
            or market not in ((among.market,) if among.market else MARKETS)
        ):
            continue
        for metric, way in WAYS.items():
            ranking = Ranking(market, run.experiment, metric)
            value, leader = run.metrics.get(metric), found.get(ranking)
            if value is not None and (leader is None or not is_better(way, leader.metrics[metric], value)):
                found[ranking] = run
    return ids(found)


@pytest.mark.parametrize(
    "among",
    [
        RunFilter(),
        RunFilter("points"),
        RunFilter("threes"),
        RunFilter(since=LATER - dt.timedelta(hours=1)),
        RunFilter(before=LATER - dt.timedelta(hours=1)),
        RunFilter("pra", since=NOON, before=LATER),
    ],
)
def test_searches_and_reading_every_run_name_the_same_leaders(crowd: Shelf, among: RunFilter) -> None:
    found = leaders(crowd.store, all_experiments(crowd.store), WAYS, among)
    assert ids(found) == by_reading(crowd.store, among)
    assert (found == {}) == (among.market == "threes")


@pytest.mark.slow
@pytest.mark.parametrize("days", [-1, 1, 2, 4])
@pytest.mark.parametrize("market", [None, "points", "pra"])
def test_new_leaders_are_those_that_lead_all_runs_and_started_since(
    crowd: Shelf, days: int, market: str | None
) -> None:
    since = NOON + dt.timedelta(days=days)
    found = new_leaders(crowd.store, all_experiments(crowd.store), WAYS, since, market)
    now, then = by_reading(crowd.store, RunFilter(market, since=since)), RunFilter(market, before=since)
    before, overall = by_reading(crowd.store, then), by_reading(crowd.store, RunFilter(market))
    assert ids({ranking: leader.run for ranking, leader in found.items()}) == {
        ranking: run for ranking, run in now.items() if overall[ranking] == run
    }
    assert {r: None if n.before is None else n.before.id for r, n in found.items()} == {
        ranking: before.get(ranking) for ranking in found
    }


def test_of_equal_runs_the_newest_leads(crowd: Shelf) -> None:
    found = leaders(crowd.store, all_experiments(crowd.store), WAYS, RunFilter("points"))
    best = found[Ranking("points", "Phase1_Foundation", "val_mae")]
    assert (best.metrics["val_mae"], best.metrics["val_bias"]) == (4.0, 0.5)


def test_runs_without_a_market_lead_where_no_run_has_one(shelf: Shelf) -> None:
    run = shelf.add(metrics={"val_mae": 2.0}, tags={"market": ""})
    found = leaders(shelf.store, all_experiments(shelf.store), WAYS, RunFilter())
    assert ids(found) == {Ranking(NO_MARKET, "Phase2_Advanced", "val_mae"): run}


def test_a_filter_in_mlflows_language_counts(crowd: Shelf) -> None:
    among = RunFilter("pra", where="metrics.val_mae > 4.5")
    found = leaders(crowd.store, all_experiments(crowd.store), WAYS, among)
    assert {run.metrics["val_mae"] for run in found.values()} == {5.0}


def test_the_run_that_led_before_is_searched_for_only_where_a_new_one_leads(
    crowd: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    search = crowd.store.client.search_runs

    def record(experiments: list[str], where: str, **options: object) -> object:
        asked.append(where)
        return search(experiments, where, **options)

    monkeypatch.setattr(crowd.store.client, "search_runs", record)
    new_leaders(crowd.store, all_experiments(crowd.store), WAYS, LATER, "pra")
    earlier = [metric for where in asked if "start_time <" in where for metric in WAYS if metric in where]
    assert sorted(earlier) == [
        "val_bias",
        "val_bias",
        "val_mae",
    ]  # a bias on each side of zero
