"""What the two boosting libraries share: how the number of rounds is settled, and the check of `extra`."""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, TypeVar

from nba_props.core.memo import memoized
from nba_props.core.rules import Rule, above, above_up_to, at_least, between, optional
from nba_props.model.base import Earlier, FittedModel, Model, Rows, Trainer, TrainingData, split_tail

T = TypeVar("T")


@dataclass
class Boosted(Model):
    """Base of boosted trees.

    `n_estimators` is the number of rounds of every fit. None has it chosen once, by early stopping (squared
    error, since the mean is what is predicted; at most `max_estimators` rounds, stopping when
    `early_stopping_rounds` brought nothing) of a fit on the first training window without its last `tail`, on
    that tail. `quantile_estimators` is the same for quantiles, by the pinball loss of the middle level, whose
    number suits the other levels too. `extra` goes to the library as it is.
    """

    has_importance: ClassVar[bool] = True
    has_quantiles: ClassVar[bool] = True

    n_estimators: int | None = None
    quantile_estimators: int | None = None
    max_estimators: int = 2000
    early_stopping_rounds: int = 50
    tail: float = 0.15
    extra: dict[str, Any] = field(default_factory=dict)

    def fits_apart(self) -> bool:
        """Say that it is so: the libraries leave Python's lock while they fit."""
        return True

    def adds_rounds(self) -> bool:
        """Say that it does."""
        return True

    def params(self, design: TrainingData) -> dict[str, Any]:
        """Return the parameters of every fit, under the library's names."""
        return {**self.own(), **self.fixed(design.seed, design.threads), **self.extra}

    def own(self) -> dict[str, Any]:
        """Return the fields that are the library's: all but those declared here."""
        memoized = {f.name for f in fields(Boosted)}
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in memoized}

    def fixed(self, seed: int, threads: int) -> dict[str, Any]:
        """Return the parameters that are no choice."""
        raise NotImplementedError

    def quantile_params(self, levels: Sequence[float]) -> dict[str, Any]:
        """Return the parameters that make a fit one of quantiles, in place of the mean's."""
        raise NotImplementedError


def neutral(names: Sequence[str]) -> list[str]:
    """Return `f0`, `f1` and so on: the libraries refuse names with brackets, quotes or `<`.

    Fits know their features by position; `FittedModel.names` says what each is called.
    """
    return [f"f{number}" for number in range(len(names))]


def digest(rows: Rows) -> str:
    """Return a hash of row numbers."""
    return hashlib.blake2b(rows.tobytes(), digest_size=16).hexdigest()


def memoized_for(name: str, design: TrainingData, settings: Sequence[object], make: Callable[[], T]) -> T:
    """Keep what `make` derives from training data for the next trainer in this process that needs it.

    Args:
        name: of what is derived; the latest is kept.
        design: is told from others by its `key`; without one nothing is kept.
        settings: all else that it follows from.
        make: derives it.
    """
    return memoized(name, [design.key, *settings], make) if design.key else make()


class BoostedTrainer(Trainer):
    """Base of the trainers of boosted trees: settles each number of rounds when it is first needed."""

    tuned: Boosted

    def __init__(self, model: Boosted, design: TrainingData, first_window: Rows) -> None:
        self.tuned = model
        self._params = model.params(design)
        self._names = design.names
        self._fresh = design.fresh_rounds
        self._first_window = first_window

    def refit(self, rows: Rows, earlier: Earlier) -> FittedModel:
        """Fit anew, or add fresh rounds to the first fit where the design asks for that."""
        if self._fresh is None or earlier.fitted.names != self._names:
            return self.fit(rows)
        return self._updated(earlier.fitted, rows, self._fresh)

    @abstractmethod
    def _updated(self, earlier: FittedModel, rows: Rows, rounds: int) -> FittedModel:
        """Return the first fit, which `earlier` is or came of, with so many rounds on what it leaves."""

    @abstractmethod
    def _best_rounds(self, params: dict[str, Any], head: Rows, tail: Rows) -> int:
        """How many rounds of a fit on `head` are best on `tail`."""

    def _rounds(self) -> int:
        """Return the number of rounds of fits of the mean."""
        given = self.tuned.n_estimators
        if given is not None:
            return given
        found = self._search(self._params)
        self.tuned = replace(self.tuned, n_estimators=found)
        return found

    def _quantile_rounds(self, levels: Sequence[float]) -> int:
        """Return number of rounds of fits of quantiles, by the middle one of the levels first asked for."""
        given = self.tuned.quantile_estimators
        if given is not None:
            return given
        found = self._search(self._quantile_params([levels[len(levels) // 2]]))
        self.tuned = replace(self.tuned, quantile_estimators=found)
        return found

    def _quantile_params(self, levels: Sequence[float]) -> dict[str, Any]:
        return {**self._params, **self.tuned.quantile_params(levels)}

    def _search(self, params: dict[str, Any]) -> int:
        return self._best_rounds(params, *split_tail(self._first_window, self.tuned.tail))


MOST_ROUNDS = 1_000_000
"""Rounds that no fit on games needs by far, and after which one still ends."""

RULES: dict[str, Rule] = {
    "n_estimators": optional(between(1, MOST_ROUNDS)),
    "quantile_estimators": optional(between(1, MOST_ROUNDS)),
    "max_estimators": between(1, MOST_ROUNDS),
    "early_stopping_rounds": at_least(1),
    "tail": between(0.01, 0.5),
    "learning_rate": above(0),
    "subsample": above_up_to(0, 1),
    "colsample_bytree": above_up_to(0, 1),
    "reg_alpha": at_least(0),
    "reg_lambda": at_least(0),
    "max_bin": between(2, 65_536),
}
"""Rules of the fields that all boosted models have."""
