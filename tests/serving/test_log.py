"""A packaged model as an MLflow model: in a store, in a folder, in another process, behind HTTP."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from nba_props.errors import NBAPropsError
from nba_props.phase import Phase
from nba_props.serving import log
from nba_props.serving.predict import predict
from nba_props.serving.scorer import OUTPUT
from nba_props.store import Artifacts, Tracking
from nba_props.tracking.run import open_run
from tests.servers import free_port
from tests.serving.cases import DAYS, KINDS, bundle, rows


def asked() -> pd.DataFrame:
    """Rows of input as a user of MLflow has them."""
    frame = rows().to_pandas()
    return frame.assign(date=pd.to_datetime([DAYS[i % 2] for i in range(len(frame))]))


def expected(model: str = "lightgbm", distribution: str = "residual") -> np.ndarray:
    return predict(bundle(model, distribution), asked()).to_numpy()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model as MLflow writes it."""
    path = tmp_path_factory.mktemp("mlflow") / "model"
    log.write(path, bundle(), rows().head(3))
    return path


def load(path: Path | str) -> Any:
    import mlflow.pyfunc

    return mlflow.pyfunc.load_model(str(path))


def test_mlflow_loads_it_and_it_says_the_same(folder: Path) -> None:
    found = load(folder).predict(asked())
    assert list(found.columns) == list(OUTPUT)
    assert found.to_numpy() == pytest.approx(expected(), abs=1e-9, nan_ok=True)


def test_columns_are_put_in_order_by_name(folder: Path) -> None:
    shuffled = asked()[asked().columns[::-1]].assign(player="Nikola Jokić")
    assert np.array_equal(load(folder).predict(shuffled).to_numpy(), expected(), equal_nan=True)


def test_the_signature_names_all_columns_in_order_with_their_types(folder: Path) -> None:
    signature = load(folder).metadata.signature
    inputs = {each.name: (each.type.name, each.required) for each in signature.inputs}
    needed = dict.fromkeys(bundle().columns, ("double", True))
    assert inputs == {
        **needed,
        "line": ("double", False),
        "novig_over": ("double", False),
        "date": ("datetime", False),
    }
    assert list(inputs) == [*bundle().columns, "line", "novig_over", "date"]
    assert signature.outputs.input_names() == list(OUTPUT)


def test_there_is_an_example_that_it_answers(folder: Path) -> None:
    model = load(folder)
    example = model.input_example
    assert list(example.columns) == [*bundle().columns, "line"]
    assert len(model.predict(example)) == 3


def test_what_is_wrong_with_the_columns_is_said(folder: Path) -> None:
    from mlflow.exceptions import MlflowException

    model = load(folder)
    with pytest.raises(MlflowException, match=r"missing inputs \['past_std'\].*extra inputs: \['past_sdt'\]"):
        model.predict(asked().rename(columns={"past_std": "past_sdt"}))
    with pytest.raises(MlflowException, match="Incompatible input types for column f1"):
        model.predict(asked().assign(f1="twelve"))


def test_no_file_is_a_pickle_and_the_requirements_are_given(folder: Path) -> None:
    files = [path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert {path.suffix for path in files} <= {"", ".json", ".txt", ".yaml", ".py"}
    needed = {line.split("==")[0] for line in (folder / "requirements.txt").read_text().splitlines()}
    assert needed == {"mlflow", "numpy", "pandas", "polars", "scipy", "lightgbm"}
    assert all("==" in line for line in (folder / "requirements.txt").read_text().splitlines())


def test_what_is_installed_is_not_listed_to_check_requirements_that_were_read_from_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlflow.utils import environment

    asked: list[object] = []
    monkeypatch.setattr(environment, "warn_dependency_requirement_mismatches", asked.append)
    log.write(tmp_path / "model", bundle(), rows().head(3))
    assert asked == []
    environment._process_pip_requirements([], ["numpy"])  # MLflow's way to the check
    assert len(asked) == 1


def test_a_piece_from_another_package_is_refused(tmp_path: Path) -> None:
    from dataclasses import dataclass, replace

    from nba_props.distribution.poisson import FittedPoisson

    @dataclass(frozen=True)
    class Own(FittedPoisson):
        pass

    with pytest.raises(NBAPropsError, match="Own is no class of nba_props"):
        log.write(tmp_path / "model", replace(bundle(), distribution=Own()), rows().head(1))


# In a run


def test_a_run_has_its_model_by_both_addresses(tracking: Tracking, phase: Phase) -> None:
    import mlflow

    with open_run(tracking, phase, "served") as run:
        model_id = log.log(run, bundle(), rows().head(3))
    client = run.store.client
    logged = client.get_logged_model(model_id)
    assert str(logged.status) == "READY"
    assert logged.source_run_id == run.id
    assert logged.tags["market"] == "pra"
    assert [each.model_id for each in client.get_run(run.id).outputs.model_outputs] == [model_id]
    mlflow.set_tracking_uri(tracking.uri)
    try:
        for uri in (f"models:/{model_id}", f"runs:/{run.id}/model"):
            found = load(uri)
            assert found.metadata.run_id == run.id
            assert np.array_equal(found.predict(asked()).to_numpy(), expected(), equal_nan=True)
    finally:
        mlflow.set_tracking_uri(None)


def test_a_run_that_keeps_numbers_only_has_no_model(tracking: Tracking, phase: Phase) -> None:
    light = Tracking(uri=tracking.uri, artifacts=Artifacts.light)
    with open_run(light, phase, "light") as run:
        assert log.log(run, bundle(), rows().head(3)) is None
    assert run.store.client.search_logged_models([run.experiment_id]) == []


def test_a_model_whose_upload_breaks_off_is_not_ready(
    tracking: Tracking, phase: Phase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    with open_run(tracking, phase, "broken") as run:
        monkeypatch.setattr(run.store.client, "log_model_artifacts", broken)
        with pytest.raises(NBAPropsError, match="model: the disk is full"):
            log.log(run, bundle(), rows().head(3))
    (logged,) = run.store.client.search_logged_models([run.experiment_id])
    assert str(logged.status) == "FAILED"


def test_a_run_whose_server_failed_keeps_the_model_with_its_files(
    tracking: Tracking, phase: Phase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_run(tracking, phase, "offline") as run:
        monkeypatch.setattr(type(run), "offline", True)
        assert log.log(run, bundle(), rows().head(3)) is None
    assert run.store.client.search_logged_models([run.experiment_id]) == []
    kept = run.store.client.download_artifacts(run.id, "model")
    assert np.array_equal(load(kept).predict(asked()).to_numpy(), expected(), equal_nan=True)
    assert load(kept).metadata.run_id == run.id


# Elsewhere

ALONE = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("nba_props", "hydra", "omegaconf", "pandera", "matplotlib"):
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Refuse())
import mlflow.pyfunc, pandas as pd
for folder in sys.argv[1:]:
    found = mlflow.pyfunc.load_model(folder).predict(pd.read_parquet(folder + ".asked.parquet"))
    found.to_parquet(folder + ".found.parquet")
"""


def run_alone(asked: Mapping[Path, pd.DataFrame]) -> list[np.ndarray]:
    """What models, by their folders, say in a fresh process without `nba_props` and what else it requires."""
    for folder, frame in asked.items():
        frame.to_parquet(f"{folder}.asked.parquet")
    words = [sys.executable, "-c", ALONE, *map(str, asked)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [pd.read_parquet(f"{folder}.found.parquet").to_numpy() for folder in asked]


@pytest.mark.slow
def test_in_a_fresh_process_without_this_project_all_kinds_say_the_same(tmp_path: Path) -> None:
    folders = [tmp_path / f"{model}_{distribution}" for model, distribution in KINDS]
    for path, kind in zip(folders, KINDS, strict=True):
        log.write(path, bundle(*kind), rows().head(3))
    for found, kind in zip(run_alone(dict.fromkeys(folders, asked())), KINDS, strict=True):
        assert found == pytest.approx(expected(*kind), abs=1e-9, nan_ok=True), kind


@contextmanager
def served(folder: Path, tmp_path: Path) -> Iterator[str]:
    """The address of `mlflow models serve` on a free port; it ends with the block."""
    port = free_port()
    words = ["-m", "mlflow", "models", "serve", "-m", str(folder), "--env-manager", "local"]
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    with (tmp_path / "server.log").open("w") as out:
        server = subprocess.Popen(
            [sys.executable, *words, "--host", "127.0.0.1", "--port", str(port)],
            stdout=out, stderr=out, cwd=tmp_path, env=environment, start_new_session=True,
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 120
        while not _answers(f"{address}/ping"):
            assert server.poll() is None, (tmp_path / "server.log").read_text()
            assert time.monotonic() < until, (tmp_path / "server.log").read_text()
            time.sleep(0.3)
        yield address
    finally:
        os.killpg(server.pid, 15)
        server.wait(timeout=30)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def no_json(word: str) -> None:
    raise AssertionError(f"{word} is no JSON")


def post(address: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    data = json.dumps(body).encode()
    request = urllib.request.Request(f"{address}/invocations", data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, json.load(answer, parse_constant=no_json)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


@pytest.mark.slow
def test_mlflow_models_serve_says_the_same(folder: Path, tmp_path: Path) -> None:
    model = tmp_path / "model"
    shutil.copytree(folder, model)
    body = json.loads(
        asked()
        .assign(date=asked()["date"].dt.strftime("%Y-%m-%d"))
        .to_json(orient="split", index=False, double_precision=15)
    )
    with served(model, tmp_path) as address:
        status, answer = post(address, {"dataframe_split": body})
        assert status == 200
        found = pd.DataFrame(answer["predictions"])[list(OUTPUT)].to_numpy(np.float64, na_value=np.nan)
        assert found == pytest.approx(expected(), abs=1e-6, nan_ok=True)
        assert None in {row["p_over"] for row in answer["predictions"]}

        whole = asked().drop(columns=["line", "date"]).head(2).fillna(0.0).to_dict("records")
        status, answer = post(address, {"dataframe_records": [{**row, "line": 25} for row in whole]})
        assert status == 200
        assert all(0 < row["p_over"] < 1 for row in answer["predictions"])

        status, answer = post(address, {"dataframe_split": {"columns": ["f0"], "data": [[1.0]]}})
        assert status == 400
        assert "Model is missing inputs ['f1'" in answer["message"]
