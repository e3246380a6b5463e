"""A model's files are those that were logged, or it is not loaded; nothing pickled is ever run."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import mlflow.pyfunc
import pytest

from nba_props.core.digests import FROM_CODE, SEAL, check, check_flavors, seal
from nba_props.errors import NBAPropsError
from nba_props.serving import log
from nba_props.serving.package import load, package
from tests.serving.cases import bundle, rows


class Marker:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (self.path,)  # type: ignore[return-value]


@pytest.fixture
def packaged(tmp_path: Path) -> Path:
    """A packaged model."""
    return package(tmp_path / "package", bundle())


def test_a_changed_file_is_named_and_nothing_is_loaded(packaged: Path) -> None:
    path = packaged / "distribution.json"
    path.write_text(path.read_text().replace("0.", "1.", 1))
    with pytest.raises(NBAPropsError, match=r"distribution\.json: was changed after the model was logged"):
        load(packaged)


def test_a_file_more_or_less_is_named(packaged: Path) -> None:
    (packaged / "model" / "more.txt").write_text("x")
    with pytest.raises(NBAPropsError, match=r"more\.txt: the model was not logged with this file"):
        load(packaged)
    (packaged / "model" / "more.txt").unlink()
    (packaged / "calibration.json").unlink()
    with pytest.raises(NBAPropsError, match=r"calibration\.json: is missing"):
        load(packaged)


@pytest.mark.parametrize("name", ["model/python_model.pkl", "model/anything"])
@pytest.mark.parametrize("sealed", [True, False])
def test_a_pickle_that_was_slipped_in_is_refused_and_not_run(
    packaged: Path, tmp_path: Path, name: str, sealed: bool
) -> None:
    mark = tmp_path / "was_run"
    (packaged / name).write_bytes(pickle.dumps(Marker(mark)))
    if not sealed:
        (packaged / SEAL).unlink()
    with pytest.raises(NBAPropsError, match="is a pickle, which runs code when it is read; refused"):
        load(packaged)
    assert not mark.exists()


def test_a_folder_of_before_there_were_seals_is_loaded(packaged: Path) -> None:
    (packaged / SEAL).unlink()
    assert load(packaged).features == bundle().features


@pytest.mark.parametrize("text", ["", "[]", '{"card.json": 3}', "no json"])
def test_a_seal_that_is_none_is_refused(packaged: Path, text: str) -> None:
    (packaged / SEAL).write_text(text)
    with pytest.raises(NBAPropsError, match=r"digests\.json: holds no digests; refused"):
        load(packaged)


def test_the_logged_pyfunc_checks_its_own_files(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    log.write(folder, bundle(), rows().head(2))
    mark = tmp_path / "was_run"
    inside = folder / "artifacts" / "package" / "model"
    (inside / "extra.pkl").write_bytes(pickle.dumps(Marker(mark)))
    with pytest.raises(Exception, match="is a pickle"):
        mlflow.pyfunc.load_model(str(folder))
    assert not mark.exists()


def test_a_model_that_would_be_unpickled_is_refused(tmp_path: Path) -> None:
    ours = {"python_function": {"loader_module": FROM_CODE, "model_code_path": "entry.py"}}
    check_flavors(tmp_path, ours)
    check_flavors(tmp_path, {"python_function": {"loader_module": "mlflow.xgboost"}, "xgboost": {}})
    pickled = {"python_function": {**ours["python_function"], "python_model": "python_model.pkl"}}
    with pytest.raises(
        NBAPropsError, match=r"MLmodel: loads python_model\.pkl: no model is logged so; refused"
    ):
        check_flavors(tmp_path, pickled)
    with pytest.raises(NBAPropsError, match="flavor pytorch: no model is logged so"):
        check_flavors(tmp_path, {**ours, "pytorch": {}})
    with pytest.raises(NBAPropsError, match="is saved as cloudpickle"):
        check_flavors(tmp_path, {**ours, "sklearn": {"serialization_format": "cloudpickle"}})
    with pytest.raises(NBAPropsError, match=r"is loaded by mlflow\.pyfunc\.model"):
        check_flavors(tmp_path, {"python_function": {"loader_module": "mlflow.pyfunc.model"}})


def test_the_seal_is_of_all_files_but_what_mlflow_writes_anew(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for name in ("a/b.txt", "MLmodel", "c.txt"):
        (tmp_path / name).write_text(name)
    seal(tmp_path)
    assert json.loads((tmp_path / SEAL).read_text()).keys() == {"a/b.txt", "c.txt"}
    (tmp_path / "MLmodel").write_text("anew")
    check(tmp_path)
