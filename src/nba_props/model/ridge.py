"""`model=ridge`: a linear model that shrinks its coefficients."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from nba_props.core.arrays import Floats
from nba_props.core.component import component
from nba_props.core.rules import at_least, require
from nba_props.model.base import FittedModel, Model, Rows, Trainer, TrainingData, shares

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


LEAST_ALPHA = 1e-9
"""The least penalty for each row, of features that cannot be told apart without one."""


@component("model", "ridge")
@dataclass
class Ridge(Model):
    """Least squares with an L2 penalty of weight `alpha` on standardised features.

    What is unknown takes the training rows' mean, and a column of its own says that it was: with it, the fit
    is the same whatever constant is filled in. Features that single precision cannot tell apart at so small a
    penalty are fitted in double precision, with a penalty of at least 1e-9 for each row.
    """

    has_importance: ClassVar[bool] = True

    alpha: float = 100.0

    def __post_init__(self) -> None:
        require(self, alpha=at_least(0))

    def trainer(self, design: TrainingData, first_window: Rows) -> RidgeTrainer:  # noqa: ARG002
        """Nothing is learnt before a fit: imputing and scaling belong to each fold."""
        return RidgeTrainer(self, design)


class RidgeTrainer(Trainer):
    """Fits imputation, scaling and coefficients on the rows of each fold."""

    def __init__(self, model: Ridge, design: TrainingData) -> None:
        self.tuned: Ridge = model
        self._design = design

    def fit(self, rows: Rows) -> RidgeFit:
        """Impute, standardise and solve.

        Where columns are so much alike, and the penalty so small, that single precision cannot tell them
        apart, it is done in double precision, with a penalty that keeps the equations solvable.
        """
        import numpy as np
        from scipy.linalg import LinAlgWarning

        design, rows, alpha = self._design, np.sort(rows), self.tuned.alpha
        weight = None if design.weight is None else design.weight[rows]
        y = design.y[rows]
        try:
            pipeline = _solved(np.ascontiguousarray(design.X[rows]), y, weight, alpha)
        except LinAlgWarning:
            least = LEAST_ALPHA * (len(rows) if weight is None else float(weight.sum()))
            X = np.ascontiguousarray(design.X[rows], np.float64)
            pipeline = _solved(X, y, weight, max(alpha, least))
        return RidgeFit(pipeline, design.names)


def _solved(X: NDArray[Any], y: Floats, weight: Floats | None, alpha: float) -> Any:  # noqa: ANN401
    """Return a fitted scikit-learn pipeline, in the precision of `X`, which is overwritten.

    Raises:
        LinAlgWarning: the equations are too near to having no single solution for this precision.
    """
    from scipy.linalg import LinAlgWarning
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import Ridge as Solver
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    pipeline = make_pipeline(
        SimpleImputer(add_indicator=True, keep_empty_features=True, copy=False),
        StandardScaler(copy=False),
        Solver(alpha=alpha),
    )
    with _one_thread(), warnings.catch_warnings():
        warnings.simplefilter("error", LinAlgWarning)
        warnings.filterwarnings("error", "Singular matrix", UserWarning)
        try:
            pipeline.fit(X, y, ridge__sample_weight=weight)
        except UserWarning as error:
            raise LinAlgWarning(str(error)) from None
    if pipeline[-1].solver_ == "svd":  # what scikit-learn falls back on, and what divides by rounding errors
        raise LinAlgWarning("singular")
    return pipeline


class RidgeFit(FittedModel):
    """A scikit-learn pipeline."""

    libraries: ClassVar[tuple[str, ...]] = ("scikit-learn", "skops", "threadpoolctl")

    def __init__(self, pipeline: Any, names: list[str]) -> None:  # noqa: ANN401
        self.pipeline = pipeline
        self.names = list(names)

    def _predict(self, X: NDArray[np.float32]) -> Floats:
        import numpy as np

        with _one_thread():
            # In float32 the last digits of a prediction depend on the rows that it is made with.
            return np.asarray(self.pipeline.predict(np.array(X, np.float64, order="C")), dtype=np.float64)

    def save(self, folder: Path) -> None:
        """Write `model.skops`."""
        import skops.io

        skops.io.dump(self.pipeline, folder / "model.skops")

    @classmethod
    def load(cls, folder: Path, names: list[str], threads: int = 1) -> Self:  # noqa: ARG003
        """Read `model.skops`; no type is trusted but scikit-learn's own and numpy's."""
        import skops.io

        return cls(skops.io.load(folder / "model.skops", trusted=["numpy.dtype"]), names)

    def importance(self) -> dict[str, float]:
        """Shares of the absolute coefficients of the standardised features, not of what marks the unknown."""
        import numpy as np

        coefficients = np.abs(self.pipeline[-1].coef_[: len(self.names)])
        return shares(self.names, coefficients.astype(np.float64))


def _one_thread() -> Any:  # noqa: ANN401
    """Keep the linear algebra to one thread; their number can change the last bits of a result."""
    return _thread_pools().limit(limits=1)


@cache
def _thread_pools() -> Any:  # noqa: ANN401
    """Return the thread pools of the process, which are looked for in all libraries that it has loaded.

    scikit-learn's are loaded before the first fit or prediction, and there are no others to limit.
    """
    import sklearn.linear_model  # noqa: F401
    from threadpoolctl import ThreadpoolController  # type: ignore[import-untyped]

    return ThreadpoolController()
