"""What MLflow runs to load a served model (models from code): nothing of it is ever pickled.

MLflow copies this file into the model and executes the copy. It stands alone: the code that predicts is the
package that the model brings along, whose name is in the model's configuration.
"""

from __future__ import annotations

import importlib
import os
from pathlib import Path
from typing import Any

import mlflow
import pandas as pd
from mlflow.exceptions import MlflowException
from mlflow.pyfunc import PythonModel, PythonModelContext

SERVING = "_MLFLOW_IS_IN_SERVING_ENVIRONMENT"
"""The variable that MLflow sets where answers are written as JSON."""


class PropModel(PythonModel):  # type: ignore[misc]
    """A packaged model as MLflow calls it."""

    def load_context(self, context: PythonModelContext) -> None:
        """Read the packaged model with the code that it brought along."""
        code = context.model_config["code"]
        self._predict = importlib.import_module(f"{code}.serving.predict")
        self._bundle = self._predict.load(Path(context.artifacts["package"]))

    def predict(
        self,
        context: PythonModelContext,  # noqa: ARG002
        model_input: pd.DataFrame,
        params: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> pd.DataFrame:
        """Predict; what is wrong with the rows is said in one line, over HTTP too."""
        try:
            found: pd.DataFrame = self._predict.predict(self._bundle, model_input)
        except self._predict.NBAPropsError as error:
            raise MlflowException.invalid_parameter_value(str(error)) from None
        return _with_nulls(found) if os.environ.get(SERVING) == "true" else found


def _with_nulls(found: pd.DataFrame) -> pd.DataFrame:
    """Put None in place of NaN, which JSON has no word for and MLflow's server would write all the same."""
    return found.astype(object).where(found.notna(), None)


mlflow.models.set_model(PropModel())
