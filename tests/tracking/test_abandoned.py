"""Runs of processes that were killed: who opens the store next ends them, and nobody else's."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from mlflow.exceptions import MlflowException
from mlflow.tracking import MlflowClient

from nba_props.cli import main
from nba_props.core import process
from nba_props.phase import Phase
from nba_props.store import Tracking
from nba_props.sweep.sweep_run import ExperimentRuns, SweepRun
from nba_props.tracking import abandoned
from nba_props.tracking.run import open_run
from nba_props.tracking.store import Store, open_store
from tests import warm

SCRIPT = """
import sys, time
from nba_props.phase import Phase
from nba_props.store import Tracking
from nba_props.tracking.run import open_run
with open_run(Tracking(uri=sys.argv[1]), Phase("a", "Phase2_Advanced", "d", {}), "a") as run:
    run.metrics({"before": 1.0})
    print(run.id, flush=True)
    time.sleep(600)
"""


SWEEP = """
import sys, time
from nba_props.phase import Phase
from nba_props.store import Tracking
from nba_props.sweep.sweep_run import ExperimentRuns, SweepRun
runs = ExperimentRuns.of(Tracking(uri=sys.argv[1]), Phase("a", "Phase2_Advanced", "d", {}))
print(SweepRun.open(runs, "ridge-a", "sweep ridge-a", {}, {}).id, flush=True)
time.sleep(600)
"""


def killed_run(uri: str, script: str = SCRIPT) -> str:
    """The id of a run whose process was ended by SIGKILL."""
    with warm.start(["-c", script, uri], Path.cwd(), errors=False) as running:
        run_id = running.readline().strip()
        running.kill()
        assert running.wait(120) == -signal.SIGKILL
    return run_id


def run_of(store: Store, phase: Phase, identity: process.ProcessIdentity | None) -> str:
    """A RUNNING run that carries an identity, or none as runs of earlier versions do."""
    tags = {} if identity is None else {abandoned.PROCESS: str(identity)}
    return str(store.client.create_run(store.experiment(phase), tags=tags).info.run_id)


def gone() -> process.ProcessIdentity:
    """A process that had this one's pid before it."""
    here = process.this_process()
    return process.ProcessIdentity(here.host, here.namespace, here.pid, "1")


def shown(store: Store, run_id: str) -> tuple[str, str | None]:
    found = store.client.get_run(run_id)
    return str(found.info.status), found.data.tags.get(abandoned.FAILURE)


CLOSED = ("KILLED", abandoned.REASON)
OPEN = ("RUNNING", None)


@pytest.mark.slow
def test_a_run_that_was_killed_is_ended_by_the_next_run(tracking: Tracking, phase: Phase) -> None:
    run_id = killed_run(tracking.uri)
    store = open_store(tracking)
    assert shown(store, run_id) == OPEN
    with open_run(tracking, phase, "b") as run:
        assert shown(store, run_id) == CLOSED
        assert shown(store, run.id) == OPEN
    assert store.client.get_run(run_id).data.metrics == {"before": 1.0}


@pytest.mark.parametrize("command", [["experiments", "weekly"], ["registry", "list"]])
def test_a_command_that_reads_the_store_ends_it_too(
    tracking: Tracking, phase: Phase, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    store = open_store(tracking)
    run_id = run_of(store, phase, gone())
    main([*command, "--store", tracking.uri])
    assert shown(store, run_id) == CLOSED
    assert "Traceback" not in capsys.readouterr().err


def test_runs_of_living_processes_other_machines_and_earlier_versions_stay(
    tracking: Tracking, phase: Phase
) -> None:
    store, here = open_store(tracking), process.this_process()
    parent = process.ProcessIdentity(here.host, here.namespace, os.getppid())
    elsewhere = process.ProcessIdentity("elsewhere", here.namespace, here.pid, "1")
    container = process.ProcessIdentity(here.host, "pid:[1]", here.pid, "1")
    kept = [run_of(store, phase, each) for each in (here, parent, elsewhere, container, None)]
    assert abandoned.end_all(store) == []
    assert [shown(store, run_id) for run_id in kept] == [OPEN] * len(kept)


def test_several_at_once_end_each_run_and_none_fails(tracking: Tracking, phase: Phase) -> None:
    store = open_store(tracking)
    runs = [run_of(store, phase, gone()) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        ended = list(pool.map(lambda _: abandoned.end_all(store), range(4)))
    assert {run.info.run_id for each in ended for run in each} == set(runs)
    assert [shown(store, run_id) for run_id in runs] == [CLOSED] * 4


def test_a_run_that_ended_meanwhile_keeps_its_end(
    tracking: Tracking, phase: Phase, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tracking)
    run_id = run_of(store, phase, gone())
    search = MlflowClient.search_runs

    def then_ends(self: MlflowClient, *words: Any, **options: Any) -> Any:
        found = search(self, *words, **options)
        self.set_terminated(run_id, "FINISHED")
        return found

    monkeypatch.setattr(MlflowClient, "search_runs", then_ends)
    assert abandoned.end_all(store) == []
    assert shown(store, run_id) == ("FINISHED", None)


def test_a_store_that_may_not_be_written_can_be_read_all_the_same(
    tracking: Tracking, phase: Phase, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tracking)
    run_id = run_of(store, phase, gone())

    def refuse(*_: object, **__: object) -> None:
        raise MlflowException("permission denied")

    monkeypatch.setattr(MlflowClient, "set_tag", refuse)
    abandoned.tidy(store)
    assert shown(store, run_id) == OPEN


def reopened(tracking: Tracking, phase: Phase) -> SweepRun:
    """The sweep of the script, as this process goes on with it."""
    return SweepRun.open(ExperimentRuns.of(tracking, phase), "ridge-a", "sweep ridge-a", {}, {})


@pytest.mark.slow
def test_the_run_of_a_sweep_that_was_killed_is_ended_and_opened_again_when_it_goes_on(
    tracking: Tracking, phase: Phase
) -> None:
    run_id = killed_run(tracking.uri, SWEEP)
    store = open_store(tracking)
    assert shown(store, run_id) == OPEN
    assert main(["registry", "list", "--store", tracking.uri]) == 0
    assert shown(store, run_id) == CLOSED
    again = reopened(tracking, phase)
    assert again.id == run_id
    assert shown(store, run_id) == OPEN
    assert abandoned.end_all(store) == []
    again.end("FINISHED")
    assert shown(store, run_id) == ("FINISHED", None)


@pytest.mark.slow
def test_the_run_of_a_sweep_stays_while_one_of_its_processes_lives(tracking: Tracking, phase: Phase) -> None:
    store, run = open_store(tracking), reopened(tracking, phase)
    beside = killed_run(tracking.uri, SWEEP)  # the later one dies, this one works on
    assert beside == run.id
    assert abandoned.end_all(store) == []
    named = store.client.get_run(run.id).data.tags[abandoned.PROCESS]
    here = str(process.this_process())
    assert named.startswith(f"{here}; ")
    elsewhere = str(process.ProcessIdentity("elsewhere", "-", 1, "1"))
    store.client.set_tag(run.id, abandoned.PROCESS, f"{gone()}; {elsewhere}")
    assert abandoned.end_all(store) == []
    assert abandoned.tags({abandoned.PROCESS: f"{gone()}; {elsewhere}; {here}"}) == {
        abandoned.PROCESS: f"{elsewhere}; {here}"
    }
    store.client.set_tag(run.id, abandoned.PROCESS, f"{gone()}; {gone()}")
    assert [each.info.run_id for each in abandoned.end_all(store)] == [run.id]


def test_the_doctor_names_them_and_ends_them_when_asked(
    tracking: Tracking, phase: Phase, capsys: pytest.CaptureFixture[str]
) -> None:
    store = open_store(tracking)
    run_id = run_of(store, phase, gone())
    assert main(["doctor", "--store", tracking.uri]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "--repair" in said
    assert run_id in said
    assert shown(store, run_id) == OPEN
    assert main(["doctor", "--repair", "--store", tracking.uri]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert f"ended as KILLED: {run_id}" in said
    assert shown(store, run_id) == CLOSED
    assert main(["doctor", "--repair", "--store", tracking.uri]) == 0
    assert run_id not in capsys.readouterr().out


def test_who_knows_better_what_came_of_a_run_takes_the_reason_back(tracking: Tracking, phase: Phase) -> None:
    store = open_store(tracking)
    run_id = run_of(store, phase, gone())
    abandoned.end_all(store)
    abandoned.forget(store, store.client.get_run(run_id))
    assert shown(store, run_id) == ("KILLED", None)
