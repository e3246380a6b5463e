from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nba_props.cli import main
from nba_props.errors import TrackingError
from nba_props.phase import Phase
from nba_props.store import Tracking
from nba_props.tracking import spool as spools
from nba_props.tracking.run import Run, open_run
from nba_props.tracking.spool import Head, Spool
from nba_props.tracking.store import Store, open_store
from nba_props.tracking.sync import SYNC_ID, find, sync
from tests.processes import forked

GONE = "0123456789abcdef0123456789abcdef"
STEPS = 5


def spooled(output: Path, tracking: Tracking, phase: Phase, run_id: str | None = None) -> str:
    """The spool of a run whose server never heard of anything but its start (or, with an id, not of that)."""
    from mlflow.entities import Dataset

    store = open_store(tracking)
    if run_id is None:
        run_id = str(store.client.create_run(store.experiment(phase), run_name="a").info.run_id)
    plain = {"name": phase.name, "experiment_name": phase.experiment_name, "description": phase.description}
    head = Head(
        store.uri, {**plain, "tags": dict(phase.tags)}, run_id, "a", {"market": "pra"}, 1_700_000_000_000
    )
    spool = spools.start(output, head)
    spool.failure = "gone"
    info = type("Info", (), {"run_id": run_id, "experiment_id": "1", "artifact_uri": "mlflow-artifacts:/1"})
    run = Run(store, info(), spool=spool)
    run.params({"model": {"depth": 6}, "seed": 42})
    run.artifacts({"config.yaml": {"a": 1}, "plots/a.png": b"\x89PNG"})
    run.metrics({"val_mae": 5.9, "fold_mae": {step: float(step) for step in range(STEPS)}})
    run.tags({"model_type": "lightgbm"})
    run.dataset(Dataset("games", "abc", "local", "{}"), "training")
    spool.end("FINISHED")
    spool.release()
    return run_id


def the_run(store: Store, run_id: str) -> Any:
    return store.client.get_run(run_id)


def assert_complete(store: Store, run_id: str) -> None:
    run = the_run(store, run_id)
    assert run.info.status == "FINISHED"
    assert run.data.params == {"model.depth": "6", "seed": "42"}
    assert run.data.metrics == {"val_mae": 5.9, "fold_mae": STEPS - 1.0}
    assert len(store.client.get_metric_history(run_id, "fold_mae")) == STEPS
    assert len(store.client.get_metric_history(run_id, "val_mae")) == 1
    assert run.data.tags["model_type"] == "lightgbm"
    (given,) = run.inputs.dataset_inputs
    assert (given.dataset.name, given.dataset.digest) == ("games", "abc")
    assert [(tag.key, tag.value) for tag in given.tags] == [("mlflow.data.context", "training")]
    assert sorted(each.path for each in store.client.list_artifacts(run_id)) == ["config.yaml", "plots"]
    assert [each.path for each in store.client.list_artifacts(run_id, "plots")] == ["plots/a.png"]


def runs_of(store: Store, phase: Phase) -> list[str]:
    return [run.info.run_id for run in store.client.search_runs([store.experiment(phase)])]


def test_what_a_server_missed_is_logged_and_the_spool_is_removed(
    tracking: Tracking, phase: Phase, tmp_path: Path
) -> None:
    run_id = spooled(tmp_path / "outputs" / "a", tracking, phase)
    (done,) = sync([tmp_path / "outputs"])
    assert (done.state, done.run_id, done.experiment, done.status) == (
        "logged",
        run_id,
        "Phase2_Advanced",
        "FINISHED",
    )
    assert_complete(open_store(tracking), run_id)
    assert list((tmp_path / "outputs" / "a").iterdir()) == []
    assert list(sync([tmp_path / "outputs"])) == []


def test_a_run_that_the_store_does_not_hold_is_made_once(
    tracking: Tracking, phase: Phase, tmp_path: Path
) -> None:
    spooled(tmp_path / "a", tracking, phase, GONE)
    (done,) = sync([tmp_path])
    store = open_store(tracking)
    assert runs_of(store, phase) == [done.run_id]
    assert_complete(store, done.run_id)
    made = the_run(store, done.run_id)
    assert made.data.tags[SYNC_ID] == GONE
    assert made.data.tags["market"] == "pra"
    assert made.info.start_time == 1_700_000_000_000


CALLS = ("create_run", "log_batch", "log_inputs", "log_artifacts", "set_terminated")


def break_at(monkeypatch: pytest.MonkeyPatch, number: int, after: bool) -> list[str]:
    """Let the n-th of the calls that change the store fail, before or after it has been carried out."""
    from mlflow.tracking import MlflowClient

    made: list[str] = []

    def broken(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            made.append(name)
            if len(made) != number:
                return call(*args, **kwargs)
            if after:
                call(*args, **kwargs)
            raise ConnectionResetError("the line is dead")

        return wrapped

    for name in CALLS:
        monkeypatch.setattr(MlflowClient, name, broken(name, getattr(MlflowClient, name)))
    return made


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("run_id", [None, GONE], ids=["resumed", "made"])
def test_a_sync_that_breaks_off_at_any_call_doubles_nothing_when_it_is_done_again(
    tracking: Tracking, phase: Phase, tmp_path: Path, run_id: str | None, after: bool
) -> None:
    spooled(tmp_path / "a", tracking, phase, run_id)
    store = open_store(tracking)
    for number in range(1, 20):
        with pytest.MonkeyPatch.context() as patch:
            made = break_at(patch, number, after)
            (done,) = sync([tmp_path])
        if done.state == "logged":
            break
        assert "the line is dead" in done.problem
        assert len(made) == number
    assert number > 4
    assert runs_of(store, phase) == [done.run_id]
    assert_complete(store, done.run_id)
    assert find([tmp_path]) == []


def test_a_run_that_goes_on_is_left_alone(tracking: Tracking, phase: Phase, tmp_path: Path) -> None:
    run_id = spooled(tmp_path / "a", tracking, phase)
    (folder,) = find([tmp_path])
    going_on = Spool(folder)
    assert going_on.lock()
    (done,) = sync([tmp_path])
    assert (done.state, done.run_id) == ("running", run_id)
    assert the_run(open_store(tracking), run_id).data.params == {}
    going_on.release()
    assert [each.state for each in sync([tmp_path])] == ["logged"]


def test_a_run_whose_process_died_without_a_word_ends_as_killed(
    tracking: Tracking, phase: Phase, tmp_path: Path
) -> None:
    run_id = spooled(tmp_path / "a", tracking, phase)
    (folder,) = find([tmp_path])
    (folder / "end.json").unlink()
    (done,) = sync([tmp_path])
    assert done.status == "KILLED"
    assert the_run(open_store(tracking), run_id).info.status == "KILLED"


def test_a_deleted_run_is_not_made_anew(tracking: Tracking, phase: Phase, tmp_path: Path) -> None:
    run_id = spooled(tmp_path / "a", tracking, phase)
    open_store(tracking).client.delete_run(run_id)
    (done,) = sync([tmp_path])
    assert done.state == "failed"
    assert f"run {run_id} was deleted" in done.problem
    assert runs_of(open_store(tracking), phase) == []
    assert len(find([tmp_path])) == 1


def test_files_that_were_half_written_are_not_sent(tracking: Tracking, phase: Phase, tmp_path: Path) -> None:
    run_id = spooled(tmp_path / "a", tracking, phase)
    (folder,) = find([tmp_path])
    spool = Spool(folder)
    with pytest.raises(TrackingError, match="leads out of the run"):
        spool.files({"good.txt": "a", "../../bad.txt": "b"})
    half = folder / ".new-abc"
    (half / "files").mkdir(parents=True)
    (half / "files" / "half.txt").write_text("h")
    assert [each.state for each in sync([tmp_path])] == ["logged"]
    assert_complete(open_store(tracking), run_id)


def test_a_damaged_spool_is_told_and_kept_and_the_others_are_logged(
    tracking: Tracking, phase: Phase, tmp_path: Path
) -> None:
    spooled(tmp_path / "a", tracking, phase)
    good = spooled(tmp_path / "b", tracking, phase)
    damaged = find([tmp_path / "a"])[0]
    (damaged / "run.json").write_text("{")
    first, second = sync([tmp_path])
    assert first.state == "failed"
    assert "run.json" in first.problem
    assert (second.state, second.run_id) == ("logged", good)
    assert find([tmp_path]) == [damaged]


def _sync(folder: str) -> None:
    problems = [done.problem for done in sync([Path(folder)]) if done.problem]
    if problems:
        raise SystemExit("\n".join(problems))


@pytest.mark.slow
def test_two_processes_that_sync_at_once_log_each_run_once(
    tracking: Tracking, phase: Phase, tmp_path: Path
) -> None:
    for name in ("a", "b", "c", "d"):
        spooled(tmp_path / name, tracking, phase, name * 32)
    context = forked()
    workers = [context.Process(target=_sync, args=(str(tmp_path),)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert [worker.exitcode for worker in workers] == [0, 0]
    store = open_store(tracking)
    made = runs_of(store, phase)
    assert len(made) == 4
    assert {the_run(store, run_id).data.tags[SYNC_ID] for run_id in made} == {name * 32 for name in "abcd"}
    for run_id in made:
        assert_complete(store, run_id)


def test_runs_in_a_sqlite_store_need_no_spool(tracking: Tracking, phase: Phase, tmp_path: Path) -> None:
    with open_run(tracking, phase, "a", output=tmp_path / "out") as run:
        run.metrics({"val_mae": 5.9})
    assert not (tmp_path / "out").exists()
    assert not run.offline


def test_the_command_logs_to_another_store_and_says_so(
    tracking: Tracking, phase: Phase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spooled(tmp_path / "outputs" / "a", tracking, phase)
    other = f"sqlite:///{tmp_path}/moved/mlflow.db"
    words = ["tracking", "sync", str(tmp_path / "outputs")]
    assert main([*words, "--uri", other]) == 0
    told = capsys.readouterr().out
    (run_id,) = runs_of(open_store(other), phase)
    assert told == f"logged   {run_id} in Phase2_Advanced (FINISHED)\n"
    assert main(words) == 0
    assert capsys.readouterr().out == "nothing to log\n"


def test_the_command_returns_1_while_something_is_still_to_be_logged(
    tracking: Tracking, phase: Phase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_id = spooled(tmp_path / "a", tracking, phase)
    open_store(tracking).client.delete_run(run_id)
    assert main(["tracking", "sync", str(tmp_path), "--json"]) == 1
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["state"], told["run_id"]) == ("failed", run_id)
    assert main(["tracking", "sync", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("failed ")


def test_a_folder_that_does_not_exist_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["tracking", "sync", str(tmp_path / "outptus")]) == 2
    assert "outptus: no such folder" in capsys.readouterr().err
