"""`model=lightgbm`: gradient-boosted trees by LightGBM, binned once for all refits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from nba_props.core.arrays import Floats
from nba_props.core.component import component
from nba_props.core.rules import at_least, between, one_of, require
from nba_props.errors import did_you_mean
from nba_props.model._boosted import RULES, Boosted, BoostedTrainer, digest, memoized_for, neutral
from nba_props.model._lightgbm_internals import canonical_names
from nba_props.model._lightgbm_parameters import WITHOUT_A_SAY, check_files
from nba_props.model._lightgbm_quantiles import LightGBMQuantiles
from nba_props.model.base import FittedModel, Rows, TrainingData, shares

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


OF_TREES = (
    "objective",
    "metric",
    "num_leaves",
    "max_depth",
    "learning_rate",
    "min_child_samples",
    "subsample",
    "subsample_freq",
    "colsample_bytree",
    "reg_alpha",
    "reg_lambda",
    "num_threads",
)
"""Parameters that bins do not follow from; all others, those in `extra` too, may change them."""
LOG_LINKED = ("poisson", "tweedie")
"""Objectives whose score is the logarithm of the mean."""
WHY_NO_DART = (
    "which LightGBM neither stops early nor keeps at the mean (it drops the tree that holds it); "
    "model=xgboost takes booster=dart"
)
MODEL, FRESH = "model.txt", "fresh.txt"
"""The file of a fit, and that of the rounds that were added to it."""


@component("model", "lightgbm")
@dataclass
class LightGBM(Boosted):
    """Gradient-boosted trees; fields have LightGBM's own names, `extra` takes any other parameter of it.

    `objective` is one whose optimum is the conditional mean.
    """

    objective: str = "regression"
    num_leaves: int = 31
    max_depth: int = -1
    learning_rate: float = 0.08
    min_child_samples: int = 300
    subsample: float = 1.0
    subsample_freq: int = 1
    colsample_bytree: float = 0.3
    reg_alpha: float = 0.0
    reg_lambda: float = 10.0
    max_bin: int = 63

    def __post_init__(self) -> None:
        require(
            self,
            **RULES,
            objective=one_of(("regression", "poisson", "tweedie")),
            num_leaves=between(2, 131_072),
            max_depth=lambda value: None if value == -1 or value >= 1 else "at least 1, or -1 for no limit",
            min_child_samples=at_least(1),
            subsample_freq=at_least(0),
            extra=self._extra_rule,
        )

    def trainer(self, design: TrainingData, first_window: Rows) -> LightGBMTrainer:
        """Bin all rows with the bins of the first window and settle the number of rounds.

        Raises:
            ConfigError: a file that `extra` names cannot be read.
        """
        if self.extra:
            check_files(self.extra, canonical_names())
        return LightGBMTrainer(self, design, first_window)

    def refusals(self) -> tuple[type[Exception], ...]:
        """Return LightGBM's own error."""
        from lightgbm.basic import LightGBMError

        return (LightGBMError,)

    def fixed(self, seed: int, threads: int) -> dict[str, Any]:
        """Return the parameters that are no choice.

        `force_col_wise` makes leaving columns out of a tree pay; without it the library times both ways and
        takes the quicker, and its sums are not the same twice.
        """
        return {
            "metric": "l2",
            "seed": seed,
            "num_threads": threads,
            "deterministic": True,
            "force_col_wise": True,
            "feature_pre_filter": False,
            "verbosity": -1,
        }

    def quantile_params(self, levels: Sequence[float]) -> dict[str, Any]:
        """Return the quantile parameters of the only level: a booster of LightGBM has one output."""
        (level,) = levels
        return {"objective": "quantile", "metric": "quantile", "alpha": level}

    def _extra_rule(self, extra: Mapping[str, Any]) -> str | None:
        """LightGBM passes over a parameter that it does not know, and over an alias of one that is set."""
        if not extra:
            return None
        canonical = canonical_names()
        reserved = {canonical[name]: name for name in (*self.own(), *self.fixed(0, 1))}
        reserved |= {
            "num_iterations": "n_estimators",
            "early_stopping_round": "early_stopping_rounds",
            "force_row_wise": "force_col_wise",
        }
        for name, value in extra.items():
            if name not in canonical:
                return f"parameters of LightGBM, which has no {name}; {did_you_mean(name, canonical)}"
            if canonical[name] in reserved:
                return f"without {name}, which is {reserved[canonical[name]]} here"
            if canonical[name] in WITHOUT_A_SAY:
                return f"without {name}, which has no say in these fits"
            if canonical[name] == "boosting" and str(value).lower() == "dart":
                return f"without {name}={value}, {WHY_NO_DART}"
        return None


def _binned(design: TrainingData, first_window: Rows, params: dict[str, Any]) -> Any:  # noqa: ANN401
    """All rows as a `lightgbm.Dataset`, in the bins of the first window's rows."""
    import lightgbm as lgb
    import numpy as np

    y = np.nan_to_num(design.y)
    same: dict[str, Any] = {"params": params, "feature_name": neutral(design.names)}
    bins = lgb.Dataset(design.X[first_window], label=y[first_window], **same).construct()
    return lgb.Dataset(design.X, label=y, weight=design.weight, reference=bins, **same).construct()


class LightGBMTrainer(BoostedTrainer):
    """Keeps all rows binned; each fit takes a subset of them."""

    def __init__(self, model: LightGBM, design: TrainingData, first_window: Rows) -> None:
        super().__init__(model, design, first_window)
        self._threads = design.threads
        self._X = design.X
        self._scored: tuple[LightGBMFit, NDArray[np.float64]] | None = None
        binning = {name: value for name, value in self._params.items() if name not in OF_TREES}
        settings = [binning, digest(first_window)]
        self._all = memoized_for(
            "lightgbm bins", design, settings, lambda: _binned(design, first_window, self._params)
        )
        self._rounds()  # at once, so that `tuned` holds before the first fit

    def fit(self, rows: Rows) -> LightGBMFit:
        """Fit on a subset of the binned rows."""
        import lightgbm as lgb

        rounds = self._rounds()
        booster = lgb.train(self._params, self._subset(rows), num_boost_round=rounds)
        return LightGBMFit(booster, rounds, self._names, self._threads)

    def _updated(self, earlier: FittedModel, rows: Rows, rounds: int) -> LightGBMFit:
        """Score rows by the first fit, once: LightGBM itself goes on from a booster with raw data only."""
        import lightgbm as lgb
        import numpy as np

        first = cast(LightGBMFit, earlier).first
        if self._scored is None or self._scored[0] is not first:
            self._scored = first, first.booster.predict(self._X, raw_score=True, num_threads=self._threads)
        kept = np.sort(rows)
        data = self._subset(kept).construct().set_init_score(self._scored[1][kept])
        booster = lgb.train(self._params, data, num_boost_round=rounds)
        return LightGBMFit(booster, rounds, self._names, self._threads, first)

    def fit_quantiles(self, rows: Rows, levels: Sequence[float]) -> LightGBMQuantiles:
        """Fit a booster for each level on a subset of the binned rows."""
        import lightgbm as lgb

        rounds = self._quantile_rounds(levels)
        data = self._subset(rows)
        boosters = [
            lgb.train(self._quantile_params([level]), data, num_boost_round=rounds) for level in levels
        ]
        return LightGBMQuantiles(boosters, list(levels), self._names, self._threads)

    def _subset(self, rows: Rows) -> Any:  # noqa: ANN401
        import numpy as np

        return self._all.subset(np.sort(rows), params=self._params)

    def _best_rounds(self, params: dict[str, Any], head: Rows, tail: Rows) -> int:
        import lightgbm as lgb

        booster = lgb.train(
            params,
            self._subset(head),
            num_boost_round=self.tuned.max_estimators,
            valid_sets=[self._subset(tail)],
            callbacks=[lgb.early_stopping(self.tuned.early_stopping_rounds, verbose=False)],
        )
        return int(booster.best_iteration)


class LightGBMFit(FittedModel):
    """A LightGBM booster, perhaps one that adds to what a `first` fit says; itself, where it adds to none."""

    libraries: ClassVar[tuple[str, ...]] = ("lightgbm",)

    def __init__(
        self,
        booster: Any,  # noqa: ANN401
        rounds: int,
        names: list[str],
        threads: int,
        first: LightGBMFit | None = None,
    ) -> None:
        self.booster = booster
        self.names = list(names)
        self.first = self if first is None else first
        # Not the booster's own count: it leaves out rounds whose sample of features gave no split.
        self.rounds = rounds
        self.n_estimators = sum(each.rounds for each in self._all())
        self._threads = threads

    def _all(self) -> list[LightGBMFit]:
        """Return the fits whose scores add up."""
        return [self] if self.first is self else [self.first, self]

    def _predict(self, X: NDArray[np.float32]) -> Floats:
        import numpy as np

        if self.first is self:
            return np.asarray(self.booster.predict(X, num_threads=self._threads), dtype=np.float64)
        scores = [each.booster.predict(X, raw_score=True, num_threads=self._threads) for each in self._all()]
        score = np.asarray(np.sum(scores, axis=0), dtype=np.float64)
        return np.exp(score) if self.booster.params["objective"] in LOG_LINKED else score

    def save(self, folder: Path) -> None:
        """Write `model.txt`, LightGBM's own text format, and that of the rounds added to it, `fresh.txt`."""
        for each, name in zip(self._all(), (MODEL, FRESH), strict=False):
            each.booster.save_model(str(folder / name))

    @classmethod
    def load(cls, folder: Path, names: list[str], threads: int = 1) -> Self:
        """Read what `save` wrote."""
        fits: list[Self] = []
        for path in (folder / MODEL, folder / FRESH):
            if path.is_file():
                booster = _read(path)
                rounds = booster.params["num_iterations"]
                fits.append(cls(booster, rounds, names, threads, fits[0] if fits else None))
        return fits[-1]

    def importance(self) -> dict[str, float]:
        """Shares of the total gain."""
        gains = [each.booster.feature_importance("gain") for each in self._all()]
        return shares(self.names, sum(gains[1:], start=gains[0]))


def _read(path: Path) -> Any:  # noqa: ANN401
    import lightgbm as lgb

    return lgb.Booster(model_file=str(path))
