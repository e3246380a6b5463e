"""A packaged model in a run: an MLflow model without pickles, with signature, example and requirements."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from nba_props.core.digests import seal
from nba_props.errors import TrackingError
from nba_props.model.base import FittedModel
from nba_props.serving import code
from nba_props.serving.bundle import DATE, LINE, PRICE, ModelBundle
from nba_props.serving.package import package
from nba_props.serving.scorer import OUTPUT
from nba_props.tracking import mlflow_client
from nba_props.tracking.mlflow_internals import requirements_as_given
from nba_props.tracking.upload import pinned, upload

if TYPE_CHECKING:
    from mlflow.models import Model, ModelSignature

    from nba_props.tracking.run import Run

NAME = "model"
"""A run's model is `runs:/<run>/model`."""
_NEEDED = ("mlflow", "numpy", "pandas", "polars", "scipy")


def log(run: Run, bundle: ModelBundle, example: pl.DataFrame) -> str | None:
    """Log the bundle as the run's model, `runs:/<run>/model`; its id, or None where it has none.

    With an id it is `models:/<id>` too, and can be registered. It has none, and there is no model, where the
    run keeps numbers only. Where the server failed, the model's files are kept with those of the run.

    Args:
        run: that the bundle were fitted in.
        bundle: what is served.
        example: a few rows of input, with or without `line` and `date`.

    Raises:
        TrackingError: the store refuses.
        NBAPropsError: a piece is of a class from another package, which the model could not bring along.
    """
    if run.light:
        return None
    tags = {key: str(value) for key, value in bundle.about.items()}
    if not run.offline:
        try:
            return upload(run, NAME, lambda folder, record: write(folder, bundle, example, record), tags)
        except mlflow_client.failures() as error:
            if run.spool is None or mlflow_client.is_refusal(error):
                raise TrackingError(f"run {run.id}: model: {mlflow_client.first_line(error)}") from error
    _keep(run, bundle, example)
    return None


def _keep(run: Run, bundle: ModelBundle, example: pl.DataFrame) -> None:
    """Keep the model's files with the run's, to be sent with them."""
    from mlflow.models import Model

    with tempfile.TemporaryDirectory() as name:
        write(Path(name) / NAME, bundle, example, Model(NAME, run.id))
        run.artifacts({NAME: Path(name) / NAME})


def write(folder: Path, bundle: ModelBundle, example: pl.DataFrame, model: Model | None = None) -> None:
    """Write an MLflow model into a folder that is not there yet.

    Args:
        folder: of the model; `mlflow.pyfunc.load_model` takes it.
        bundle: what is served.
        example: a few rows of input, with or without `line`.
        model: MLflow's record of it, where it belongs to a run.
    """
    _quieten()
    import mlflow.pyfunc

    with tempfile.TemporaryDirectory() as name:
        packaged = package(Path(name) / "package", bundle)
        brought = code.ship(Path(name), [code.SERVED, *modules(bundle)])
        with requirements_as_given():
            mlflow.pyfunc.save_model(
                folder,
                python_model=str(Path(__file__).with_name("pyfunc_entry.py")),
                code_paths=[str(brought)],
                artifacts={"package": str(packaged)},
                model_config={"code": brought.name},
                signature=signature(bundle),
                input_example=_as_pandas(example, bundle),
                pip_requirements=requirements(bundle),
                mlflow_model=model,
            )
    seal(folder)


def _quieten() -> None:
    """No word of MLflow's on each step, and no look for requirements other than those that are given."""
    for name in ("MLFLOW_UV_AUTO_DETECT", "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR"):
        os.environ.setdefault(name, "false")
    logging.getLogger("mlflow.pyfunc").setLevel(logging.WARNING)


def modules(bundle: ModelBundle) -> list[str]:
    """Where the classes of the bundle are from."""
    lines = () if bundle.lines is None else (bundle.lines, *bundle.lines.maps)
    pools = () if bundle.pool is None else (bundle.pool, *bundle.pool.pools)
    maps = (*lines, *pools)
    parts = (*every_fit(bundle.model), bundle.distribution, bundle.whole, bundle.quantiles, *maps)
    return sorted({type(part).__module__ for part in parts if part is not None})


def every_fit(fitted: FittedModel) -> Iterator[FittedModel]:
    """Yield a fit and the fits that it is made of, down to the last."""
    yield fitted
    for part in fitted.parts().values():
        yield from every_fit(part)


def requirements(bundle: ModelBundle) -> list[str]:
    """Return the packages that predicting needs, as they are installed here.

    This project's own code is brought.
    """
    needed = [name for fitted in every_fit(bundle.model) for name in fitted.libraries]
    return [pinned(name) for name in dict.fromkeys((*_NEEDED, *needed))]


def signature(bundle: ModelBundle) -> ModelSignature:
    """Input: all columns, and optionally the line, its price and the date. Output: float64."""
    from mlflow.models import ModelSignature
    from mlflow.types import ColSpec, DataType, Schema

    inputs = [ColSpec(DataType.double, name) for name in bundle.columns]
    inputs += [ColSpec(DataType.double, name, required=False) for name in (LINE, PRICE)]
    inputs.append(ColSpec(DataType.datetime, DATE, required=False))
    return ModelSignature(Schema(inputs), Schema([ColSpec(DataType.double, name) for name in OUTPUT]))


def _as_pandas(example: pl.DataFrame, bundle: ModelBundle) -> Any:  # noqa: ANN401
    """Return the columns of input, float64, NaN where unknown."""
    import pandas as pd

    names = [name for name in (*bundle.columns, LINE, PRICE) if name in example.columns]
    columns = example.select(pl.col(names).cast(pl.Float64).fill_null(float("nan")))
    frame = pd.DataFrame({name: columns[name].to_numpy() for name in names})
    return (
        frame if DATE not in example.columns else frame.assign(date=pd.to_datetime(example[DATE].to_list()))
    )
