"""A logged model, fetched from its store and asked by data frames."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

import polars as pl

from nba_props.core.digests import check, check_flavors
from nba_props.core.frames import as_polars
from nba_props.errors import DataError, TrackingError
from nba_props.serving import package
from nba_props.serving.absent import GONE, absent
from nba_props.serving.address import Address, Kind
from nba_props.serving.bundle import DATE, LINE, PRICE, ModelBundle
from nba_props.serving.dates import days_of
from nba_props.serving.scorer import numbers
from nba_props.tracking import mlflow_client, mlflow_internals, places
from nba_props.tracking.store import Store

if TYPE_CHECKING:
    import pandas as pd
    from mlflow.pyfunc import PyFuncModel

    from nba_props.core.frames import Frame

ARTIFACTS, PACKAGE = "artifacts", "package"
"""The folder of a packaged model among the files of the MLflow model."""
LONGEST_VERSION = 9
"""Digits of a version's number: no database holds all longer ones."""


@dataclass(frozen=True)
class LoadedModel:
    """What `mlflow.pyfunc.load_model` gives (`pyfunc`), for frames of pandas and polars alike."""

    uri: str
    pyfunc: PyFuncModel = field(repr=False)
    folder: TemporaryDirectory[str] | None = field(default=None, repr=False)
    """Where its files are, if they had to be fetched; goes with the model."""

    @property
    def columns(self) -> list[str]:
        """The columns of input that must be there."""
        inputs = self.pyfunc.metadata.get_input_schema().inputs
        return [str(column.name) for column in inputs if column.required]

    def predict(self, rows: Frame) -> Any:  # noqa: ANN401
        """Mean, quantiles and probabilities of player-games; see `nba_props.serving.scorer.score`.

        Args:
            rows: `columns`, and where probabilities are asked for `line`, and `novig_over` to pool them with
                the price; others are passed over. `date` may be dates, moments (with a zone: their US/Eastern
                day), ISO texts or periods of pandas.

        Returns:
            A frame of the same library, one row for each of `rows`.

        Raises:
            DataError: a column is missing, or holds something else than numbers (dates).
        """
        from mlflow.exceptions import MlflowException

        asked = as_polars(rows, "rows", {*self.columns, LINE, PRICE, DATE})
        try:
            found = self.pyfunc.predict(self._input(asked))
        except MlflowException as error:
            raise DataError(f"{self.uri}: {mlflow_client.first_line(error)}") from error
        if isinstance(rows, pl.DataFrame | pl.LazyFrame):
            return pl.from_pandas(found)
        return found.set_index(rows.index)

    def _input(self, rows: pl.DataFrame) -> pd.DataFrame:
        """Return the columns as the model's signature has them: numbers as float64, days as timestamps."""
        import pandas as pd

        names = [*self.columns, *(name for name in (LINE, PRICE) if name in rows.columns)]
        made = pd.DataFrame(numbers(rows, names), columns=names)
        if DATE not in rows.columns:
            return made
        return made.assign(date=pd.to_datetime(days_of(rows[DATE]).to_list()))


def load_model(store: Store, uri: str) -> LoadedModel:
    """Load a model from a store, whatever MLflow's current store is.

    Args:
        store: that holds the model.
        uri: `runs:/<run>/model`, `models:/<id>`, `models:/<name>/<version>` or `models:/<name>@<alias>`.

    Raises:
        ConfigError: the URI is of none of these forms.
        TrackingError: there is no such model, or it cannot be fetched.
        NBAPropsError: its files are not those that were logged, or one is a pickle.
    """
    with mlflow_client.one_line_errors(uri):
        import mlflow.pyfunc

        local, folder = _checked_files(store, uri)
        return LoadedModel(uri, mlflow.pyfunc.load_model(str(local)), folder)


def load_bundle(store: Store, uri: str, threads: int = 1) -> ModelBundle:
    """Load the fits of a logged model, to be asked by the code of this version.

    Args:
        store: that holds the model.
        uri: as `load_model` takes it.
        threads: how many a prediction may use.

    Raises:
        ConfigError: the URI is of none of these forms.
        TrackingError: there is no such model, or it cannot be fetched.
        NBAPropsError: its files are not those that were logged, or of another version.
    """
    with mlflow_client.one_line_errors(uri):
        local, _folder = _checked_files(store, uri)
        return package.load(local / ARTIFACTS / PACKAGE, threads)


def _checked_files(store: Store, uri: str) -> tuple[Path, TemporaryDirectory[str] | None]:
    """Return where a model's files are, checked, and the folder that goes with them if they were fetched."""
    import mlflow.artifacts
    from mlflow.exceptions import MlflowException
    from mlflow.models import Model

    address = Address.parse(uri)
    try:
        place = _place(store, address)
    except MlflowException as error:
        if error.error_code not in GONE:
            raise
        place = None
    if place is None:
        raise TrackingError(absent(store, address))
    local, folder = mlflow_internals.local_folder(place), None
    if local is None:
        folder = TemporaryDirectory(prefix="nba_props_model_")
        local = Path(mlflow.artifacts.download_artifacts(place, dst_path=folder.name, tracking_uri=store.uri))
    places.check_files(store, Path(local))
    check(Path(local))
    check_flavors(Path(local), Model.load(str(local)).flavors)
    return Path(local), folder


def _place(store: Store, address: Address) -> str | None:
    """Where the files of a model are."""
    client, name, version = store.client, address.name, address.version
    match address.kind:
        case Kind.run:
            outputs = client.get_run(name).outputs
            logged = [] if outputs is None else outputs.model_outputs
            last = max(logged, key=lambda each: each.step, default=None)
            return None if last is None else _place(store, Address.parse(f"models:/{last.model_id}"))
        case Kind.alias:
            return str(client.get_model_version_by_alias(name, version).source)
        case Kind.version if len(version) > LONGEST_VERSION:
            return None
        case Kind.version:
            return str(client.get_model_version(name, version).source)
        case Kind.logged_model:
            return cast(str, client.get_logged_model(name).artifact_location)
