"""What a validation scheme is: a list of folds in time, each trained on the past of what it tests."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Fold:
    """Train on dates in [`train_from`, `train_until`), predict dates in [`test_from`, `test_until`).

    Warm-up folds give out-of-fold predictions to start distributions and calibrators from; no metric has them.
    """

    number: int
    train_from: dt.date
    train_until: dt.date
    test_from: dt.date
    test_until: dt.date
    warmup: bool = False


@dataclass
class Validation:
    """Base of `validation=` options."""

    def folds(self, calendar: pl.DataFrame) -> list[Fold]:
        """Cut the calendar into folds, earliest first.

        Args:
            calendar: the distinct `season` and `date` of all games, ascending.

        Raises:
            DataError: there is nothing to train on, or nothing to test.
        """
        raise NotImplementedError
