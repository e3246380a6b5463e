from __future__ import annotations

import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from nba_props.core.uri import sqlite_path
from nba_props.errors import TrackingError
from nba_props.phase import Phase
from nba_props.store import Tracking
from nba_props.tracking import mlflow_internals
from nba_props.tracking.run import open_run
from nba_props.tracking.store import Store, open_store, preload
from tests.processes import forked

NOTE = "mlflow.note.content"


def one_line(error: pytest.ExceptionInfo[TrackingError]) -> str:
    text = str(error.value)
    assert "\n" not in text
    return text


def all_runs(store: Store, phase: Phase) -> list[str]:
    experiment = store.client.get_experiment_by_name(phase.experiment_name)
    assert experiment is not None
    return [run.info.run_id for run in store.client.search_runs([experiment.experiment_id])]


def test_a_new_store_is_absolute_and_its_journal_is_wal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "a folder, 100% ö"
    folder.mkdir()
    monkeypatch.chdir(folder)
    store = open_store("sqlite:///outputs/mlflow.db")
    path = folder / "outputs" / "mlflow.db"
    assert store.uri == f"sqlite:///{path}"
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    default = store.client.get_experiment("0")
    assert default.artifact_location == str(folder / "outputs" / "mlartifacts" / "0")
    assert sorted(p.name for p in folder.iterdir()) == ["outputs"]


def test_a_store_that_is_begun_beside_other_work_appears_where_it_is_opened(tmp_path: Path) -> None:
    tracking = Tracking(uri=f"sqlite:///{tmp_path / 'outputs' / 'mlflow.db'}")
    preload(tracking)
    preload(tracking)  # as the next job of the same process does
    assert list(tmp_path.iterdir()) == []
    store = open_store(tracking)
    assert store.client.get_experiment("0").artifact_location == str(
        tmp_path / "outputs" / "mlartifacts" / "0"
    )
    with closing(sqlite3.connect(tmp_path / "outputs" / "mlflow.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_a_store_that_could_not_be_made_beside_other_work_is_made_when_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracking = Tracking(uri=f"sqlite:///{tmp_path / 'mlflow.db'}")
    make, tries = mlflow_internals.make_database, []

    def at_second_try(uri: str, root: str) -> None:
        tries.append(uri)
        if len(tries) == 1:
            raise OSError("No space left on device")
        make(uri, root)

    monkeypatch.setattr(mlflow_internals, "make_database", at_second_try)
    preload(tracking)
    assert open_store(tracking).client.get_experiment("0").name == "Default"
    assert [str(tmp_path) in uri for uri in tries] == [False, True]


def test_stores_can_be_made_while_another_is_begun(tmp_path: Path) -> None:
    """As after a job that was refused: Alembic, which makes them, works on one at a time."""
    refused, first, second = (Tracking(uri=f"sqlite:///{tmp_path / name}.db") for name in "abc")
    preload(refused)
    preload(first)
    for tracking in (first, second, refused):
        assert open_store(tracking).client.get_experiment("0").name == "Default"


def test_a_store_that_exists_is_not_begun_anew(tracking: Tracking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mlflow_internals, "make_database", lambda *_: pytest.fail("made anew"))
    preload(tracking)
    assert open_store(tracking).client.get_experiment("0").name == "Default"


def test_an_experiment_has_description_tags_and_an_absolute_place(tracking: Tracking, phase: Phase) -> None:
    store = open_store(tracking)
    experiment = store.client.get_experiment(store.experiment(phase))
    assert experiment.name == "Phase2_Advanced"
    kind = {"mlflow.experimentKind": "custom_model_development"}
    assert experiment.tags == {NOTE: phase.description, "phase": "advanced", **kind}
    place = Path(tracking.uri.removeprefix("sqlite:///")).parent / "mlartifacts" / "Phase2_Advanced"
    assert experiment.artifact_location == str(place)


def test_an_experiment_is_made_once_and_follows_a_new_description(tracking: Tracking, phase: Phase) -> None:
    store = open_store(tracking)
    first = store.experiment(phase)
    changed = Phase(phase.name, phase.experiment_name, "Another text.", phase.tags)
    assert store.experiment(changed) == first
    assert store.client.get_experiment(first).tags[NOTE] == "Another text."


def test_artifacts_go_where_the_configuration_says(tracking: Tracking, phase: Phase, tmp_path: Path) -> None:
    tracking.artifact_root = str(tmp_path / "elsewhere")
    with open_run(tracking, phase, "a") as run:
        run.artifact("note.txt", "here")
    assert list((tmp_path / "elsewhere" / "Phase2_Advanced").rglob("note.txt"))


def test_a_deleted_experiment_says_how_to_bring_it_back(tracking: Tracking, phase: Phase) -> None:
    store = open_store(tracking)
    store.client.delete_experiment(store.experiment(phase))
    with pytest.raises(TrackingError) as caught:
        store.experiment(phase)
    assert "mlflow experiments restore" in one_line(caught)


def test_the_status_of_a_run_is_none_once_it_is_deleted_or_unknown(tracking: Tracking, phase: Phase) -> None:
    store = open_store(tracking)
    with open_run(tracking, phase, "a") as run:
        assert store.status(run.id) == "RUNNING"
    assert store.status(run.id) == "FINISHED"
    store.client.delete_run(run.id)
    assert store.status(run.id) is None
    assert store.status("0" * 32) is None


def test_a_database_that_is_cut_short_is_called_damaged_and_left_alone(tracking: Tracking) -> None:
    path = sqlite_path(tracking.uri)
    assert path is not None
    half = path.read_bytes()[: path.stat().st_size // 2]
    path.write_bytes(half)
    with pytest.raises(TrackingError) as caught:
        open_store(tracking)
    assert "is damaged (database disk image is malformed); restore a copy" in one_line(caught)
    assert path.read_bytes() == half


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.db"
    path.write_text("these are notes, and long enough to hold a header")
    with pytest.raises(TrackingError) as caught:
        open_store(f"sqlite:///{path}")
    assert "no SQLite database" in one_line(caught)
    assert path.read_text().startswith("these are notes")


def test_the_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(TrackingError) as caught:
        open_store(f"sqlite:///{path}")
    assert "another program" in one_line(caught)
    assert path.read_bytes() == before
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]


@pytest.mark.parametrize(
    ("revision", "said"),
    [("ffffffffffff", "newer MLflow"), ("451aebb31d03", "mlflow db upgrade")],
)
def test_the_store_of_another_version_of_mlflow_is_refused(
    tracking: Tracking, revision: str, said: str
) -> None:
    path = tracking.uri.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    with pytest.raises(TrackingError) as caught:
        open_store(tracking)
    assert said in one_line(caught)
    assert tracking.uri in str(caught.value)


def test_a_store_left_half_made_by_a_killed_process_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "mlflow.db.new").write_bytes(b"half")
    (tmp_path / "mlflow.db").touch()
    assert open_store(f"sqlite:///{tmp_path / 'mlflow.db'}").client.get_experiment("0").name == "Default"
    assert not (tmp_path / "mlflow.db.new").exists()


@pytest.mark.parametrize("scheme", ["http", "postgresql"])
def test_a_server_that_does_not_answer_is_one_line(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        uri = f"{scheme}://127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(TrackingError) as caught:
            open_store(uri)
    assert uri in one_line(caught)


def test_a_data_set_that_another_process_adds_at_the_same_moment_is_noted_all_the_same(
    tracking: Tracking, phase: Phase, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlflow.entities import Dataset
    from mlflow.exceptions import MlflowException
    from mlflow.tracking import MlflowClient

    store, made, log = open_store(tracking), [], MlflowClient.log_inputs

    def beaten(client: MlflowClient, run_id: str, datasets: list[object]) -> None:
        made.append(run_id)
        if len(made) == 1:
            raise MlflowException("(sqlite3.IntegrityError) UNIQUE constraint failed: datasets.experiment_id")
        log(client, run_id, datasets=datasets)

    monkeypatch.setattr(MlflowClient, "log_inputs", beaten)
    with open_run(tracking, phase, "a") as run:
        run.dataset(Dataset("games", "abc", "local", "{}"), "training")
    (given,) = store.client.get_run(run.id).inputs.dataset_inputs
    assert given.dataset.name == "games"
    assert len(made) == 2


WRITE = "c = sqlite3.connect(sys.argv[1]); c.execute('CREATE TABLE t (a)'); c.commit(); c.close()"


def test_opening_a_store_again_leaves_the_locks_of_the_process_as_they_are(tracking: Tracking) -> None:
    """Without them another process that ends takes the journal away from those that go on."""
    store = open_store(tracking)
    store.client.set_experiment_tag("0", "a", "b")
    open_store(tracking)
    path = Path(tracking.uri.removeprefix("sqlite:///"))
    subprocess.run([sys.executable, "-c", f"import sqlite3, sys; {WRITE}", str(path)], check=True)
    assert path.with_name(f"{path.name}-wal").exists()


def start(folder: str, number: int) -> None:
    """One of several processes that begin at once; module level, so that it can be sent to a new process."""
    phase = Phase("advanced", "Phase2_Advanced", "d", {})
    with open_run(Tracking(uri=f"sqlite:///{folder}/new/mlflow.db"), phase, f"run {number}") as run:
        run.params({"number": number})
        run.metrics({"loss": {step: float(step) for step in range(20)}})


@pytest.mark.slow
def test_processes_that_start_at_once_on_an_empty_folder_lose_nothing(tmp_path: Path, phase: Phase) -> None:
    context = forked()
    workers = [context.Process(target=start, args=(str(tmp_path), number)) for number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(300)
    assert [worker.exitcode for worker in workers] == [0, 0]
    store = open_store(f"sqlite:///{tmp_path}/new/mlflow.db")
    runs = [store.client.get_run(run_id) for run_id in all_runs(store, phase)]
    assert sorted(run.data.params["number"] for run in runs) == ["0", "1"]
    assert {run.info.status for run in runs} == {"FINISHED"}
    assert {len(store.client.get_metric_history(run.info.run_id, "loss")) for run in runs} == {20}


def test_importing_the_package_does_not_import_mlflow() -> None:
    modules = "store, run, job_log, mlflow_client, mlflow_internals, artifacts, environment"
    code = f"from nba_props.tracking import {modules}; import nba_props.pipeline.job_index, sys; "
    code += "from nba_props.core import cache; "
    code += (
        "print([m for m in ('mlflow', 'pandas', 'sqlalchemy', 'matplotlib', 'pyarrow') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
