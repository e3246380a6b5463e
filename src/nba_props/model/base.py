"""What a model is: a component that makes a trainer, which fits rows of one design again and again."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self, TypeAlias

from nba_props.core.arrays import Floats
from nba_props.core.component import kind_of, registered
from nba_props.errors import NBAPropsError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nba_props.features.base import Block

Rows: TypeAlias = "NDArray[np.intp]"


@dataclass(frozen=True)
class TrainingData:
    """What models see.

    `X` float32 [rows, features] with NaN where unknown, `y` float64 [rows] with NaN where there is no
    outcome, the feature `names`, and the settings that change no result or all of them.

    `minutes` [rows] were played, NaN where unknown: an outcome like `y`, of which a fit reads its own rows
    alone. `weight` [rows] is what each row counts in a fit; without it, all count the same.

    With `fresh_rounds` boosted trees are fitted whole once: a refit is that first fit, and so many rounds on
    what it leaves of all rows so far. Other models know no such thing.

    Rows are in date order. `key` names what it was built from: designs of one key are the same, so that what
    one fit derived from them (bins) serves others. Empty: nothing is known of it.
    """

    X: NDArray[np.float32]
    y: Floats
    names: list[str]
    seed: int = 0
    threads: int = 1
    key: str = ""
    minutes: Floats | None = None
    weight: Floats | None = None
    fresh_rounds: int | None = None

    def only(self, names: list[str]) -> TrainingData:
        """Return the design with these features, in this order."""
        return replace(self, X=self.X[:, self.index(names)], names=list(names), key="")

    def of(self, target: str, y: Floats, weight: Floats | None = None) -> TrainingData:
        """Return the same features with another outcome and other weights, which `target` names."""
        return replace(self, y=y, weight=weight, key=f"{self.key}:{target}" if self.key else "")

    def index(self, names: list[str]) -> Rows:
        """Return the columns of these features."""
        import numpy as np

        column = {name: i for i, name in enumerate(self.names)}
        return np.array([column[name] for name in names], dtype=np.intp)


class FittedModel(ABC):
    """What fitting returns."""

    names: list[str]
    """The features that `predict` takes, in order."""

    n_estimators: int | None = None
    """The number of boosting rounds, for models that have them."""

    libraries: ClassVar[tuple[str, ...]] = ()
    """The packages that reading it back and predicting need, beside numpy."""

    def predict(self, X: NDArray[np.float32]) -> Floats:
        """Return the conditional mean of the outcome: X is [rows, features] in the order of `names`.

        Raises:
            NBAPropsError: X has another number of columns.
        """
        import numpy as np

        _check_width(X, self.names)
        return self._predict(X) if len(X) else np.empty(0)

    @abstractmethod
    def _predict(self, X: NDArray[np.float32]) -> Floats:
        """`predict` for at least one row of the right width."""

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write the model's files into an existing folder; never a pickle."""

    @classmethod
    @abstractmethod
    def load(cls, folder: Path, names: list[str], threads: int = 1) -> Self:
        """Read what `save` wrote of a fit on features of these names; it predicts with so many threads."""

    def importance(self) -> dict[str, float]:
        """Return a share of each feature in the fit, adding up to 1; empty for models that have none."""
        return {}

    def parts(self) -> Mapping[str, FittedModel]:
        """Return the fits that it is made of by name; empty for all but models of models."""
        return {}

    def figures(self) -> dict[str, float]:
        """Return what each fold's table says of the fit beside its errors, by name; the same names in all."""
        return {}


@dataclass(frozen=True)
class Earlier:
    """The fit before this one, and what has come since.

    `rows` of the `design`, ascending: this fit is trained on them, and all came after what the earlier fit
    was trained on. So what it predicts of them is out of fold, and how they turned out is known.
    """

    fitted: FittedModel
    design: TrainingData
    rows: Rows

    @cached_property
    def values(self) -> NDArray[np.float32]:
        """The features of the rows, in the order of `fitted.names`."""
        return self.design.X[self.rows][:, self.design.index(self.fitted.names)]

    def part(self, name: str, rows: Rows | None = None) -> Earlier:
        """Return the same of a part of the fit, perhaps for other rows that came since."""
        return replace(self, fitted=self.fitted.parts()[name], rows=self.rows if rows is None else rows)


class QuantileFit(ABC):
    """What fitting quantiles returns."""

    names: list[str]
    """The features that `predict_quantiles` takes, in order."""

    levels: list[float]
    """The quantiles' levels, in the order of the predicted columns."""

    def predict_quantiles(self, X: NDArray[np.float32]) -> Floats:
        """Quantiles of the outcome [rows, levels], which may cross; X is [rows, features] as in `names`.

        Raises:
            NBAPropsError: X has another number of columns.
        """
        import numpy as np

        _check_width(X, self.names)
        return self._predict_quantiles(X) if len(X) else np.empty((0, len(self.levels)))

    @abstractmethod
    def _predict_quantiles(self, X: NDArray[np.float32]) -> Floats:
        """`predict_quantiles` for at least one row of the right width."""

    @abstractmethod
    def save(self, folder: Path) -> None:
        """Write the files into an existing folder, beside those of the mean; never a pickle."""

    @classmethod
    @abstractmethod
    def load(cls, folder: Path, levels: list[float], names: list[str], threads: int = 1) -> Self:
        """Read what `save` wrote of a fit of these levels on features of these names."""


def _check_width(X: NDArray[np.float32], names: list[str]) -> None:
    if X.ndim != 2 or X.shape[1] != len(names):
        raise NBAPropsError(
            f"a model of {len(names)} features cannot predict from an array of shape {X.shape}"
        )


class Trainer(ABC):
    """Fits a model on rows of one design; keeps what the fits share (binned data, the number of rounds)."""

    tuned: Model
    """The model with everything filled in that was chosen on the first window; unset where nothing was."""

    @abstractmethod
    def fit(self, rows: Rows) -> FittedModel:
        """Fit on these rows of the design, in any order; all of them have an outcome."""

    def refit(self, rows: Rows, earlier: Earlier) -> FittedModel:  # noqa: ARG002
        """`fit`, for models that learn from how the fit before fared on the rows that came since."""
        return self.fit(rows)

    def fit_quantiles(self, rows: Rows, levels: Sequence[float]) -> QuantileFit:
        """Fit quantiles at these levels, rising and within (0, 1), on the rows that `fit` would take.

        Only trainers of models that `has_quantiles` can. What is settled for it once, with the first call, is
        settled on the first window too.
        """
        raise NotImplementedError


@dataclass
class Model:
    """Base of `model=` options."""

    has_importance: ClassVar[bool] = False
    """Whether its fits rank the features (`FittedModel.importance`)."""

    has_quantiles: ClassVar[bool] = False
    """Whether its trainers fit quantiles (`Trainer.fit_quantiles`)."""

    def blocks(self) -> dict[str, Block] | None:
        """Return the feature blocks of a model that brings its own (the naive references).

        None for all others.
        """
        return None

    def needs(self) -> list[str]:
        """Return the features that it cannot do without, which a selection keeps whatever they score."""
        return []

    def fits_apart(self) -> bool:
        """Say whether each fit follows from its own rows alone, and a trainer can make several at once.

        In threads, once a first fit has settled what all share.
        """
        return False

    def adds_rounds(self) -> bool:
        """Say whether a refit adds to the first fit where `fresh_rounds` ask for that: boosted trees do."""
        return False

    def refusals(self) -> tuple[type[Exception], ...]:
        """Return what the model's library raises where it does not take a setting."""
        return ()

    def trainer(self, design: TrainingData, first_window: Rows) -> Trainer:
        """Get ready to fit rows of a design.

        Args:
            design: all rows, those to be predicted included.
            first_window: the rows of the first training window, ascending; all of them have an outcome.
                Whatever is learnt once for all fits (bins, number of rounds) is learnt from these alone, so
                that no fit can look ahead.
        """
        raise NotImplementedError


@contextmanager
def refused(model: Model) -> Iterator[None]:
    """Turn what the model's library refuses into one line.

    Raises:
        NBAPropsError: names the model and says what the library does.
    """
    try:
        yield
    except model.refusals() as error:
        said = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
        raise NBAPropsError(f"model={kind_of(model)}: its library refuses: {said.strip()}") from error


def without_quantiles(model: Model) -> str:
    """Return what to say where a model is asked for quantiles that fits none."""
    able = [name for name, option in registered("model").items() if getattr(option, "has_quantiles", False)]
    return f"model={kind_of(model)} does not fit quantiles; must be {' or '.join(sorted(able))}"


def split_tail(rows: Rows, share: float) -> tuple[Rows, Rows]:
    """Cut ascending rows into the earlier ones and the last `share` of them; neither part is empty.

    Raises:
        NBAPropsError: there are not two rows to part.
    """
    if len(rows) < 2:
        raise NBAPropsError(f"{len(rows)} row to train on is too few to keep some back")
    cut = len(rows) - min(max(round(share * len(rows)), 1), len(rows) - 1)
    return rows[:cut], rows[cut:]


def shares(names: list[str], weights: Floats) -> dict[str, float]:
    """Weights that are 0 or more as shares adding up to 1; all 0 where no feature has any."""
    total = float(weights.sum())
    return {name: float(w) / total if total else 0.0 for name, w in zip(names, weights, strict=True)}
