"""What a model's nights are judged by: a loss of each player-game, and one score of each date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

import numpy as np
import polars as pl

from nba_props.calibration.metrics import log_losses
from nba_props.core.arrays import Floats
from nba_props.data.seasons import opening
from nba_props.evaluation.probabilities import decided

INTERVAL = ("q10", "q90")
"""The ends of the 80 % interval."""


OPENING_DAYS = 28
"""Days at the beginning of a season that are not judged: who plays how much is then new to every model."""


class Worse(Enum):
    """The direction in which a figure is worse; a change for the better is no alarm."""

    higher = "higher"
    lower = "lower"
    either = "either"

    @property
    def signs(self) -> tuple[int, ...]:
        """The directions that count: 1 for higher, -1 for lower."""
        return {Worse.higher: (1,), Worse.lower: (-1,), Worse.either: (1, -1)}[self]


@dataclass(frozen=True)
class Figure:
    """A figure that is watched.

    `losses` returns `date` and `loss` of the player-games that have one, no rows where nobody can tell. A
    change of `tolerance` or less is none; it is a share of the run's mean absolute error where `relative`.
    """

    name: str
    losses: Callable[[pl.DataFrame], pl.DataFrame]
    worse: Worse
    tolerance: float
    relative: bool = False


@dataclass(frozen=True)
class DateScores:
    """The scores of dates in order, with the mean loss and the rows of each."""

    dates: list[dt.date]
    score: Floats
    mean: Floats
    rows: Floats

    def last(self, days: int) -> float | None:
        """Return the mean loss over the last dates, None where there are none."""
        if not len(self.rows):
            return None
        rows, mean = self.rows[-days:], self.mean[-days:]
        return float((rows * mean).sum() / rows.sum())

    def recent(self, days: int) -> dict[dt.date, float]:
        """Return the mean loss over the last dates as it was on each date."""
        rows, losses = np.cumsum(self.rows), np.cumsum(self.rows * self.mean)
        rows[days:], losses[days:] = rows[days:] - rows[:-days], losses[days:] - losses[:-days]
        return dict(zip(self.dates, (losses / rows).tolist(), strict=True))


def by_date(losses: pl.DataFrame, centre: float) -> DateScores:
    """Return the score of each date: the sum of its losses less `centre`, by the root of how many there are.

    Its spread is then the same on a night of two games as on one of twelve.
    """
    loss = pl.col("loss")
    found = (
        losses.group_by("date")
        .agg(score=(loss - centre).sum() / pl.len().sqrt(), mean=loss.mean(), rows=pl.len().cast(pl.Float64))
        .sort("date")
    )
    columns = {name: found[name].to_numpy() for name in ("score", "mean", "rows")}
    return DateScores(found["date"].to_list(), **columns)


def settled(rows: pl.DataFrame, seasons: pl.DataFrame) -> pl.DataFrame:
    """Return the rows without those of the first `OPENING_DAYS` days of a season.

    Args:
        rows: with `date`.
        seasons: `season` and `date` of all games that are known; a season begins by its calendar, or with
            the first of them.
    """
    first = seasons.group_by("season").agg(pl.col("date").min())
    begun = [opening(season, date) for season, date in first.select("season", "date").iter_rows()]
    early = [date + dt.timedelta(days=days) for date in begun for days in range(OPENING_DAYS)]
    return rows.filter(~pl.col("date").is_in(early))


def watched(rows: pl.DataFrame) -> Mapping[str, pl.DataFrame]:
    """Return the losses of every figure that the rows allow, by its name."""
    found = {figure.name: figure.losses(rows) for figure in FIGURES}
    return {name: losses for name, losses in found.items() if losses.height}


def _errors(rows: pl.DataFrame) -> pl.DataFrame:
    return _of(rows, (pl.col("median") - pl.col("y")).abs())


def _bias(rows: pl.DataFrame) -> pl.DataFrame:
    return _of(rows, pl.col("mean") - pl.col("y"))


def _coverage(rows: pl.DataFrame) -> pl.DataFrame:
    if not set(INTERVAL) <= set(rows.columns):
        return rows.clear()
    low, high = (pl.col(name) for name in INTERVAL)
    return _of(rows, pl.when(low.is_not_null()).then((low <= pl.col("y")) & (pl.col("y") <= high)))


def _against_price(rows: pl.DataFrame) -> pl.DataFrame:
    found = decided(rows)
    if found is None or "novig_over" not in found.columns:
        return rows.clear()
    beside = found.filter(pl.col("novig_over").is_finite())
    over = beside["over"].cast(pl.Float64).to_numpy()
    ours, theirs = (log_losses(beside[name].to_numpy(), over) for name in ("p_over", "novig_over"))
    return beside.select("date", loss=pl.Series(ours - theirs, dtype=pl.Float64))


def _calibration(rows: pl.DataFrame) -> pl.DataFrame:
    found = decided(rows)
    return rows.clear() if found is None else _of(found, pl.col("over").cast(pl.Float64) - pl.col("p_over"))


def _confidence(rows: pl.DataFrame) -> pl.DataFrame:
    found = decided(rows)
    if found is None:
        return rows.clear()
    favoured = pl.when(pl.col("p_over") >= 0.5).then(1.0).otherwise(-1.0)
    return _of(found, favoured * (pl.col("over").cast(pl.Float64) - pl.col("p_over")))


def _clv(rows: pl.DataFrame) -> pl.DataFrame:
    return _of(rows, pl.col("clv")) if "clv" in rows.columns else rows.clear()


def _of(rows: pl.DataFrame, loss: pl.Expr) -> pl.DataFrame:
    return rows.select("date", loss=loss.cast(pl.Float64)).filter(pl.col("loss").is_finite())


FIGURES = (
    Figure("mae", _errors, Worse.higher, 0.03, relative=True),
    Figure("bias", _bias, Worse.either, 0.06, relative=True),
    Figure("log_loss_gap", _against_price, Worse.higher, 0.002),
    Figure("calibration", _calibration, Worse.either, 0.02),
    Figure("confidence", _confidence, Worse.lower, 0.02),
    Figure("coverage_80", _coverage, Worse.either, 0.02),
    Figure("clv", _clv, Worse.lower, 0.005),
)
"""All figures of a model, those of bets are of rows with `clv`: the error of the median; predicted mean less
outcome; log loss less that of the no-vig price; share of overs less P(over); on the side that the model
favours, share of wins less P(win); share of outcomes within the 80 % interval; closing line value."""
