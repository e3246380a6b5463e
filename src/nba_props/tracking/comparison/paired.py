"""The paired difference of two runs' errors, on the player-games that both predicted."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from nba_props.core.keys import PLAYER_GAME
from nba_props.errors import TrackingError
from nba_props.tracking import mlflow_client, mlflow_internals
from nba_props.tracking.comparison.search import RunRow
from nba_props.tracking.store import DUPLICATE_OF, Store

if TYPE_CHECKING:
    from nba_props.evaluation.bootstrap import DateBootstrap, Interval

PREDICTIONS = "predictions/predictions.parquet"
LOG_LOSS = "log loss"
PRICED = "priced MAE"
_OURS = ["date", "y", "prediction"]
JUDGED = "judged"
"""The column of the prediction that errors are of."""
_LINES = ["line", "p_over", "p_push"]


class PairedVerdict(Enum):
    """What an interval says of a run against the first one."""

    better = "better"
    worse = "worse"
    not_told_apart = "not told apart"
    no_interval = "no interval"
    equal = "equal"


@dataclass(frozen=True)
class Paired:
    """One figure of two runs on the same rows; lower is better.

    `figure`: `MAE`, `priced MAE` (of rows with a line) or `log loss`. `n` rows of `dates` game dates.
    `difference` is the run's value less the first one's, `low` and `high` the ends of its 95 % interval (None
    with one date).
    """

    run: str
    figure: str
    n: int
    dates: int
    first: float
    value: float
    difference: float
    low: float | None
    high: float | None
    verdict: PairedVerdict

    @property
    def digits(self) -> int:
        """How many digits behind the point it is shown with."""
        return 4 if self.figure == LOG_LOSS else 3


def predictions_of(store: Store, run: RunRow) -> pl.DataFrame:
    """Return scored predictions of a run, those of test folds that have an outcome, with the column `judged`.

    That is what `val_mae` is of: the median where the run has a distribution, the mean otherwise.

    Raises:
        TrackingError: it kept none, or they are not as this package writes them.
    """
    rows = artifact_frame(store, run, PREDICTIONS)
    if rows is None and DUPLICATE_OF in run.tags:
        raise TrackingError(f"run {run.short} stands for run {run.tags[DUPLICATE_OF][:8]}; name that one")
    if rows is None:
        raise TrackingError(
            f"run {run.short} kept no predictions; run it again with tracking.artifacts=standard force=true"
        )
    missing = [column for column in (*PLAYER_GAME, *_OURS) if column not in rows.columns]
    if missing:
        raise TrackingError(f"run {run.short}: {PREDICTIONS} has no column {', '.join(missing)}")
    if "warmup" in rows.columns:
        rows = rows.filter(~pl.col("warmup"))
    judged = "median" if "median" in rows.columns else "prediction"
    rows = rows.with_columns(pl.col(judged).alias(JUDGED))
    return rows.filter(pl.col("y").is_finite(), pl.col(JUDGED).is_finite())


def artifact_frame(store: Store, run: RunRow, name: str) -> pl.DataFrame | None:
    """Return a Parquet file that a run kept, None where it kept none of that name.

    Raises:
        TrackingError: it cannot be read.
    """
    with mlflow_client.one_line_errors(f"run {run.short}"), tempfile.TemporaryDirectory() as scratch:
        folder = mlflow_internals.local_folder(run.artifact_uri)
        path = folder / name if folder is not None else _fetched(store, run, name, scratch)
        if path is None or not path.is_file():
            return None
        try:
            return pl.read_parquet(path, memory_map=False)
        except pl.exceptions.PolarsError as error:
            raise TrackingError(f"run {run.short}: {name}: {mlflow_client.first_line(error)}") from error


def _fetched(store: Store, run: RunRow, name: str, folder: str) -> Path | None:
    from mlflow.exceptions import MlflowException

    try:
        return Path(store.client.download_artifacts(run.id, name, folder))
    except (MlflowException, FileNotFoundError):
        return None


def shared_rows(first: pl.DataFrame, second: pl.DataFrame) -> pl.DataFrame:
    """Return the rows that both predicted, the second run's columns with the suffix `_2`.

    Raises:
        TrackingError: a run has a player-game twice, there is no common one, or they have other outcomes.
    """
    for rows in (first, second):
        if rows.select(PLAYER_GAME).is_duplicated().any():
            raise TrackingError("a run predicts a player-game twice")
    kept = [
        [*PLAYER_GAME, *(c for c in ("date", "y", JUDGED, *_LINES) if c in rows.columns)]
        for rows in (first, second)
    ]
    try:
        both = first.select(kept[0]).join(second.select(kept[1]), on=PLAYER_GAME, suffix="_2")
    except pl.exceptions.SchemaError:
        raise TrackingError("their player-games have ids of different kinds") from None
    if both.is_empty():
        raise TrackingError("they predicted no player-game both")
    other = both.filter(pl.col("y") != pl.col("y_2")).height
    if other:
        raise TrackingError(
            f"{other:,} of {both.height:,} player-games have another outcome (another market?)"
        )
    return both


def predicts_the_same(first: pl.DataFrame, second: pl.DataFrame, both: pl.DataFrame) -> bool:
    """Whether two runs predicted the same rows, with the same figures and probabilities.

    Args:
        first: the predictions of the first run.
        second: those of the other one.
        both: as `shared_rows` returns them.
    """
    names, others = ({JUDGED, *_LINES} & set(rows.columns) for rows in (first, second))
    if names != others or not first.height == second.height == both.height:
        return False
    return all(both[name].equals(both[f"{name}_2"], check_names=False) for name in names)


def paired(run: str, both: pl.DataFrame, seed: int, resamples: int) -> Iterator[Paired]:
    """Yield the figures of two runs on the same rows.

    The log loss is of the over, given no push, on rows for
    which both have a probability at the same line.

    Args:
        run: what the second run is called.
        both: as `shared_rows` returns it.
        seed: of the bootstrap.
        resamples: how many it draws.
    """
    from nba_props.evaluation.bootstrap import DateBootstrap

    bootstrap = DateBootstrap.of(both["date"].to_numpy(), seed, resamples)
    errors = both.with_columns(
        first=(pl.col(JUDGED) - pl.col("y")).abs(), second=(pl.col(f"{JUDGED}_2") - pl.col("y")).abs()
    )
    figures = {"MAE": errors, LOG_LOSS: paired_log_losses(both)}
    if "line" in both.columns and "line_2" in both.columns:
        priced = errors.filter(pl.col("line").is_not_null() & pl.col("line_2").is_not_null())
        figures[PRICED] = priced if priced.height < errors.height else priced.clear()
    for figure in ("MAE", PRICED, LOG_LOSS):
        if (losses := figures.get(figure)) is not None and losses.height:
            yield _figure(run, figure, losses, bootstrap)


def paired_log_losses(both: pl.DataFrame) -> pl.DataFrame | None:
    """Return `date`, and the losses `first` and `second` of each row with two probabilities at one line."""
    from nba_props.calibration.metrics import EPSILON
    from nba_props.evaluation.probabilities import decided

    twos = {name: f"{name}_2" for name in _LINES if f"{name}_2" in both.columns}
    one = decided(both)
    two = decided(both.select(*PLAYER_GAME, "date", "y", **twos))
    if one is None or two is None:
        return None
    given = {"first": one, "second": two}
    parts = [
        rows.select(*PLAYER_GAME, "date", "line", **{name: _loss(EPSILON)}) for name, rows in given.items()
    ]
    return parts[0].join(parts[1].drop("date"), on=[*PLAYER_GAME, "line"])


def _loss(least: float) -> pl.Expr:
    given = pl.when(pl.col("over")).then(pl.col("p_over")).otherwise(1 - pl.col("p_over"))
    return -given.clip(lower_bound=least).log()


def _figure(run: str, figure: str, losses: pl.DataFrame, bootstrap: DateBootstrap) -> Paired:
    first, second = losses["first"].to_numpy(), losses["second"].to_numpy()
    dates = losses["date"].to_numpy()
    interval = bootstrap.mean(dates, second - first)
    low, high = interval or (None, None)
    means = float(first.mean()), float(second.mean())
    return Paired(
        run=run,
        figure=figure,
        n=losses.height,
        dates=losses["date"].n_unique(),
        first=means[0],
        value=means[1],
        difference=means[1] - means[0],
        low=low,
        high=high,
        verdict=PairedVerdict.equal if (first == second).all() else verdict_of(interval),
    )


def verdict_of(interval: Interval | None) -> PairedVerdict:
    """Return what the interval of a difference says, where lower is better."""
    if interval is None:
        return PairedVerdict.no_interval
    if interval[1] < 0:
        return PairedVerdict.better
    return PairedVerdict.worse if interval[0] > 0 else PairedVerdict.not_told_apart
