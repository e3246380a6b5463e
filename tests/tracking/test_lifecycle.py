"""How the runs of a tracker begin and end, in a real store."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nba_props.errors import ConfigError, DataError, TrackingError
from nba_props.store import Tracking
from nba_props.tracking.lifecycle import PARENT
from nba_props.tracking.tracker import NBAPropsTracker
from tests import warm


@pytest.fixture
def tracker(tracking: Tracking) -> NBAPropsTracker:
    return NBAPropsTracker("Phase2_Advanced", tracking.uri)


def stored(tracker: NBAPropsTracker, run_id: str) -> Any:
    from nba_props.tracking.store import open_store

    return open_store(tracker._tracking).client.get_run(run_id)


def test_a_block_makes_a_finished_run_in_its_experiment(tracker: NBAPropsTracker) -> None:
    with tracker.start_run("deeper", {"why": "test"}, "Deeper trees.") as same:
        assert same is tracker
        run_id = tracker.run.id
        assert stored(tracker, run_id).info.status == "RUNNING"
    found = stored(tracker, run_id)
    assert (found.info.status, found.info.run_name) == ("FINISHED", "deeper")
    assert found.data.tags["why"] == "test"
    assert found.data.tags["mlflow.note.content"] == "Deeper trees."


def test_an_experiment_of_a_phase_gets_the_description_of_the_phase(tracker: NBAPropsTracker) -> None:
    with tracker.start_run():
        experiment = tracker.run.store.client.get_experiment(tracker.run.experiment_id)
    assert experiment.name == "Phase2_Advanced"
    assert experiment.tags["phase"] == "advanced"
    assert experiment.tags["mlflow.note.content"]


def test_an_experiment_of_ones_own_is_made(tracking: Tracking) -> None:
    tracker = NBAPropsTracker("My ideas", tracking.uri)
    with tracker.start_run():
        assert tracker.run.store.client.get_experiment(tracker.run.experiment_id).name == "My ideas"


def test_a_run_within_a_run_is_its_child(tracker: NBAPropsTracker) -> None:
    with tracker.start_run("outer"):
        outer = tracker.run.id
        with tracker.start_run("inner"):
            inner = tracker.run.id
            tracker.log_params({"depth": 2})
        tracker.log_params({"depth": 1})
    assert stored(tracker, inner).data.tags[PARENT] == outer
    assert PARENT not in stored(tracker, outer).data.tags
    assert [stored(tracker, each).data.params["depth"] for each in (outer, inner)] == ["1", "2"]


def test_an_exception_fails_the_run_of_its_block_and_no_other(tracker: NBAPropsTracker) -> None:
    with tracker.start_run("outer"):
        outer = tracker.run.id
        with pytest.raises(DataError), tracker.start_run("inner"):  # noqa: PT012
            inner = tracker.run.id
            raise DataError("row 3: minutes=900")
    assert stored(tracker, inner).info.status == "FAILED"
    assert stored(tracker, inner).data.tags["failure"] == "row 3: minutes=900"
    assert stored(tracker, outer).info.status == "FINISHED"


@pytest.mark.parametrize("status", ["FINISHED", "FAILED", "KILLED"])
def test_a_run_ends_as_it_is_told_to_also_within_its_block(tracker: NBAPropsTracker, status: str) -> None:
    with tracker.start_run():
        run_id = tracker.run.id
        tracker.end_run(status)
    assert stored(tracker, run_id).info.status == status


def test_a_child_that_was_ended_by_hand_leaves_its_parent_open(tracker: NBAPropsTracker) -> None:
    with tracker.start_run("outer"):
        outer = tracker.run.id
        with tracker.start_run("inner"):
            tracker.end_run()
        assert tracker.run.id == outer
        assert stored(tracker, outer).info.status == "RUNNING"


@pytest.mark.parametrize(("fails", "status"), [(False, "FINISHED"), (True, "FAILED")])
def test_a_child_that_nobody_ended_ends_with_its_parent(
    tracker: NBAPropsTracker, fails: bool, status: str
) -> None:
    ids = []
    try:
        with tracker.start_run("outer"):
            ids.append(tracker.run.id)
            tracker.start_run("inner")
            ids.append(tracker.run.id)
            if fails:
                raise ValueError("own")
    except ValueError:
        assert fails
    assert [stored(tracker, each).info.status for each in ids] == [status, status]


def test_an_unknown_status_is_refused_and_the_run_goes_on(tracker: NBAPropsTracker) -> None:
    with tracker.start_run():
        with pytest.raises(TrackingError, match="status=DONE: must be one of FINISHED, FAILED, KILLED"):
            tracker.end_run("DONE")
        tracker.log_metrics({"a": 1})


def test_nothing_can_be_logged_without_a_run(tracker: NBAPropsTracker) -> None:
    with pytest.raises(TrackingError, match="no run is going on; call start_run first"):
        tracker.log_params({"a": 1})
    with pytest.raises(TrackingError, match="no run is going on"):
        tracker.end_run()


def test_a_store_that_cannot_be_used_is_refused_at_once() -> None:
    with pytest.raises(ConfigError, match="must be a database or a server"):
        NBAPropsTracker("Phase1_Foundation", "mlruns")


LEFT_OPEN = """
import sys
from nba_props import NBAPropsTracker
tracker = NBAPropsTracker("Phase1_Foundation", sys.argv[1])
tracker.start_run("outer")
print(tracker.run.id)
tracker.start_run("inner")
print(tracker.run.id)
"""


@pytest.mark.slow
def test_a_process_that_ends_leaves_its_open_runs_as_killed(tracker: NBAPropsTracker) -> None:
    command = [sys.executable, "-c", LEFT_OPEN, tracker._tracking.uri]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    ids = done.stdout.split()
    assert len(ids) == 2
    assert [stored(tracker, each).info.status for each in ids] == ["KILLED", "KILLED"]


def test_trackers_in_several_threads_do_not_collide(tracking: Tracking) -> None:
    ids: dict[int, list[str]] = {}
    failed: list[BaseException] = []

    def work(number: int) -> None:
        try:
            tracker = NBAPropsTracker(f"Experiment {number % 2}", tracking.uri)
            with tracker.start_run(f"outer {number}"):
                ids[number] = [tracker.run.id]
                for step in range(3):
                    tracker.log_metrics({"number": number}, step)
                with tracker.start_run(f"inner {number}"):
                    ids[number].append(tracker.run.id)
                    tracker.log_params({"number": number})
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    seen = NBAPropsTracker("Experiment 0", tracking.uri)
    for number, (outer, inner) in ids.items():
        assert stored(seen, outer).data.metrics == {"number": number}
        assert stored(seen, inner).data.params == {"number": str(number)}
        assert stored(seen, inner).data.tags[PARENT] == outer
        assert {stored(seen, each).info.status for each in (outer, inner)} == {"FINISHED"}


LOGS_RUNS = """
import sys
from nba_props import NBAPropsTracker
tracker = NBAPropsTracker("Phase1_Foundation", sys.argv[1])
for number in range(4):
    with tracker.start_run(f"{sys.argv[2]} {number}"):
        tracker.log_metrics({"number": number})
        tracker.log_artifact("note.txt", sys.argv[2])
        print(tracker.run.id)
"""


@pytest.mark.slow
def test_trackers_in_several_processes_do_not_collide(tracker: NBAPropsTracker) -> None:
    commands = [["-c", LOGS_RUNS, tracker._tracking.uri, name] for name in "ab"]
    running = [warm.start(each, Path.cwd(), errors=False) for each in commands]
    told = [each.communicate(timeout=240)[0].split() for each in running]
    assert [each.returncode for each in running] == [0, 0]
    for name, ids in zip("ab", told, strict=True):
        found = [stored(tracker, each) for each in ids]
        assert [run.info.run_name for run in found] == [f"{name} {n}" for n in range(4)]
        assert [run.data.metrics["number"] for run in found] == [0, 1, 2, 3]
        notes = [Path(run.info.artifact_uri) / "note.txt" for run in found]
        assert [note.read_text() for note in notes] == [name] * 4


@pytest.fixture
def _python_answers_ctrl_c() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_python_answers_ctrl_c")
def test_two_trackers_whose_runs_overlap_put_the_signals_back(tracking: Tracking) -> None:
    before = [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)]
    one, two = (NBAPropsTracker(name, tracking.uri) for name in ("One", "Two"))
    one.start_run()
    two.start_run()
    one.end_run()
    assert signal.getsignal(signal.SIGTERM) != before[0]
    two.end_run()
    assert [signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)] == before


def test_how_much_is_kept_is_one_of_four() -> None:
    allowed = "standard, full, predictions, light"
    with pytest.raises(ConfigError, match=f"artifacts=lots: must be one of {allowed}"):
        NBAPropsTracker("Mine", artifacts="lots")
