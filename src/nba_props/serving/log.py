"""A packaged model in a run: an MLflow model without pickles, with signature, example and requirements."""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from nba_props.errors import TrackingError
from nba_props.serving import code
from nba_props.serving.bundle import DATE, LINE, Pieces
from nba_props.serving.package import package
from nba_props.serving.scorer import OUTPUT
from nba_props.tracking import mlflow_client
from nba_props.tracking.upload import pinned, upload

if TYPE_CHECKING:
    from mlflow.models import Model, ModelSignature

    from nba_props.tracking.run import Run

NAME = "model"
"""A run's model is `runs:/<run>/model`."""
_NEEDED = ("mlflow", "numpy", "pandas", "polars", "scipy")


def log(run: Run, pieces: Pieces, example: pl.DataFrame) -> str | None:
    """Log the pieces as the run's model, `runs:/<run>/model`; its id, or None where it has none.

    With an id it is `models:/<id>` too, and can be registered. It has none, and there is no model, where the
    run keeps numbers only. Where the server failed, the model's files are kept with those of the run.

    Args:
        run: that the pieces were fitted in.
        pieces: what is served.
        example: a few rows of input, with or without `line` and `date`.

    Raises:
        TrackingError: the store refuses.
        NBAPropsError: a piece is of a class from another package, which the model could not bring along.
    """
    if run.light:
        return None
    tags = {key: str(value) for key, value in pieces.about.items()}
    if not run.offline:
        try:
            return upload(run, NAME, lambda folder, record: write(folder, pieces, example, record), tags)
        except mlflow_client.failures() as error:
            if run.spool is None or mlflow_client.is_refusal(error):
                raise TrackingError(f"run {run.id}: model: {mlflow_client.first_line(error)}") from error
    _keep(run, pieces, example)
    return None


def _keep(run: Run, pieces: Pieces, example: pl.DataFrame) -> None:
    """Keep the model's files with the run's, to be sent with them."""
    from mlflow.models import Model

    with tempfile.TemporaryDirectory() as name:
        write(Path(name) / NAME, pieces, example, Model(NAME, run.id))
        run.artifacts({NAME: Path(name) / NAME})


def write(folder: Path, pieces: Pieces, example: pl.DataFrame, model: Model | None = None) -> None:
    """Write an MLflow model into a folder that is not there yet.

    Args:
        folder: of the model; `mlflow.pyfunc.load_model` takes it.
        pieces: what is served.
        example: a few rows of input, with or without `line`.
        model: MLflow's record of it, where it belongs to a run.
    """
    _quieten()
    import mlflow.pyfunc

    with tempfile.TemporaryDirectory() as name:
        packaged = package(Path(name) / "package", pieces)
        brought = code.ship(Path(name), [code.SERVED, *modules(pieces)])
        mlflow.pyfunc.save_model(
            folder,
            python_model=str(Path(__file__).with_name("pyfunc_entry.py")),
            code_paths=[str(brought)],
            artifacts={"package": str(packaged)},
            model_config={"code": brought.name},
            signature=signature(pieces),
            input_example=_as_pandas(example, pieces),
            pip_requirements=requirements(pieces),
            mlflow_model=model,
        )


def _quieten() -> None:
    """No word of MLflow's on each step, and no look for requirements other than those that are given."""
    for name in ("MLFLOW_UV_AUTO_DETECT", "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"):
        os.environ.setdefault(name, "false")
    logging.getLogger("mlflow.pyfunc").setLevel(logging.WARNING)


def modules(pieces: Pieces) -> list[str]:
    """Where the classes of the pieces are from."""
    maps = () if pieces.lines is None else (pieces.lines, *pieces.lines.maps)
    parts = (pieces.model, pieces.distribution, pieces.whole, pieces.quantiles, *maps)
    return sorted({type(part).__module__ for part in parts if part is not None})


def requirements(pieces: Pieces) -> list[str]:
    """The packages that predicting needs, as they are installed here; this project's own code is brought."""
    return [pinned(name) for name in (*_NEEDED, *pieces.model.libraries)]


def signature(pieces: Pieces) -> ModelSignature:
    """Input: all columns, and optionally the line and the date. Output: float64."""
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, DataType, Schema

    inputs = [ColSpec(DataType.double, name) for name in pieces.columns]
    inputs.append(ColSpec(DataType.double, LINE, required=False))
    inputs.append(ColSpec(DataType.datetime, DATE, required=False))
    return ModelSignature(Schema(inputs), Schema([ColSpec(DataType.double, name) for name in OUTPUT]))


def _as_pandas(example: pl.DataFrame, pieces: Pieces) -> Any:  # noqa: ANN401
    """The columns of input, float64, NaN where unknown."""
    import pandas as pd

    names = [name for name in (*pieces.columns, LINE) if name in example.columns]
    columns = example.select(pl.col(names).cast(pl.Float64).fill_null(float("nan")))
    frame = pd.DataFrame({name: columns[name].to_numpy() for name in names})
    return (
        frame if DATE not in example.columns else frame.assign(date=pd.to_datetime(example[DATE].to_list()))
    )
