"""A store whose folder was moved: nothing goes to the old place, and the files are found again."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from nba_props.cli import main
from nba_props.errors import TrackingError
from nba_props.phase import Phase
from nba_props.serving.loading import load_model
from nba_props.store import Tracking
from nba_props.tracking import places
from nba_props.tracking.registry import ModelRegistry
from nba_props.tracking.registry.base import RegistryError
from nba_props.tracking.run import open_run
from nba_props.tracking.store import Store, open_store
from tests.tracking.registry.shop import add_run

TEXT = "note.txt"


def store_in(folder: Path) -> Tracking:
    return Tracking(uri=f"sqlite:///{folder / 'mlflow.db'}")


@pytest.fixture
def filled(store_file: Path, tmp_path: Path, phase: Phase) -> tuple[Path, str]:
    """A folder with a store, a run with a file, and one with a model; the first one's id."""
    folder = tmp_path / "before"
    folder.mkdir()
    shutil.copyfile(store_file, folder / "mlflow.db")
    with open_run(store_in(folder), phase, "a") as run:
        run.artifact(TEXT, "kept")
    return folder, run.id


def moved_to(folder: Path) -> Path:
    """The folder under another name; SQLite's connections of this process stay with the old files."""
    new = folder.with_name("after")
    folder.rename(new)
    return new


def read(store: Store, run_id: str, to: Path) -> str:
    to.mkdir()
    return Path(store.client.download_artifacts(run_id, TEXT, str(to))).read_text(encoding="utf-8")


def test_a_run_in_a_moved_store_is_refused_and_nothing_goes_to_the_old_place(
    filled: tuple[Path, str], phase: Phase
) -> None:
    new = moved_to(filled[0])
    with (
        pytest.raises(TrackingError, match=r"store was moved; .*doctor --repair --store sqlite.*after"),
        open_run(store_in(new), phase, "b"),
    ):
        pass
    assert not filled[0].exists()


def test_the_doctor_says_so_and_repairs_it(
    filled: tuple[Path, str], phase: Phase, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    new = moved_to(filled[0])
    uri = store_in(new).uri
    assert main(["doctor", "--store", uri]) == 1
    assert "the store was moved" in " ".join(capsys.readouterr().out.split())
    assert main(["doctor", "--repair", "--store", uri]) == 0
    assert "files are found again" in " ".join(capsys.readouterr().out.split())
    assert main(["doctor", "--store", uri]) == 0
    store = open_store(uri)
    assert read(store, filled[1], tmp_path / "downloaded") == "kept"
    with open_run(store_in(new), phase, "b") as run:
        run.artifact(TEXT, "new")
    assert (new / "mlartifacts" / phase.experiment_name / run.id / "artifacts" / TEXT).is_file()
    assert not filled[0].exists()


def test_a_model_whose_files_are_elsewhere_is_not_registered_until_they_are_found(
    filled: tuple[Path, str],
) -> None:
    store = open_store(store_in(filled[0]))
    run_id = add_run(replace(store, artifact_root=str(filled[0] / "mlartifacts" / "registry")))
    new = moved_to(filled[0])
    store = open_store(store_in(new))
    with pytest.raises(RegistryError, match=r"files are not in .*before.*doctor --repair"):
        ModelRegistry(store).register_model(run_id)
    assert list(ModelRegistry(store).list_models()) == []
    assert not filled[0].exists()
    places.follow(store)
    assert ModelRegistry(open_store(store_in(new))).register_model(run_id).version == "1"


def test_a_copy_of_a_store_does_not_write_into_the_original(filled: tuple[Path, str], phase: Phase) -> None:
    copy = filled[0].with_name("copy")
    shutil.copytree(filled[0], copy)
    with pytest.raises(TrackingError, match="store was moved"), open_run(store_in(copy), phase, "b"):
        pass
    assert [each.experiment for each in places.follow(open_store(store_in(copy)))][
        -1
    ] == phase.experiment_name
    with open_run(store_in(copy), phase, "b") as run:
        run.artifact(TEXT, "new")
    assert list(filled[0].rglob(f"{run.id}/**")) == []
    with open_run(store_in(filled[0]), phase, "c") as run:
        run.artifact(TEXT, "the original's own")
    assert list(copy.rglob(f"{run.id}/**")) == []


def test_a_place_that_was_chosen_stays(store_file: Path, tmp_path: Path, phase: Phase) -> None:
    shutil.copyfile(store_file, tmp_path / "mlflow.db")
    chosen = replace(store_in(tmp_path), artifact_root=str(tmp_path / "disk" / "mlartifacts"))
    with open_run(chosen, phase, "a") as run:
        run.artifact(TEXT, "kept")
    with open_run(store_in(tmp_path), phase, "b") as run:
        run.artifact(TEXT, "kept")
    assert (tmp_path / "disk" / "mlartifacts" / phase.experiment_name / run.id).is_dir()
    found = {each.experiment for each in places.find(open_store(store_in(tmp_path)))}
    assert phase.experiment_name not in found


def test_a_model_of_a_moved_store_is_not_served_and_it_says_how_its_files_are_found(
    filled: tuple[Path, str],
) -> None:
    store = open_store(store_in(filled[0]))
    run_id = add_run(replace(store, artifact_root=str(filled[0] / "mlartifacts" / "registry")))
    moved = open_store(store_in(moved_to(filled[0])))
    with pytest.raises(TrackingError, match=r"store was moved; .*doctor --repair"):
        load_model(moved, f"runs:/{run_id}/model")
