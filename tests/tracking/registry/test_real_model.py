"""A model that MLflow logged is loaded by its alias, in a store of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from nba_props.tracking.registry import ModelRegistry
from nba_props.tracking.store import Store

CODE = """
import mlflow

class Twice(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input, params=None):
        return model_input["x"] * FACTOR

mlflow.models.set_model(Twice())
"""


def _log(store: Store, folder: Path, factor: int) -> str:
    import mlflow
    import pandas as pd

    code = folder / f"model_{factor}.py"
    code.write_text(CODE.replace("FACTOR", str(factor)))
    rows = pd.DataFrame({"x": [1.0]})
    with mlflow.start_run(tags={"market": "pra"}) as run:
        mlflow.pyfunc.log_model(
            name="model",
            python_model=str(code),
            pip_requirements=["mlflow"],
            signature=mlflow.models.infer_signature(rows, rows["x"]),
        )
    return str(run.info.run_id)


@pytest.mark.slow
def test_what_is_live_is_what_the_alias_loads(
    empty: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import mlflow
    import pandas as pd

    mlflow.set_tracking_uri(empty.uri)
    try:
        runs = [_log(empty, tmp_path, factor) for factor in (2, 3)]
        mlflow.set_tracking_uri(f"sqlite:///{tmp_path / 'another.db'}")  # the registry goes by its own store
        registry = ModelRegistry(empty)
        for run in runs:
            registry.register_model(run)
        registry.promote_model("pra", 1, override="a test")
        registry.promote_model("pra", 2, override="a test")
        mlflow.set_tracking_uri(empty.uri)
        loaded = {
            alias: mlflow.pyfunc.load_model(f"models:/nba_props_pra@{alias}")
            for alias in ("production", "previous")
        }
    finally:
        mlflow.set_tracking_uri(None)
    rows = pd.DataFrame({"x": [5.0]})
    assert {alias: model.predict(rows).tolist() for alias, model in loaded.items()} == {
        "production": [15.0],
        "previous": [10.0],
    }
