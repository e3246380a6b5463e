"""One question to the database finds what a search for each place finds."""

from __future__ import annotations

import datetime as dt
import math

import pytest

from nba_props.evaluation.catalogue import Better
from nba_props.tracking.comparison import leaders as module
from nba_props.tracking.comparison.leaders import NO_MARKET, Among, Place, leaders
from nba_props.tracking.comparison.search import RunRow, all_experiments
from tests.tracking.comparison.made import NOON, Shelf

WAYS = {"val_mae": Better.lower, "betting_roi": Better.higher, "val_bias": Better.nearest_zero}
LATER = NOON + dt.timedelta(days=3)


@pytest.fixture
def crowd(shelf: Shelf) -> Shelf:
    """Runs of two markets and phases, with all that must not lead."""
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


def ids(found: dict[Place, RunRow]) -> dict[Place, str]:
    return {place: run.id for place, run in found.items()}


@pytest.mark.parametrize(
    "among",
    [
        Among(),
        Among("points"),
        Among("threes"),
        Among(since=LATER - dt.timedelta(hours=1)),
        Among(before=LATER - dt.timedelta(hours=1)),
        Among("pra", since=NOON, before=LATER),
    ],
)
def test_a_database_and_a_search_for_each_place_name_the_same_runs(crowd: Shelf, among: Among) -> None:
    places = all_experiments(crowd.store)
    one_by_one = module._one_by_one(crowd.store, places, WAYS, among)
    assert ids(leaders(crowd.store, places, WAYS, among)) == ids(one_by_one)
    assert (one_by_one == {}) == (among.market == "threes")


def test_of_equal_runs_the_newest_leads(crowd: Shelf) -> None:
    found = leaders(crowd.store, all_experiments(crowd.store), WAYS, Among("points"))
    best = found[Place("points", "Phase1_Foundation", "val_mae")]
    assert (best.metrics["val_mae"], best.metrics["val_bias"]) == (4.0, 0.5)


def test_runs_without_a_market_lead_where_no_run_has_one(shelf: Shelf) -> None:
    run = shelf.add(metrics={"val_mae": 2.0}, tags={"market": ""})
    found = leaders(shelf.store, all_experiments(shelf.store), WAYS, Among())
    assert ids(found) == {Place(NO_MARKET, "Phase2_Advanced", "val_mae"): run}


def test_a_filter_in_mlflows_language_counts(crowd: Shelf) -> None:
    among = Among("pra", where="metrics.val_mae > 4.5")
    found = leaders(crowd.store, all_experiments(crowd.store), WAYS, among)
    assert {run.metrics["val_mae"] for run in found.values()} == {5.0}


def test_it_is_one_question_and_one_page_of_runs(crowd: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    search = crowd.store.client.search_runs

    def record(*words: object, max_results: int, **options: object) -> object:
        asked.append(max_results)
        return search(*words, max_results=max_results, **options)

    monkeypatch.setattr(crowd.store.client, "search_runs", record)
    found = leaders(crowd.store, all_experiments(crowd.store), WAYS, Among())
    assert asked == [len({run.id for run in found.values()})]
