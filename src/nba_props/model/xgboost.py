"""`model=xgboost`: gradient-boosted trees by XGBoost, histogram method, with the bins of the first window."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from nba_props.core.arrays import Floats
from nba_props.core.component import component
from nba_props.core.rules import at_least, between, one_of, require
from nba_props.model._boosted import RULES, Boosted, BoostedTrainer, digest, memoized_for, neutral
from nba_props.model._xgboost_quantiles import XGBoostQuantiles
from nba_props.model.base import FittedModel, Rows, TrainingData, shares

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ALIASES = {
    "eta": "learning_rate",
    "gamma": "min_split_loss",
    "lambda": "reg_lambda",
    "alpha": "reg_alpha",
    "n_jobs": "nthread",
    "random_state": "seed",
    "num_boost_round": "n_estimators",
}

MONOTONE = "monotone_constraints"
BY_NUMBER = {MONOTONE: "(1, 0)", "interaction_constraints": "[[0, 1], [2]]"}
"""Constraints, and how they are written: features are known to XGBoost by their numbers."""

MAX_CELLS = 1_000_000_000
"""How many binned values are kept for the next trial of a sweep, one or two bytes each."""


@component("model", "xgboost")
@dataclass
class XGBoost(Boosted):
    """Gradient-boosted trees; fields have XGBoost's own names, `extra` takes any other parameter of it.

    `objective` is one whose optimum is the conditional mean.
    """

    objective: str = "reg:squarederror"
    max_depth: int = 5
    learning_rate: float = 0.08
    min_child_weight: float = 50.0
    min_split_loss: float = 0.0
    subsample: float = 1.0
    colsample_bytree: float = 0.3
    reg_alpha: float = 0.0
    reg_lambda: float = 10.0
    max_bin: int = 64
    device: str = "cpu"

    def __post_init__(self) -> None:
        require(
            self,
            **RULES,
            objective=one_of(("reg:squarederror", "count:poisson", "reg:tweedie")),
            max_depth=between(1, 64),
            min_child_weight=at_least(0),
            min_split_loss=at_least(0),
            device=self._device_rule,
            extra=self._extra_rule,
        )

    def trainer(self, design: TrainingData, first_window: Rows) -> XGBoostTrainer:
        """Find the bins of the first window and settle the number of rounds."""
        return XGBoostTrainer(self, design, first_window)

    def refusals(self) -> tuple[type[Exception], ...]:
        """Return XGBoost's own error."""
        from xgboost.core import XGBoostError

        return (XGBoostError,)

    def fixed(self, seed: int, threads: int) -> dict[str, Any]:
        """Return the histogram method, quietly."""
        return {
            "tree_method": "hist",
            "eval_metric": "rmse",
            "seed": seed,
            "nthread": threads,
            "verbosity": 0,
        }

    def params(self, design: TrainingData) -> dict[str, Any]:
        """Return the parameters of every fit, constraints as XGBoost's own text."""
        return super().params(design) | _spelt(self.extra)

    def quantile_params(self, levels: Sequence[float]) -> dict[str, Any]:
        """Return the quantile parameters of all levels: a booster of XGBoost has an output for each."""
        return {"objective": "reg:quantileerror", "eval_metric": "quantile", "quantile_alpha": list(levels)}

    def _device_rule(self, device: str) -> str | None:
        """XGBoost only warns of a device that is not there, and goes on with another."""
        if device == "cpu":
            return None
        told = _refusal({"device": device, "verbosity": 1}, "Device is changed")
        return f"cpu, or a device that XGBoost finds here ({told})" if told else None

    def _extra_rule(self, extra: Mapping[str, Any]) -> str | None:
        """XGBoost only warns of a parameter that it does not use, so a fit of two rows is tried."""
        reserved = {**self.own(), **self.fixed(0, 1), "n_estimators": None}
        for name in extra:
            if _ALIASES.get(name, name) in reserved:
                return f"without {name}, which is {_ALIASES.get(name, name)} here"
        if not extra:
            return None
        for name, example in BY_NUMBER.items():
            if re.search("[A-Za-z_{]", str(extra.get(name, ""))):
                return f"parameters of XGBoost, {name} by number of the feature, such as {example}"
        told = _refusal(
            {**self.own(), "device": "cpu", "verbosity": 1, **_spelt(extra)},
            "are not used",
            columns=str(extra.get(MONOTONE, "")).count(",") + 1,
        )
        return f"parameters of XGBoost, which says: {told}" if told else None


def _spelt(extra: Mapping[str, Any]) -> dict[str, Any]:
    """Return `extra` with constraints by number of the feature, `[1, 0]` or `[[0, 1], [2]]`, as text.

    The Python package of XGBoost takes tuples and names, but no lists of numbers, which Hydra has.
    """
    spelt = {name: str(extra[name]) for name in BY_NUMBER if name in extra}
    if MONOTONE in spelt:
        spelt[MONOTONE] = spelt[MONOTONE].replace("[", "(").replace("]", ")")
    return {**extra, **spelt}


def _refusal(params: dict[str, Any], warning: str, columns: int = 1) -> str | None:
    """Return what XGBoost says against the parameters: its error, or a warning that holds these words.

    A tuple of `monotone_constraints` must not be longer than the trial has columns.
    """
    import numpy as np
    import xgboost as xgb

    data = xgb.DMatrix(np.zeros((2, columns)), label=np.array([0.0, 1.0]))
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            xgb.train({"validate_parameters": True, **params}, data, 1)
        except xgb.core.XGBoostError as error:
            return _reason(str(error).partition("Stack trace:")[0])
    said = (line for w in caught for line in str(w.message).splitlines() if warning in line)
    return next(map(_reason, said), None)


def _reason(text: str) -> str:
    """Return a message of XGBoost in one line, without the time and the place in its source."""
    return " ".join(re.sub(r"^\[[\d:]+\] (WARNING: )?\S+:\d+: ", "", text.strip()).split())


class XGBoostTrainer(BoostedTrainer):
    """Keeps the bins of the first window; each fit bins its own rows by them."""

    def __init__(self, model: XGBoost, design: TrainingData, first_window: Rows) -> None:
        super().__init__(model, design, first_window)
        self._design = design
        self._reference: Any = None
        self._shelf: dict[str, Any] = memoized_for(
            "xgboost bins", design, [model.max_bin, digest(first_window)], dict
        )
        self._reference = self._binned(first_window)
        self._rounds()  # at once, so that `tuned` holds before the first fit

    def fit(self, rows: Rows) -> XGBoostFit:
        """Bin the rows and fit."""
        return XGBoostFit(self._train(self._params, rows, self._rounds()), self._design.names)

    def fit_quantiles(self, rows: Rows, levels: Sequence[float]) -> XGBoostQuantiles:
        """Bin the rows and fit one booster that has an output for each level."""
        rounds = self._quantile_rounds(levels)
        booster = self._train(self._quantile_params(levels), rows, rounds)
        return XGBoostQuantiles(booster, list(levels), self._design.names)

    def _updated(self, earlier: FittedModel, rows: Rows, rounds: int) -> XGBoostFit:
        """Go on from the first fit, seeded anew: otherwise draws go on from wherever the last fit stopped."""
        first = cast(XGBoostFit, earlier).first
        booster = self._train({**self._params, "seed_per_iteration": True}, rows, rounds, first)
        return XGBoostFit(booster, self._design.names, first)

    def _train(self, params: dict[str, Any], rows: Rows, rounds: int, first: Any = None) -> Any:  # noqa: ANN401
        """Return a booster, perhaps one that goes on from a first one."""
        import numpy as np
        import xgboost as xgb

        return xgb.train(params, self._binned(np.sort(rows)), rounds, xgb_model=first)

    def _binned(self, rows: Rows) -> Any:  # noqa: ANN401
        """Rows in the bins of the first window, kept for other trainers while there is room."""
        name = digest(rows)
        if name in self._shelf:
            return self._shelf[name]
        data = self._bin(rows, self._reference)
        cells = sum(matrix.num_row() for matrix in list(self._shelf.values())) * len(self._design.names)
        if self._design.key and cells + data.num_row() * data.num_col() <= MAX_CELLS:
            self._shelf[name] = data
        return data

    def _bin(self, rows: Rows, reference: Any) -> Any:  # noqa: ANN401
        import xgboost as xgb

        return xgb.QuantileDMatrix(
            self._design.X[rows],
            label=self._design.y[rows],
            weight=None if self._design.weight is None else self._design.weight[rows],
            feature_names=neutral(self._design.names),
            max_bin=self._params["max_bin"],
            nthread=self._design.threads,
            ref=reference,
        )

    def _best_rounds(self, params: dict[str, Any], head: Rows, tail: Rows) -> int:
        import xgboost as xgb

        data = self._binned(head)
        booster = xgb.train(
            params,
            data,
            self.tuned.max_estimators,
            evals=[(self._bin(tail, data), "tail")],
            early_stopping_rounds=self.tuned.early_stopping_rounds,
            verbose_eval=False,
        )
        return int(booster.best_iteration) + 1


class XGBoostFit(FittedModel):
    """An XGBoost booster; `first` is the one that it goes on from, itself where it was fitted whole."""

    libraries: ClassVar[tuple[str, ...]] = ("xgboost",)

    def __init__(self, booster: Any, names: list[str], first: Any = None) -> None:  # noqa: ANN401
        self.booster = booster
        self.first = booster if first is None else first
        self.names = list(names)
        self.n_estimators = booster.num_boosted_rounds()

    def _predict(self, X: NDArray[np.float32]) -> Floats:
        import numpy as np

        return np.asarray(self.booster.inplace_predict(X, validate_features=False), dtype=np.float64)

    def save(self, folder: Path) -> None:
        """Write `model.ubj`, XGBoost's own binary JSON."""
        self.booster.save_model(str(folder / "model.ubj"))

    @classmethod
    def load(cls, folder: Path, names: list[str], threads: int = 1) -> Self:
        """Read `model.ubj`."""
        import xgboost as xgb

        return cls(xgb.Booster({"nthread": threads}, model_file=str(folder / "model.ubj")), names)

    def importance(self) -> dict[str, float]:
        """Shares of the total gain."""
        import numpy as np

        gain = self.booster.get_score(importance_type="total_gain")
        return shares(self.names, np.array([gain.get(name, 0.0) for name in self.booster.feature_names]))
