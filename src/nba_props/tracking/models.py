"""Fitted models as MLflow models without pickles: UBJSON for XGBoost, text for LightGBM, otherwise skops."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from nba_props.core.digests import seal
from nba_props.errors import TrackingError
from nba_props.tracking import mlflow_client
from nba_props.tracking.run import Run
from nba_props.tracking.upload import pinned, upload

if TYPE_CHECKING:
    import polars as pl

    from nba_props.core.frames import Frame


@runtime_checkable
class LoggableModel(Protocol):
    """A model that knows how to log itself, such as `nba_props.serving.bundle.ModelBundle`."""

    def log_to(self, run: Run, example: pl.DataFrame) -> str | None:
        """Log the model to a run; its id, or None where it has none."""


FORMATS: dict[str, dict[str, Any]] = {
    "xgboost": {"model_format": "ubj"},
    "lightgbm": {},
    "sklearn": {"serialization_format": "skops"},
}
"""How each library's models are saved, by MLflow's name of the library."""
NEEDED = {
    "xgboost": ("mlflow", "xgboost"),
    "lightgbm": ("mlflow", "lightgbm"),
    "sklearn": ("mlflow", "scikit-learn", "skops"),
}
"""What loading them needs."""


def log_model(run: Run, model: Any, name: str, example: Frame | None) -> str | None:  # noqa: ANN401
    """Log a model; see `NBAPropsTracker.log_model`."""
    if run.light:
        return None
    from nba_props.core.frames import as_polars

    if isinstance(model, LoggableModel):
        if example is None:
            raise TrackingError(f"a {type(model).__name__} needs an example of its input")
        made = model.log_to(run, as_polars(example))
        return None if made is None else f"models:/{made}"
    flavour = flavour_of(model)
    return _logged(run, name, lambda folder, record: _save(flavour, model, folder, record, example))


def flavour_of(model: object) -> str:
    """MLflow's name of the library that a model is from.

    Raises:
        TrackingError: it is another library's.
    """
    library_name = type(model).__module__.partition(".")[0]
    if library_name not in FORMATS:
        raise TrackingError(
            f"a model of {type(model).__module__}.{type(model).__name__}: must be of {', '.join(FORMATS)}, "
            "or a model bundle"
        )
    return library_name


def _logged(run: Run, name: str, write: Callable[[Path, Any], None]) -> str:
    with mlflow_client.one_line_errors(f"run {run.id}: model {name}"):
        return f"models:/{upload(run, name, write)}"


def _save(flavour: str, model: Any, folder: Path, record: Any, example: Frame | None) -> None:  # noqa: ANN401
    """Save by MLflow's own module for the library."""
    from mlflow.models import infer_signature

    from nba_props.core.frames import as_polars

    given: dict[str, Any] = {"pip_requirements": [pinned(name) for name in NEEDED[flavour]]}
    if example is not None:
        rows = as_polars(example).to_pandas()
        predict = getattr(model, "inplace_predict", None) or model.predict
        given |= {"signature": infer_signature(rows, predict(rows)), "input_example": rows}
    if flavour == "lightgbm":
        model = getattr(model, "booster_", model)  # MLflow would pickle what wraps it
    if flavour == "sklearn":
        given["skops_trusted_types"] = _own_types(model)
    saved = importlib.import_module(f"mlflow.{flavour}")
    saved.save_model(model, str(folder), mlflow_model=record, **FORMATS[flavour], **given)
    seal(folder)


def _own_types(model: object) -> list[str]:
    """Types of scikit-learn in a model that skops asks about; those of others stay refused."""
    import skops.io

    asked = skops.io.get_untrusted_types(data=skops.io.dumps(model))
    return [library for library in asked if library.startswith("sklearn.")]
