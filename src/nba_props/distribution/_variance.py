"""How far outcomes scatter around their predictions: a variance of its own for each player-game.

A small regression of squared residuals, log-linear in what was known before the game, fitted as a Gamma
generalised linear model: its estimating equation sum x (r^2 / v - 1) = 0 makes the predicted variances right
on average and along every column, without supposing a normal or any other distribution (McCullagh and Nelder,
Generalized Linear Models, 1989, chapter 10).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from nba_props.core.arrays import Floats
from nba_props.core.keys import PRE_GAME
from nba_props.core.rules import Rule, at_least, each, one_of
from nba_props.distribution._rows import column, means, predictions
from nba_props.distribution.base import LEARNED, Learned

STEPS = 50
ENOUGH = 1e-8
"""Fitting stops when no coefficient moves by more than this."""
CLIP_SD = 4.0
"""Columns are cut at this many standard deviations, so that no single value makes a spread."""


@dataclass
class HasVarianceModel(Learned):
    """Base of distributions whose spread differs from player-game to player-game.

    It follows the level (the prediction) and the columns of `spread_by`, amounts of 0 or more known before
    the game (`nba_props.core.keys.PRE_GAME`): how long the player is used to play, how much his outcomes
    vary, how much his minutes do.
    `ridge` pulls all but the mean towards none of them mattering; it counts in rows.
    """

    spread_by: list[str] = field(default_factory=lambda: ["past_minutes", "past_std", "past_minutes_std"])
    ridge: float = 50.0

    def spread(self, past: pl.DataFrame) -> VarianceModel:
        """Fit the variance of outcomes around predictions, on rows that all have an outcome."""
        return VarianceModel.fit(past, list(self.spread_by), self.ridge)


SPREADING: dict[str, Rule] = {
    **LEARNED,
    "ridge": at_least(0),
    "spread_by": each(one_of(PRE_GAME), 0),
}
"""Rules of the fields that all such distributions have."""


@dataclass(frozen=True)
class VarianceModel:
    """A fitted variance regression; columns are standardised by `center` and `scale`."""

    names: list[str]
    center: Floats
    scale: Floats
    coefficients: Floats
    bounds: tuple[float, float]

    @classmethod
    def fit(cls, past: pl.DataFrame, names: list[str], ridge: float) -> VarianceModel:
        """Fit on rows that all have an outcome.

        Raises:
            DataError: a column is missing, or a prediction.
        """
        raw = _columns(past, names)
        center, scale = _moments(raw)
        X = _standardised(raw, center, scale)
        squares = np.square(column(past, "y") - predictions(past))
        coefficients = _gamma_regression(X, squares, ridge)
        fitted = X @ coefficients
        return cls(names, center, scale, coefficients, (float(fitted.min()), float(fitted.max())))

    def variance(self, rows: pl.DataFrame) -> Floats:
        """Return variance of each row's outcome: [n], within the range of the rows that it was fitted on."""
        X = _standardised(_columns(rows, self.names), self.center, self.scale)
        return np.exp(np.clip(X @ self.coefficients, *self.bounds))


def _columns(rows: pl.DataFrame, names: list[str]) -> Floats:
    """Level and amounts on a logarithmic scale: [n, 1 + names], NaN where unknown."""
    amounts = [np.log1p(np.maximum(column(rows, name), 0)) for name in names]
    return np.column_stack([np.log(means(rows)), *amounts])


def _moments(raw: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation of each column where known; 0 and 1 where there are none."""
    known = np.isfinite(raw)
    count = np.maximum(known.sum(axis=0), 1)
    center = np.where(known, raw, 0).sum(axis=0) / count
    scale = np.sqrt(np.square(np.where(known, raw - center, 0)).sum(axis=0) / count)
    return center, np.where(scale > 1e-9, scale, 1.0)


def _standardised(raw: Floats, center: Floats, scale: Floats) -> Floats:
    """Intercept, columns, and the squared level; the unknown is taken for average: [n, 2 + columns]."""
    z = np.clip(np.nan_to_num((raw - center) / scale), -CLIP_SD, CLIP_SD)
    return np.column_stack([np.ones(len(z)), z, z[:, 0] ** 2])


def _gamma_regression(X: Floats, squares: Floats, ridge: float) -> Floats:
    """Coefficients of log variance, by Fisher scoring with halved steps.

    The information matrix of this model is X'X whatever the coefficients are, so it is built once.
    """
    penalty = np.full(X.shape[1], ridge)
    penalty[0] = 0.0
    information = X.T @ X + np.diag(penalty + 1e-9)
    beta = np.zeros(X.shape[1])
    beta[0] = np.log(max(float(squares.mean()), 1e-6))
    loss, ratios = _loss(X, squares, penalty, beta)
    for _ in range(STEPS):
        gradient = X.T @ (ratios - 1) - penalty * beta
        step = np.linalg.solve(information, gradient)
        reached, new = _loss(X, squares, penalty, beta + step)
        while reached > loss and np.abs(step).max() > ENOUGH:
            step = step / 2
            reached, new = _loss(X, squares, penalty, beta + step)
        if np.abs(step).max() <= ENOUGH:
            break
        beta, loss, ratios = beta + step, reached, new
    return beta


def _loss(X: Floats, squares: Floats, penalty: Floats, beta: Floats) -> tuple[float, Floats]:
    """Return the loss, and the squares as multiples of their predicted variances [n] for the gradient."""
    log_variance = X @ beta
    with np.errstate(over="ignore"):
        ratios = squares * np.exp(-log_variance)
    return float(ratios.sum() + log_variance.sum() + penalty @ beta**2 / 2), ratios
