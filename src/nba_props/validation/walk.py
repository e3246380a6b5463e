"""Walk through the folds: fit on the past, predict what comes next, never look at it before."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass
from itertools import pairwise

import numpy as np
import polars as pl

from nba_props.errors import ConfigError, DataError, LeakageError
from nba_props.features.matrix import Matrix
from nba_props.features.selection import FeatureSelection, Method
from nba_props.model.base import FittedModel, Model, Rows, TrainingData, without_quantiles
from nba_props.validation.base import Fold
from nba_props.validation.fit import FoldFitter
from nba_props.validation.predictions import FoldResult, Predictions, quantile_columns
from nba_props.validation.selection import selection_problems

OnFold = Callable[[FoldResult], None]


@dataclass(frozen=True)
class Span:
    """The rows that a fold trains on, all with an outcome, and those that it predicts."""

    fold: Fold
    train: Rows
    test: slice

    @classmethod
    def of(cls, fold: Fold, dates: np.ndarray, known: np.ndarray) -> Span:
        """Find the rows of a fold.

        Args:
            fold: the dates.
            dates: the date of each row, ascending.
            known: whether each row has an outcome.

        Raises:
            DataError: there is nothing to train on, or nothing to predict and the fold is not the final one.
            LeakageError: the fold trains on a date that it predicts, or on a later one.
        """
        cuts = np.array([fold.train_from, fold.train_until, fold.test_from, fold.test_until], "datetime64[D]")
        since, until, start, end = (int(cut) for cut in np.searchsorted(dates, cuts))
        train = since + np.flatnonzero(known[since:until])
        if not len(train) or (start >= end and not fold.final):
            raise DataError(f"fold {fold.number} ({fold.test_from}): no rows to train on or none to predict")
        if start < end and dates[train[-1]] >= dates[start]:
            raise LeakageError(
                f"fold {fold.number} trains on {dates[train[-1]]}, but predicts from {dates[start]} on"
            )
        return cls(fold, train, slice(start, end))


def walk_forward(
    matrix: Matrix,
    folds: list[Fold],
    model: Model,
    selection: FeatureSelection,
    *,
    seed: int,
    threads: int,
    fresh_rounds: int | None = None,
    levels: Sequence[float] = (),
    on_fold: OnFold | None = None,
) -> Predictions:
    """Fit and predict fold by fold.

    Args:
        matrix: rows in date order, with and without an outcome.
        folds: earliest first; no two of them predict the same date.
        model: what is fitted.
        selection: how each fold chooses its features.
        seed: of everything random.
        threads: how many the walk may use. Where no fit needs another's, so many folds are fitted at once,
            each by one thread.
        fresh_rounds: how many a refit adds to the first fit of boosted trees; None for whole refits.
        levels: of quantiles that each fold fits too, on the same rows and features; rising, within (0, 1).
        on_fold: called after each fold: progress, per-fold metrics, pruning; what it raises ends the walk.

    Raises:
        ConfigError: the selection needs what the model does not have, or quantiles that it does not fit.
        DataError: a fold has nothing to train on or to predict.
        LeakageError: a fold trains on what it predicts, or two folds predict the same rows.
    """
    problems = selection_problems(selection, model)
    if levels and not model.has_quantiles:
        problems.append(without_quantiles(model))
    if problems:
        raise ConfigError(problems)
    spans = _spans(folds, matrix)
    apart = model.fits_apart() and fresh_rounds is None and selection.method is Method.none
    at_once = min(threads, max(len(spans) - 1, 1)) if apart else 1
    design = TrainingData(
        matrix.values,
        matrix.y,
        matrix.features,
        seed,
        threads // at_once,
        matrix.key,
        matrix.minutes,
        fresh_rounds=fresh_rounds,
    )
    fitter = FoldFitter(model, selection, design, levels)
    results = []
    with closing(_walked(spans, fitter, design, at_once)) as walked:
        for result in walked:
            results.append(result)
            if on_fold is not None:
                on_fold(result)
    last = results[-1]
    return Predictions(
        rows=_predicted(matrix, spans, results),
        folds=_summary(results),
        last=last.fitted,
        train=_training_fit(last.fitted, design, spans[-1].train),
        last_quantiles=last.fitted_quantiles,
    )


def _spans(folds: list[Fold], matrix: Matrix) -> list[Span]:
    dates, known = matrix.dates, ~np.isnan(matrix.y)
    if not folds or (dates[1:] < dates[:-1]).any():
        raise DataError("a walk needs at least one fold, and rows in date order")
    spans = [Span.of(fold, dates, known) for fold in folds]
    for earlier, later in pairwise(spans):
        if later.test.start < earlier.test.stop:
            raise LeakageError(
                f"folds {earlier.fold.number} and {later.fold.number} both predict {later.fold.test_from}"
            )
    return spans


def _walked(
    spans: list[Span], fitter: FoldFitter, design: TrainingData, at_once: int
) -> Generator[FoldResult, None, None]:
    """Walk the folds in their order; after the first, which settles what all share, several at once.

    Closing it drops the folds that have not begun.
    """

    def walk(span: Span) -> FoldResult:
        return _walk_fold(span, len(spans), fitter, design)

    first, *later = spans
    yield walk(first)
    if at_once == 1:
        yield from map(walk, later)
        return
    with ThreadPoolExecutor(at_once, "folds") as pool:
        futures = [pool.submit(walk, span) for span in later]
        try:
            yield from (future.result() for future in futures)
        finally:
            pool.shutdown(cancel_futures=True)


def _walk_fold(span: Span, n_folds: int, fitter: FoldFitter, design: TrainingData) -> FoldResult:
    start = time.perf_counter()
    fitted = fitter.fit(span.train)
    seconds = time.perf_counter() - start
    X = _features(fitted.mean.names, design, span.test)
    return FoldResult(
        fold=span.fold,
        n_folds=n_folds,
        fitted=fitted.mean,
        y=design.y[span.test],
        prediction=fitted.mean.predict(X),
        n_train=len(span.train),
        seconds=seconds,
        fitted_quantiles=fitted.quantiles,
        quantiles=None if fitted.quantiles is None else fitted.quantiles.predict_quantiles(X),
    )


def _features(names: list[str], design: TrainingData, rows: Rows | slice) -> np.ndarray:
    X = design.X[rows]
    return X if names == design.names else X[:, design.index(names)]


def _predicted(matrix: Matrix, spans: list[Span], results: list[FoldResult]) -> pl.DataFrame:
    """Return the rows that were predicted, in canonical order."""
    parts = [
        matrix.rows[span.test]
        .drop("minutes")
        .with_columns(
            pl.lit(result.fold.number).alias("fold"),
            pl.lit(result.fold.warmup).alias("warmup"),
            pl.Series("prediction", result.prediction),
            *_quantiles(result),
        )
        for span, result in zip(spans, results, strict=True)
    ]
    return pl.concat(parts)


def _quantiles(result: FoldResult) -> list[pl.Series]:
    if result.fitted_quantiles is None or result.quantiles is None:
        return []
    return quantile_columns(result.fitted_quantiles.levels, result.quantiles)


def _summary(results: list[FoldResult]) -> pl.DataFrame:
    """One row per fold, as `Predictions.folds` says."""
    rows = []
    for result in results:
        fold = asdict(result.fold)
        del fold["final"]
        counts = {"n_train": result.n_train, "n_test": len(result.prediction)}
        scores = {"mae": result.mae, "bias": result.bias, "seconds": result.seconds}
        numbered = {"fold": fold.pop("number"), "warmup": fold.pop("warmup")}
        rows.append({**numbered, **fold, **counts, **scores, **result.fitted.figures()})
    return pl.DataFrame(rows, schema_overrides={"mae": pl.Float64, "bias": pl.Float64})


def _training_fit(fitted: FittedModel, design: TrainingData, rows: Rows) -> pl.DataFrame:
    prediction = fitted.predict(_features(fitted.names, design, rows))
    return pl.DataFrame({"y": design.y[rows], "prediction": prediction})
