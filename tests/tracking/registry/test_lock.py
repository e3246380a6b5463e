"""One change at a time: two at once, and writers that are gone, slow or on another machine."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from nba_props.tracking.registry import ModelRegistry
from nba_props.tracking.registry.events import Action, Event, State, events, is_dead, new_key, this_process
from nba_props.tracking.store import Store
from tests.tracking.registry.racing import broken_links, race, register_at_once
from tests.tracking.registry.shop import MODEL, add_run, aliases

FAR = {"host": "another-machine", "space": "", "pid": 1}


def _write(store: Store, state: State, **details: object) -> Event:
    key, when = new_key(ModelRegistry(store).history("pra"))
    event = Event(key, Action.PROMOTE, state, "bob", when)
    event = replace(event, **{**FAR, **details})  # type: ignore[arg-type]
    store.client.set_registered_model_tag(MODEL, event.key, event.text())
    return event


@pytest.mark.slow
def test_promotions_of_several_processes_follow_one_another(store: Store) -> None:
    seconds = race(store.uri, processes=3, turns=4)
    assert len(seconds) == 12
    assert broken_links(store) == []


def test_threads_take_turns(store: Store, registry: ModelRegistry) -> None:
    def work(version: int) -> int:
        return sum(
            registry.promote_model("pra", 1 + (version + turn) % 3, override="a race") is not None
            for turn in range(2)
        )

    with ThreadPoolExecutor(3) as pool:
        assert list(pool.map(work, range(3))) == [2, 2, 2]
    assert broken_links(store) == []


def registrations(store: Store, run_id: str) -> list[tuple[str | None, State]]:
    """The versions of a run by its history, of which the store holds the same."""
    found = [each for each in ModelRegistry(store).history("pra") if each.run_id == run_id]
    held = store.client.search_model_versions(f"name = '{MODEL}' AND run_id = '{run_id}'")
    assert sorted(str(each.version) for each in held) == sorted(str(each.version) for each in found)
    return [(each.version, each.state) for each in found]


@pytest.mark.slow
def test_a_run_that_several_processes_register_at_once_is_one_version(empty: Store) -> None:
    run_id = add_run(empty)
    made = register_at_once(empty.uri, run_id, processes=3)
    assert sorted(made) == [(False, "1"), (False, "1"), (True, "1")]
    assert registrations(empty, run_id) == [("1", State.DONE)]


def test_a_run_that_several_threads_register_at_once_is_one_version(
    store: Store, registry: ModelRegistry
) -> None:
    run_id = add_run(store)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: registry.register_model(run_id), range(4)))
    assert sorted((each.changed, each.version) for each in made) == [(False, "4")] * 3 + [(True, "4")]
    assert registrations(store, run_id) == [("4", State.DONE)]


def test_a_writer_at_work_is_waited_for(store: Store, registry: ModelRegistry) -> None:
    event = _write(store, State.STARTED, version="2", to="production", before="1")

    def end() -> None:
        time.sleep(0.5)
        client = store.client
        client.set_registered_model_alias(MODEL, "previous", "1")
        client.set_registered_model_alias(MODEL, "production", "2")
        client.set_registered_model_tag(MODEL, event.key, replace(event, state=State.DONE).text())

    thread = threading.Thread(target=end)
    thread.start()
    registry.promote_model("pra", 3, override="next")
    thread.join()
    assert aliases(store) == {"production": "3", "previous": "2"}
    assert broken_links(store) == []


@pytest.mark.parametrize("state", [State.WAITING, State.STARTED])
def test_a_writer_of_another_machine_that_stays_silent_is_given_up(store: Store, state: State) -> None:
    _write(store, state, version="2", to="production", before="1")
    begin = time.monotonic()
    ModelRegistry(store, patience=0.3).promote_model("pra", 3, override="next")
    assert time.monotonic() - begin > 0.3
    assert aliases(store) == {"production": "3", "previous": "1"}
    found = events(store.client.get_registered_model(MODEL).tags)
    assert not [each for each in found if each.open]


def test_a_promotion_that_broke_off_before_it_took_effect_gives_previous_back(store: Store) -> None:
    registry = ModelRegistry(store, patience=0.0)
    registry.promote_model("pra", 2)
    _write(store, State.STARTED, version="3", to="production", before="2", previous="1")
    store.client.set_registered_model_alias(MODEL, "previous", "2")
    registry.archive("pra", 3)
    assert aliases(store) == {"production": "2", "previous": "1"}
    assert registry.history("pra")[-2].state is State.UNDONE


def test_a_promotion_that_broke_off_after_it_took_effect_is_completed(store: Store) -> None:
    registry = ModelRegistry(store, patience=0.0)
    registry.promote_model("pra", 2, to="staging")
    _write(store, State.STARTED, version="2", to="production", before="1")
    store.client.set_registered_model_alias(MODEL, "previous", "1")
    store.client.set_registered_model_alias(MODEL, "production", "2")
    registry.archive("pra", 3)
    assert aliases(store) == {"production": "2", "previous": "1"}
    assert registry.history("pra")[-2].state is State.DONE


def test_processes_of_this_machine_are_known_to_be_gone() -> None:
    key, when = new_key([])
    event = replace(Event(key, Action.PROMOTE, State.STARTED, "bob", when), **this_process())
    assert is_dead(event)
    assert is_dead(replace(event, pid=2**22 + 1))
    assert not is_dead(replace(event, pid=1, started=""))  # of an earlier version
    assert is_dead(replace(event, pid=1))  # the number of another process now
    assert not is_dead(replace(event, pid=2**22 + 1, host="another-machine"))
    assert not is_dead(replace(event, pid=2**22 + 1, space="pid:[1]"))


def test_keys_sort_by_what_came_first_whatever_the_clocks_say() -> None:
    _, when = new_key([])
    future = Event("history/29991231T235959.000000Z-00000000", Action.PROMOTE, State.DONE, "bob", when)
    key, _ = new_key([future])
    assert key > future.key


def test_an_event_fits_into_a_tag_whatever_it_holds() -> None:
    key, when = new_key([])
    metrics = {f"segment/tier/stars/metric_{number}": number / 7 for number in range(200)}
    event = Event(key, Action.PROMOTE, State.DONE, "bob", when, reason="x" * 1000, metrics=metrics)
    assert len(event.text()) <= 5000
    (read,) = events({key: event.text()})
    assert read.reason == event.reason
    assert read.metrics.items() <= metrics.items()


def test_tags_of_others_are_no_events() -> None:
    tags = {"history/x": "hello", "history/y": "{}", "history/z": "[1]", "market": "pra"}
    assert events(tags) == []
