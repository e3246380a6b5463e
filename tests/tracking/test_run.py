from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from PIL import Image

from nba_props.errors import DataError, TrackingError
from nba_props.phase import Phase
from nba_props.store import Artifacts, Tracking
from nba_props.tracking.run import Run, open_run
from nba_props.tracking.signals import Terminated
from nba_props.tracking.store import open_store

NOTE = "mlflow.note.content"


@pytest.fixture(autouse=True)
def _python_answers_ctrl_c() -> Iterator[None]:
    """A process that was started in the background ignores Ctrl-C; here it is not."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def stored(run: Run) -> Any:
    return run.store.client.get_run(run.id)


def files(run: Run) -> list[str]:
    folder = Path(run.artifact_uri)
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_run_that_ends_well_is_finished_with_its_name_and_tags(tracking: Tracking, phase: Phase) -> None:
    tags = {"market": "pra", "none": None}
    with open_run(tracking, phase, "lightgbm · advanced · pra", tags, description="why") as run:
        run.tags({"later": True})
    found = stored(run)
    assert found.info.status == "FINISHED"
    assert found.info.run_name == "lightgbm · advanced · pra"
    assert found.data.tags.items() >= {"market": "pra", NOTE: "why", "later": "true"}.items()
    assert "none" not in found.data.tags


def test_a_run_that_fails_says_why_and_the_error_goes_on(tracking: Tracking, phase: Phase) -> None:
    with pytest.raises(ZeroDivisionError), open_run(tracking, phase, "a", description="Why.") as run:
        run.metrics({"val_mae": 1 / 0})
    found = stored(run)
    assert found.info.status == "FAILED"
    assert found.info.end_time is not None
    assert found.data.tags["failure"] == "ZeroDivisionError: division by zero"
    assert found.data.tags[NOTE] == "Why.\n\n**FAILED**: ZeroDivisionError: division by zero"


def test_an_error_of_a_person_is_told_in_its_own_words(tracking: Tracking, phase: Phase) -> None:
    with pytest.raises(DataError), open_run(tracking, phase, "a") as run:
        raise DataError("games.csv, row 3: minutes=900")
    assert stored(run).data.tags["failure"] == "games.csv, row 3: minutes=900"


def test_ctrl_c_ends_a_run_as_killed(tracking: Tracking, phase: Phase) -> None:
    with pytest.raises(KeyboardInterrupt), open_run(tracking, phase, "a") as run:  # noqa: PT012
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(10)
    found = stored(run)
    assert found.info.status == "KILLED"
    assert found.data.tags["failure"] == "interrupted (Ctrl-C)"


def test_sigterm_ends_a_run_as_killed_and_its_handler_is_put_back(tracking: Tracking, phase: Phase) -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Terminated) as caught, open_run(tracking, phase, "a") as run:  # noqa: PT012
        assert signal.getsignal(signal.SIGTERM) != before
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(10)
    assert caught.value.code == 143
    assert stored(run).info.status == "KILLED"
    assert signal.getsignal(signal.SIGTERM) == before
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


KILLED_SCRIPT = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from nba_props.phase import Phase
from nba_props.store import Tracking
from nba_props.tracking.mlflow_client import preload
from nba_props.tracking.run import open_run
preload()
with open_run(Tracking(uri=sys.argv[1]), Phase("a", "Phase2_Advanced", "d", {}), "a") as run:
    run.metrics({"before": 1.0})
    print(run.id, flush=True)
    time.sleep(60)
    run.metrics({"after": 1.0})
"""


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, -signal.SIGINT)])
def test_a_process_that_is_stopped_leaves_a_killed_run(
    tracking: Tracking, phase: Phase, number: int, code: int
) -> None:
    command = [sys.executable, "-c", KILLED_SCRIPT, tracking.uri]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        run_id = process.stdout.readline().strip()
        process.send_signal(number)
        assert process.wait(120) == code
    found = open_store(tracking).client.get_run(run_id)
    assert found.info.status == "KILLED"
    assert found.data.metrics == {"before": 1.0}


def test_a_signal_that_comes_while_a_run_ends_waits_for_its_end(
    tracking: Tracking, phase: Phase, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending = Run.end

    def interrupted(run: Run, status: str, reason: str | None = None) -> None:
        os.kill(os.getpid(), signal.SIGTERM)
        ending(run, status, reason)

    monkeypatch.setattr(Run, "end", interrupted)
    with pytest.raises(ValueError, match="own"), open_run(tracking, phase, "a") as run:  # noqa: PT012
        monkeypatch.setattr(Run, "end", ending)
        raise ValueError("own")
    assert stored(run).info.status == "FAILED"
    monkeypatch.setattr(Run, "end", interrupted)
    with pytest.raises(Terminated), open_run(tracking, phase, "b") as run:
        pass
    assert stored(run).info.status == "KILLED"


def test_runs_of_several_threads_do_not_mix(tracking: Tracking, phase: Phase) -> None:
    runs: dict[int, Run] = {}

    def work(number: int) -> None:
        with open_run(tracking, phase, f"run {number}") as run:
            runs[number] = run
            run.params({"number": number})

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {number: stored(run).data.params for number, run in runs.items()} == {
        number: {"number": str(number)} for number in range(4)
    }
    assert {stored(run).info.status for run in runs.values()} == {"FINISHED"}


def test_the_fluent_active_run_is_never_touched(tracking: Tracking, phase: Phase) -> None:
    import mlflow

    with open_run(tracking, phase, "a"):
        assert mlflow.active_run() is None


def test_parameters_get_dotted_names_and_any_number_of_them_fits(tracking: Tracking, phase: Phase) -> None:
    with open_run(tracking, phase, "a") as run:
        run.params({"model": {"max_depth": 4, "leaf": {"size": None}}, "on": True, "windows": [3, 5]})
        run.params({f"p{number}": number for number in range(250)})
        run.params({"a[1]": "x"})
    params = stored(run).data.params
    assert params["model.max_depth"] == "4"
    assert params["model.leaf.size"] == "null"
    assert params["on"] == "true"
    assert params["windows"] == "[3, 5]"
    assert params["a_1_"] == "x"
    assert len(params) == 255


def test_long_parameters_are_kept_and_very_long_ones_say_that_they_were_cut(
    tracking: Tracking, phase: Phase
) -> None:
    with open_run(tracking, phase, "a") as run:
        run.params({"long": "x" * 700, "longer": "y" * 20_000})
    params = stored(run).data.params
    assert params["long"] == "x" * 700
    assert len(params["longer"]) == 6000
    assert params["longer"].endswith("y … (20000 characters)")


def test_a_parameter_that_changes_is_refused_in_one_line(tracking: Tracking, phase: Phase) -> None:
    with pytest.raises(TrackingError) as caught, open_run(tracking, phase, "a") as run:  # noqa: PT012
        run.params({"depth": 4})
        run.params({"depth": 5})
    assert "\n" not in str(caught.value)
    assert stored(run).info.status == "FAILED"


def test_two_names_that_mlflow_cannot_tell_apart_are_refused(tracking: Tracking, phase: Phase) -> None:
    with pytest.raises(TrackingError, match="two names"), open_run(tracking, phase, "a") as run:
        run.metrics({"segment/rest/3+": 1.0, "segment/rest/3_": 2.0})


def test_what_cannot_be_computed_is_absent(tracking: Tracking, phase: Phase) -> None:
    values = {"val_mae": 5.9, "nan": float("nan"), "none": None, "inf": float("inf"), "zero": 0}
    with open_run(tracking, phase, "a") as run:
        run.metrics(values)
        run.metrics({"curve": {0: 1.0, 1: None, 2: float("nan"), 3: 4.0}})
    assert stored(run).data.metrics == {"val_mae": 5.9, "zero": 0.0, "curve": 4.0}
    history = run.store.client.get_metric_history(run.id, "curve")
    assert [(point.step, point.value) for point in history] == [(0, 1.0), (3, 4.0)]


def test_more_metrics_than_one_request_takes_are_all_kept(tracking: Tracking, phase: Phase) -> None:
    with open_run(tracking, phase, "a") as run:
        run.metrics({f"m{number}": {step: float(step) for step in range(6)} for number in range(400)})
        run.metrics({"at": 1.0}, step=7)
    assert len(stored(run).data.metrics) == 401
    assert [point.step for point in run.store.client.get_metric_history(run.id, "m399")] == [0, 1, 2, 3, 4, 5]
    assert run.store.client.get_metric_history(run.id, "at")[0].step == 7


def test_artifacts_of_every_kind_are_kept(tracking: Tracking, phase: Phase, tmp_path: Path) -> None:
    from matplotlib.figure import Figure

    frame = pl.DataFrame({"player": ["Jokić"], "prediction": [50.5]})
    model = tmp_path / "model_files"
    (model / "trees").mkdir(parents=True)
    (model / "trees" / "a.txt").write_text("tree")
    with open_run(tracking, phase, "a") as run:
        run.artifact("text.txt", "words")
        run.artifact("plots/residuals.png", Figure())
        run.artifacts({"f.parquet": frame, "f.csv": frame, "d.json": {"a": [1]}, "d.yaml": {"a": [1]}})
        run.artifacts({"model": model, "copy.txt": model / "trees" / "a.txt", "raw.bin": b"\0\1"})
    folder = Path(run.artifact_uri)
    names = "copy.txt d.json d.yaml f.csv f.parquet model/trees/a.txt plots/residuals.png raw.bin text.txt"
    assert files(run) == names.split()
    assert pl.read_parquet(folder / "f.parquet").equals(frame)
    assert (folder / "f.csv").read_text() == "player,prediction\nJokić,50.5\n"
    assert (folder / "d.yaml").read_text() == "a:\n- 1\n"
    with Image.open(folder / "plots" / "residuals.png") as plot:
        assert (plot.format, plot.mode, plot.size) == ("PNG", "P", (640, 480))
    listed = {file.path for file in run.store.client.list_artifacts(run.id)}
    assert {"model", "plots", "f.csv"} <= listed


def test_artifacts_cannot_leave_the_run(tracking: Tracking, phase: Phase, tmp_path: Path) -> None:
    with pytest.raises(TrackingError, match="leads out of the run"), open_run(tracking, phase, "a") as run:
        run.artifact("../../secret.txt", "words")
    assert not list(tmp_path.rglob("secret.txt"))


def test_an_artifact_that_cannot_be_drawn_leaves_nothing_behind(tracking: Tracking, phase: Phase) -> None:
    with pytest.raises(TrackingError, match=r"\.parquet or \.csv"), open_run(tracking, phase, "a") as run:
        run.artifact("frame.txt", pl.DataFrame({"a": [1]}))
    assert files(run) == []


def test_a_light_run_keeps_numbers_only(tracking: Tracking, phase: Phase) -> None:
    tracking.artifacts = Artifacts.light
    with open_run(tracking, phase, "a") as run:
        run.metrics({"val_mae": 5.9})
        run.artifact("text.txt", "words")
    assert run.light
    assert stored(run).data.metrics == {"val_mae": 5.9}
    assert files(run) == []


def test_a_run_started_in_another_folder_is_in_the_store_of_that_folder(
    store_file: Path, phase: Phase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "project").mkdir()
    (tmp_path / "project" / "mlflow.db").write_bytes(store_file.read_bytes())
    monkeypatch.chdir(tmp_path / "project")
    with open_run(Tracking(uri="sqlite:///mlflow.db"), phase, "a") as run:
        monkeypatch.chdir(tmp_path)
        run.metrics({"val_mae": 5.9})
        run.artifact("text.txt", "words")
    assert run.artifact_uri.startswith(str(tmp_path / "project" / "mlartifacts"))
    assert stored(run).info.status == "FINISHED"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["project"]
