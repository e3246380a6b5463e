"""What is predicted of a player-game: how likely each whole number is.

Every distribution ends as one table of cumulative probabilities, so what is asked of it (a line, a quantile,
a score) is written once, and is exact for whole-number outcomes: a push has its own probability at a whole
line and none at a half.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from nba_props.core.arrays import ArrayLike, Bools, Floats, Integers
from nba_props.errors import NBAPropsError

MAX_OUTCOME = 1023
"""The largest outcome that a table reaches; what lies beyond is counted as this."""
BLOCK = 512
"""Rows that are worked on at once."""
ROUNDING = 1e-12
"""Sums of probabilities are exact to this."""


@dataclass(frozen=True)
class Predictive:
    """The distributions of n player-games over the whole numbers 0 … K.

    `cdf` [n, K + 1]: P(outcome <= k), ascending in each row, the last column 1. Make one by `of`.
    """

    cdf: Floats

    @classmethod
    def of(cls, cdf: Floats) -> Predictive:
        """From cumulative probabilities [n, K + 1]; what the last column lacks to 1 becomes P(K).

        Raises:
            NBAPropsError: the table is not [n, K + 1], or one of its rows holds NaN, or falls by more than
                rounding.
        """
        if cdf.ndim != 2 or cdf.shape[1] < 1:
            raise NBAPropsError(f"a table of probabilities has shape {cdf.shape}: must be [rows, outcomes]")
        falls = cdf[:, 1:] - cdf[:, :-1] < -1e-9
        if (wrong := np.isnan(cdf).any(axis=1) | falls.any(axis=1)).any():
            raise NBAPropsError(f"row {int(np.argmax(wrong))}: cumulative probabilities are NaN or fall")
        table = np.clip(np.maximum.accumulate(cdf, axis=1), 0.0, 1.0)
        table[:, -1] = 1.0
        return cls(table)

    @classmethod
    def concat(cls, parts: Sequence[Predictive]) -> Predictive:
        """Return the rows of all parts, in order; shorter tables are filled up with 1."""
        reach = max((part.cdf.shape[1] for part in parts), default=1)
        table = np.ones((sum(map(len, parts)), reach))
        start = 0
        for part in parts:
            table[start : start + len(part), : part.cdf.shape[1]] = part.cdf
            start += len(part)
        return cls(table)

    def __len__(self) -> int:
        return len(self.cdf)

    def take(self, rows: Integers | Bools) -> Predictive:
        """Return some rows, by number or mask."""
        return Predictive(self.cdf[rows])

    def p_over(self, line: ArrayLike, rows: Integers | None = None) -> Floats:
        """P(outcome > line).

        Args:
            line: a number, or one for each row; NaN gives NaN.
            rows: the row that each line belongs to, where it is not one line a row; a row may come often, as
                it does when several books quote a player.

        Raises:
            NBAPropsError: there are not as many lines as rows.
        """
        line, rows = self._asked(line, rows)
        return np.where(np.isnan(line), np.nan, 1 - self._at(np.floor(line), rows))

    def p_push(self, line: ArrayLike, rows: Integers | None = None) -> Floats:
        """P(outcome == line): 0 at lines that are not whole. Arguments and errors as in `p_over`."""
        line, rows = self._asked(line, rows)
        number = np.floor(line)
        mass = self._at(number, rows) - self._at(number - 1, rows)
        return np.where(np.isnan(line), np.nan, np.where(line == number, mass, 0.0))

    def p_under(self, line: ArrayLike, rows: Integers | None = None) -> Floats:
        """P(outcome < line). Arguments and errors as in `p_over`."""
        line, rows = self._asked(line, rows)
        return np.where(np.isnan(line), np.nan, self._at(np.ceil(line) - 1, rows))

    def quantile(self, q: ArrayLike) -> Floats:
        """Return the smallest whole number k with P(outcome <= k) >= q: [n].

        Args:
            q: between 0 and 1, a number or one for each row.

        Raises:
            NBAPropsError: a q is not between 0 and 1.
        """
        q = np.broadcast_to(np.asarray(q, np.float64), (len(self),))
        if not ((q >= 0) & (q <= 1)).all():
            raise NBAPropsError(f"q={q[~((q >= 0) & (q <= 1))][0]:g}: must be between 0 and 1")
        number = np.empty(len(q))
        for part in _slices(len(q)):
            number[part] = np.count_nonzero(self.cdf[part] < (q[part, None] - ROUNDING), axis=1)
        return number

    def median(self) -> Floats:
        """Return the smallest number that half of the probability does not exceed: [n]."""
        return self.quantile(0.5)

    def mean(self) -> Floats:
        """Return the expected outcome, the sum of P(outcome > k): [n]."""
        return np.asarray((1 - self.cdf).sum(axis=1))

    def variance(self) -> Floats:
        """Return the variance of the outcome: [n]."""
        second = (1 - self.cdf) @ (2 * np.arange(self.cdf.shape[1]) + 1.0)
        return np.asarray(np.maximum(second - self.mean() ** 2, 0.0))

    def pmf(self) -> Floats:
        """P(outcome == k): [n, K + 1], rows sum to 1."""
        return np.diff(self.cdf, axis=1, prepend=0.0)

    def crps(self, y: ArrayLike) -> Floats:
        """Return the continuous ranked probability score of each row's outcome.

        [n], in its unit, smaller is better.

        The integral over x of (P(outcome <= x) - [y <= x])^2, which for whole numbers is a sum. It is the
        absolute error where the distribution is a single number. Source: Gneiting and Raftery, Strictly
        Proper Scoring Rules, Prediction, and Estimation, JASA 102, 2007.

        Args:
            y: whole numbers of 0 or more, one for each row; NaN gives NaN.
        """
        y = self._outcomes(y)
        cells = np.arange(self.cdf.shape[1])
        score = np.empty(len(y))
        for part in _slices(len(y)):
            gap = self.cdf[part] - (cells >= y[part, None])
            score[part] = np.einsum("ij,ij->i", gap, gap)
        return np.asarray(np.where(np.isnan(y), np.nan, score + np.maximum(y - len(cells), 0)))

    def pit(self, y: ArrayLike, u: ArrayLike) -> Floats:
        """Return the randomised probability integral transform of each row's outcome: [n].

        P(outcome < y) + u P(outcome == y). With uniform u it is uniform if the outcomes follow the
        distributions. Source: Czado, Gneiting and Held, Predictive Model Assessment for Count Data,
        Biometrics 65, 2009.

        Args:
            y: whole numbers, one for each row; NaN gives NaN.
            u: between 0 and 1, a number or one for each row.
        """
        y = self._outcomes(y)
        below, rows = self._at(y - 1, np.arange(len(self))), np.arange(len(self))
        value = below + np.asarray(u, np.float64) * (self._at(y, rows) - below)
        return np.where(np.isnan(y), np.nan, value)

    def _outcomes(self, y: ArrayLike) -> Floats:
        """One outcome for each row."""
        y = np.asarray(y, np.float64)
        if y.shape != (len(self),):
            raise NBAPropsError(f"outcomes of shape {y.shape}: must be one for each of {len(self)} rows")
        return y

    def _asked(self, line: ArrayLike, rows: Integers | None) -> tuple[Floats, Integers]:
        """Lines and the rows that they belong to, equally many."""
        rows = np.arange(len(self)) if rows is None else rows
        line = np.asarray(line, np.float64)
        if line.shape not in ((), rows.shape):
            raise NBAPropsError(
                f"lines of shape {line.shape}: must be one, or one for each of {len(rows)} rows"
            )
        return np.broadcast_to(line, rows.shape), rows

    def _at(self, number: Floats, rows: Integers) -> Floats:
        """P(outcome <= number) for whole numbers of any size; what stands for NaN means nothing."""
        last = self.cdf.shape[1] - 1
        index = np.clip(np.nan_to_num(number), 0, last).astype(np.intp)
        return np.where(number < 0, 0.0, self.cdf[rows, index])


def _slices(rows: int) -> Iterator[slice]:
    """Rows in blocks that fit a processor's cache, so that no other table of their size is needed."""
    return (slice(start, start + BLOCK) for start in range(0, rows, BLOCK))


def reach(mean: Floats, sd: Floats) -> Floats:
    """Return the outcomes 0 … K that a table of distributions with these means and spreads needs: [K + 1]."""
    furthest = float(np.max(mean + 8 * sd, initial=0.0)) + 10
    return np.arange(int(min(np.ceil(furthest), MAX_OUTCOME)) + 1, dtype=np.float64)
