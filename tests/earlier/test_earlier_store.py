"""A store that earlier code wrote can be read, compared, registered and served (`make_store.py` makes it)."""

from __future__ import annotations

import json
import sqlite3
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pytest

from nba_props import ModelRegistry
from nba_props.serving.loading import load_model
from nba_props.store import Tracking
from nba_props.tracking.comparison import best, compare
from nba_props.tracking.store import Store, open_store
from nba_props.tracking.table import as_text
from tests.earlier.make_store import PLACE, relocate

HERE = Path(__file__).resolve().parent
ANSWERS = cast(dict[str, Any], json.loads((HERE / "answers.json").read_text()))
MODEL = "nba_props_points"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("earlier")
    with tarfile.open(HERE / "store.tar.xz") as archive:
        archive.extractall(folder, filter="data")
    with closing(sqlite3.connect(folder / "mlflow.db")) as connection, connection:
        relocate(connection, PLACE, str(folder))
    return open_store(f"sqlite:///{folder / 'mlflow.db'}")


@pytest.fixture
def registry(store: Store) -> ModelRegistry:
    return ModelRegistry(Tracking(uri=store.uri))


def asked(run_id: str) -> pd.DataFrame:
    rows = ANSWERS[run_id]["rows"]
    frame = pd.DataFrame(rows["data"], columns=rows["columns"])
    return frame.assign(date=pd.to_datetime(frame["date"]))


def told(run_id: str) -> pd.DataFrame:
    answer = ANSWERS[run_id]["answer"]
    return pd.DataFrame(answer["data"], columns=answer["columns"])


def test_its_runs_are_found_with_their_figures(store: Store) -> None:
    shown = as_text(best(store, "Phase1_Foundation", "val_mae").tables(), 80)
    for run_id, known in ANSWERS.items():
        assert run_id[:8] in shown
        assert f"{known['val_mae']:.3f}" in shown


def test_its_runs_are_compared_on_the_same_rows(store: Store) -> None:
    first, second = sorted(ANSWERS)
    shown = as_text(compare(store, [first, second]).tables(), 80)
    assert "calibration" in shown
    assert all(run_id[:8] in shown for run_id in ANSWERS)
    assert "val_mae" in shown


@pytest.mark.slow
@pytest.mark.parametrize("run_id", sorted(ANSWERS))
def test_its_models_answer_what_they_answered(store: Store, run_id: str) -> None:
    answer = load_model(store, f"runs:/{run_id}/model").predict(asked(run_id))
    expected = told(run_id)
    assert list(answer.columns) == list(expected.columns)
    pd.testing.assert_frame_equal(answer.reset_index(drop=True), expected, check_dtype=False, rtol=1e-9)


def test_its_registered_model_goes_on_being_served(registry: ModelRegistry, store: Store) -> None:
    version = registry.get_model_version(MODEL, 1)
    assert version.run_id == min(ANSWERS)
    assert len(registry.history(MODEL)) == 1
    answer = load_model(store, f"models:/{MODEL}/1").predict(asked(version.run_id))
    assert answer["mean"].tolist() == pytest.approx(told(version.run_id)["mean"].tolist(), rel=1e-9)


def test_its_runs_can_be_registered_and_promoted(registry: ModelRegistry) -> None:
    change = registry.register_model(max(ANSWERS))
    assert (change.model, str(change.version)) == (MODEL, "2")
    registry.promote_model(MODEL, 2, override="the test of an earlier store")
    assert str(registry.get_model_version(MODEL, "production").version) == "2"
