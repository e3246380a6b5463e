"""The model that the doctor logs. MLflow runs this file to load it, so nothing is pickled."""

from __future__ import annotations

from mlflow.models import set_model
from mlflow.pyfunc import PythonModel


class Twice(PythonModel):  # type: ignore[misc, unused-ignore]
    """Twice the input."""

    def predict(self, model_input: list[float]) -> list[float]:
        """Twice each number."""
        return [2 * each for each in model_input]


set_model(Twice())
