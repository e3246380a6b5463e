from __future__ import annotations

import datetime as dt

import pytest

from nba_props.tracking.comparison import weekly
from nba_props.tracking.comparison.counting import MAX_READ
from nba_props.tracking.phases import known_phases
from nba_props.tracking.table import as_text
from tests.tracking.comparison.bulk import fill
from tests.tracking.comparison.made import NOON, Shelf

SINCE = NOON.date()
BEFORE = NOON - dt.timedelta(days=3)


def test_runs_are_counted_by_phase_and_status(shelf: Shelf) -> None:
    shelf.add(start=BEFORE)
    for status in ("FINISHED", "FINISHED", "FAILED", "RUNNING"):
        shelf.add(status=status)
    shelf.add("foundation", start=BEFORE)
    found = {each.phase: (each.runs, dict(each.by_status)) for each in weekly(shelf.store, SINCE).activity}
    assert found == {"foundation": (0, {}), "advanced": (4, {"FINISHED": 2, "FAILED": 1, "RUNNING": 1})}


def test_the_day_begins_at_midnight_utc(shelf: Shelf) -> None:
    midnight = dt.datetime.combine(SINCE, dt.time(), dt.UTC)
    shelf.add(start=midnight)
    shelf.add(start=midnight - dt.timedelta(milliseconds=1))
    assert [each.runs for each in weekly(shelf.store, SINCE).activity] == [1]


def test_only_what_beats_all_that_was_before_is_an_improvement(shelf: Shelf) -> None:
    shelf.add(metrics={"val_mae": 5.0, "betting_roi": 0.1, "log_loss": 0.7}, start=BEFORE)
    shelf.add(metrics={"val_mae": 4.0}, start=BEFORE, status="FAILED")
    new = shelf.add(metrics={"val_mae": 4.5, "betting_roi": 0.05, "log_loss": 0.7, "skill_mae": 0.01})
    found = weekly(shelf.store, SINCE).improvements
    assert [(each.metric, each.before, each.value, each.run.id) for each in found] == [
        ("val_mae", 5.0, 4.5, new),
        ("skill_mae", None, 0.01, new),
    ]


def test_improvements_are_of_one_market_each(shelf: Shelf) -> None:
    shelf.add(metrics={"val_mae": 0.9}, start=BEFORE, tags={"market": "threes"})
    shelf.add(metrics={"val_mae": 6.0}, start=BEFORE)
    shelf.add(metrics={"val_mae": 5.0})
    shelf.add(metrics={"val_mae": 1.0}, tags={"market": "threes"})
    found = weekly(shelf.store, SINCE, ["val_mae"]).improvements
    assert [(each.market, each.value) for each in found] == [("pra", 5.0)]


def test_improvements_are_of_one_data_set_each(shelf: Shelf) -> None:
    shelf.add(metrics={"val_mae": 1.0}, start=BEFORE, tags={"data_fingerprint": "old"})
    shelf.add(metrics={"val_mae": 6.0}, tags={"data_fingerprint": "new"})
    shelf.add(metrics={"val_mae": 0.5}, tags={"data_fingerprint": "old"})
    found = weekly(shelf.store, SINCE, ["val_mae"])
    assert [(each.data, each.before, each.value) for each in found.improvements] == [
        ("old", 1.0, 0.5),
        ("new", None, 6.0),
    ]
    assert "data" in found.tables()[1].columns


def test_by_default_it_is_the_last_seven_days(shelf: Shelf) -> None:
    now = dt.datetime.now(dt.UTC)
    shelf.add(start=now - dt.timedelta(days=6))
    shelf.add(start=now - dt.timedelta(days=9))
    assert [each.runs for each in weekly(shelf.store).activity] == [1]


def test_very_many_runs_are_counted_without_being_read(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    place = shelf.store.experiment(known_phases()[1])
    fill(shelf.store.uri, place, 1520, lambda _: {"val_mae": 5.0})
    deleted = shelf.add()
    shelf.store.client.delete_run(deleted)
    asked: list[int] = []
    search = shelf.store.client.search_runs

    def record(*words: object, max_results: int, **options: object) -> object:
        asked.append(max_results)
        return search(*words, max_results=max_results, **options)

    monkeypatch.setattr(shelf.store.client, "search_runs", record)
    found = weekly(shelf.store, dt.date(2020, 1, 1))
    (activity,) = found.activity
    assert (activity.runs, dict(activity.by_status), activity.more) == (1520, {"FINISHED": 1520}, False)
    assert sum(asked) < 50
    assert "1,520" in as_text(found.tables(), 80)


def test_on_a_server_counting_ends_where_it_would_take_long(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = shelf.store.experiment(known_phases()[1])
    fill(shelf.store.uri, place, MAX_READ + 20, lambda _: {"val_mae": 5.0})
    monkeypatch.setattr("nba_props.tracking.comparison.counting.scheme_of", lambda _: "http")
    found = weekly(shelf.store, dt.date(2020, 1, 1))
    (activity,) = found.activity
    assert (activity.runs, activity.more) == (MAX_READ, True)
    assert f"{MAX_READ} or more" in as_text(found.tables(), 80)


def test_registrations_and_promotions_are_told_in_their_order(shelf: Shelf) -> None:
    from nba_props.tracking.registry.events import Action, Event, State

    client, run = shelf.store.client, shelf.add()
    client.create_registered_model("nba_props_pra")
    client.create_model_version("nba_props_pra", "/nowhere", run_id=run)
    later = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)

    def write(key: str, action: Action, state: State, when: dt.datetime) -> None:
        event = Event(key, action, state, "ann", when.isoformat(), "1", to="production", reason="good")
        client.set_registered_model_tag("nba_props_pra", key, event.text())

    write("history/20250101T000000.000001Z-aa", Action.PROMOTE, State.DONE, later)
    write("history/20250101T000000.000002Z-bb", Action.PROMOTE, State.UNDONE, later)
    write("history/20250101T000000.000003Z-cc", Action.ROLLBACK, State.DONE, NOON - dt.timedelta(days=9))
    found = weekly(shelf.store, SINCE)
    assert [(each.what, each.model, each.version) for each in found.events] == [
        ("registered", "nba_props_pra", "1"),
        ("promote", "nba_props_pra", "1"),
    ]
    assert found.events[1].details == "to production, by ann, good"
    assert weekly(shelf.store, (later + dt.timedelta(days=1)).date()).events == []


@pytest.mark.parametrize("full", [True, False])
def test_it_fits_a_terminal(shelf: Shelf, full: bool) -> None:
    if full:
        shelf.add(metrics={"val_mae": 5.123456, "betting_sharpe_ratio": 1.234})
        shelf.store.client.create_registered_model("nba_props_points_rebounds_assists")
        shelf.store.client.create_model_version("nba_props_points_rebounds_assists", "/nowhere")
    text = as_text(weekly(shelf.store, SINCE).tables(), 80)
    assert max(map(len, text.splitlines())) <= 80
