from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from nba_props.phase import Phase
from nba_props.store import Tracking
from nba_props.tracking.run import open_run
from nba_props.tracking.store import Store, open_store
from tests.processes import forked
from tests.servers import MlflowServer, Postgres

PROCESSES, RUNS, PARAMS, METRICS, STEPS = 8, 4, 20, 30, 5
SECONDS = 400.0
EXPERIMENT = "Concurrent"
FILES = ["config.yaml", "result.json"]


def log_runs(tracking: Tracking, worker: int, folder: str) -> None:
    """The work of one of the processes; module level, so that it can be sent to a new process."""
    from mlflow.entities import Dataset

    phase = Phase("advanced", EXPERIMENT, "d", {})
    for number in range(RUNS):
        output = Path(folder) / f"{worker}-{number}"
        with open_run(tracking, phase, f"{worker}-{number}", {"worker": worker}, output=output) as run:
            run.params({f"p{key}": f"{worker}-{number}-{key}" for key in range(PARAMS)})
            run.artifact("config.yaml", {"worker": worker})
            run.metrics({f"m{key}": key + worker / 10 for key in range(METRICS)})
            run.metrics({"fold_mae": {step: float(step) for step in range(STEPS)}})
            run.artifact("result.json", {"number": number})
            run.tags({"done": True})
            run.dataset(Dataset("games", "abc", "local", "{}"), "training")


def at_once(tracking: Tracking, folder: Path) -> float:
    """Let all processes log their runs at once; the seconds it took."""
    context = forked()
    words = [(tracking, worker, str(folder)) for worker in range(PROCESSES)]
    workers = [context.Process(target=log_runs, args=each) for each in words]
    begin = time.monotonic()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(max(1.0, begin + SECONDS - time.monotonic()))
        worker.kill()
    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
    return time.monotonic() - begin


def all_runs(store: Store) -> list[Any]:
    found = store.client.get_experiment_by_name(EXPERIMENT)
    assert found is not None
    return list(store.client.search_runs([found.experiment_id], max_results=1000))


def faults(store: Store) -> list[str]:
    """What is missing of the runs, or there too often; empty when each is whole and there once."""
    runs = all_runs(store)
    names = sorted(run.info.run_name for run in runs)
    wanted = sorted(f"{worker}-{number}" for worker in range(PROCESSES) for number in range(RUNS))
    return ([] if names == wanted else [f"{len(names)} runs"]) + [
        f"{run.info.run_name}: {fault}" for run in runs for fault in _faults_of(store, run)
    ]


def _faults_of(store: Store, run: Any) -> list[str]:
    name = run.info.run_name
    worker = int(name.split("-")[0])
    checks = {
        "status": run.info.status == "FINISHED",
        "params": run.data.params == {f"p{key}": f"{name}-{key}" for key in range(PARAMS)},
        "metrics": run.data.metrics
        == {f"m{key}": key + worker / 10 for key in range(METRICS)} | {"fold_mae": STEPS - 1.0},
        "steps": len(store.client.get_metric_history(run.info.run_id, "fold_mae")) == STEPS,
        "tags": run.data.tags.get("done") == "true",
        "data": [each.dataset.name for each in run.inputs.dataset_inputs] == ["games"],
        "files": sorted(each.path for each in store.client.list_artifacts(run.info.run_id)) == FILES,
    }
    return [check for check, holds in checks.items() if not holds]


def check(tracking: Tracking, folder: Path, kind: str) -> None:
    seconds = at_once(tracking, folder)
    store = open_store(tracking)
    print(f"{kind}: {PROCESSES} processes, {len(all_runs(store))} runs in {seconds:.0f} s")  # noqa: T201
    assert faults(store) == []
    assert not folder.exists() or [path for path in folder.rglob("*") if path.is_file()] == []


@pytest.mark.slow
def test_processes_on_a_server_lose_no_run_and_leave_none_half_written(
    server: MlflowServer, tmp_path: Path
) -> None:
    check(Tracking(uri=server.uri), tmp_path / "out", "server")


@pytest.mark.slow
def test_processes_on_postgresql_lose_no_run_and_leave_none_half_written(
    postgres: Postgres, tmp_path: Path
) -> None:
    tracking = Tracking(uri=postgres.create("concurrent"), artifact_root=str(tmp_path / "files"))
    check(tracking, tmp_path / "out", "postgresql, empty at first")


@pytest.mark.slow
def test_processes_on_a_new_sqlite_store_lose_no_run_and_leave_none_half_written(tmp_path: Path) -> None:
    tracking = Tracking(uri=f"sqlite:///{tmp_path / 'store' / 'mlflow.db'}")
    check(tracking, tmp_path / "out", "sqlite, missing at first")
