"""What the two boosting libraries share: how the number of rounds is settled, and the check of `extra`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar

from nba_props.component import Rule, above, above_up_to, at_least, between, optional
from nba_props.model.base import Design, Model, Rows, split_tail


@dataclass
class Boosted(Model):
    """Base of boosted trees.

    `n_estimators` is the number of rounds of every fit. None has it chosen once, by early stopping (squared
    error, since the mean is what is predicted; at most `max_estimators` rounds, stopping when
    `early_stopping_rounds` brought nothing) of a fit on the first training window without its last `tail`, on
    that tail. `extra` goes to the library as it is.
    """

    has_importance: ClassVar[bool] = True

    n_estimators: int | None = None
    max_estimators: int = 2000
    early_stopping_rounds: int = 50
    tail: float = 0.15
    extra: dict[str, Any] = field(default_factory=dict)

    def params(self, design: Design) -> dict[str, Any]:
        """The parameters of every fit, under the library's names."""
        return {**self.own(), **self.fixed(design.seed, design.threads), **self.extra}

    def own(self) -> dict[str, Any]:
        """The fields that are the library's: all but those declared here."""
        shared = {f.name for f in fields(Boosted)}
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name not in shared}

    def fixed(self, seed: int, threads: int) -> dict[str, Any]:
        """The parameters that are no choice."""
        raise NotImplementedError

    def settle(self, first: Rows, best_rounds: Callable[[Rows, Rows], int]) -> int:
        """The number of rounds: given, or the best of a fit on the head of `first`, judged on its tail."""
        if self.n_estimators is not None:
            return self.n_estimators
        return max(1, best_rounds(*split_tail(first, self.tail)))

    def with_rounds(self, rounds: int) -> Boosted:
        """The model with its number of rounds filled in."""
        return replace(self, n_estimators=rounds)


RULES: dict[str, Rule] = {
    "n_estimators": optional(at_least(1)),
    "max_estimators": at_least(1),
    "early_stopping_rounds": at_least(1),
    "tail": between(0.01, 0.5),
    "learning_rate": above(0),
    "subsample": above_up_to(0, 1),
    "colsample_bytree": above_up_to(0, 1),
    "reg_alpha": at_least(0),
    "reg_lambda": at_least(0),
    "max_bin": at_least(2),
}
"""Rules of the fields that all boosted models have."""
