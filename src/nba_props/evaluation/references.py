"""The references beside the model: a naive mean on all scored rows, the books' line where there is one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from nba_props.core.keys import PLAYER_GAME
from nba_props.errors import DataError
from nba_props.evaluation import metrics
from nba_props.evaluation.bootstrap import DateBootstrap, Interval
from nba_props.evaluation.estimate import Estimate
from nba_props.evaluation.probabilities import probability_figures

LINE_COLUMNS = dict.fromkeys(
    ("line", "over_price", "under_price", "novig_over", "p_over", "p_push", "model_p_over"), pl.Float64
)
"""What is known of a line: its prices, the no-vig probability of going over, ours, and the model's alone."""

MEDIAN = "line_median"
"""The median that a line implies at its price: what it is worth as a prediction."""


def join_lines(rows: pl.DataFrame, lines: pl.DataFrame | None) -> pl.DataFrame:
    """Add the `LINE_COLUMNS` and `MEDIAN` to player-games, null where no book quoted any.

    Args:
        rows: player-games with `game_id` and `player_id`.
        lines: at most one line per player-game, or None where there are none. Without `MEDIAN`, the line
            itself is taken for it.

    Raises:
        DataError: a player-game has more than one line, which would count its row more than once.
    """
    wanted = [*LINE_COLUMNS, MEDIAN]
    if lines is None:
        return rows.with_columns(pl.lit(None, pl.Float64).alias(name) for name in wanted)
    twice = lines.filter(pl.struct(PLAYER_GAME).is_duplicated())
    if twice.height:
        first = twice.row(0, named=True)
        where = ", ".join(f"{name}={first[name]}" for name in PLAYER_GAME)
        raise DataError(f"lines: {where} has more than one line; one per player-game is allowed")
    absent = [pl.lit(None, pl.Float64).alias(name) for name in LINE_COLUMNS if name not in lines.columns]
    numbers = [pl.col(name).cast(pl.Float64) for name in wanted]
    known = _with_median(lines.with_columns(absent)).select(*PLAYER_GAME, *numbers)
    return rows.join(known, on=PLAYER_GAME, how="left", maintain_order="left", validate="m:1")


def fill_naive(rows: pl.DataFrame, train_mean: float | None) -> pl.DataFrame:
    """Give a naive prediction to players without a past game, so that it is judged on the model's own rows.

    They are predicted by the mean outcome of all who had no past game on an earlier date of `rows`, and by
    `train_mean` before there was any. A plain mean throughout would flatter the model: those who play their
    first game play little.

    Args:
        rows: all out-of-fold rows, warm-up included, with `date`, `y` and `naive`.
        train_mean: the mean outcome of the training rows.
    """
    debuts = (
        rows.filter(pl.col("naive").is_null() & pl.col("y").is_not_null())
        .group_by("date")
        .agg(pl.col("y").sum().alias("sum"), pl.len().alias("count"))
        .sort("date")
        .select("date", (pl.col("sum").cum_sum() / pl.col("count").cum_sum()).alias("__debut"))
    )
    joined = rows.with_row_index("__row").sort("date", maintain_order=True)
    joined = joined.join_asof(debuts, on="date", allow_exact_matches=False, check_sortedness=False)
    filled = pl.coalesce("naive", "__debut", pl.lit(train_mean, pl.Float64)).alias("naive")
    return joined.with_columns(filled).sort("__row").drop("__row", "__debut")


def compare(rows: pl.DataFrame, bootstrap: DateBootstrap) -> dict[str, Estimate]:
    """Return the model beside its references, as metrics by name (see docs/reference/metrics.md).

    Args:
        rows: scored player-games with `date`, `y`, `prediction` (the mean), `median`, `naive`, and the
            `LINE_COLUMNS` and `MEDIAN`. Absolute errors are those of medians, which have the lowest.
        bootstrap: resamples of a calendar that holds all their dates.
    """
    naive = rows.filter(pl.col("naive").is_not_null())
    priced = _with_median(rows.filter(pl.col("line").is_not_null()))
    figures = {
        **_regression(rows, bootstrap),
        **_errors(naive, "naive", "naive_", bootstrap),
        **_line_errors(priced, bootstrap),
        **_model_errors(priced, "priced_", bootstrap),
        **_errors(priced.drop_nulls("naive"), "naive", "priced_naive_", bootstrap),
    }
    if naive.height == rows.height:
        figures.update(_skill(rows, "naive", "naive_skill_mae", bootstrap))
    figures.update(_skill(priced, MEDIAN, "skill_mae", bootstrap))
    return figures | probability_figures(priced, bootstrap)


def _with_median(rows: pl.DataFrame) -> pl.DataFrame:
    """Return rows with `MEDIAN`: where nobody worked it out, the line itself."""
    return rows if MEDIAN in rows.columns else rows.with_columns(pl.col("line").alias(MEDIAN))


def errors_of(rows: pl.DataFrame, column: str) -> np.ndarray:
    """Prediction less outcome [rows], where `column` holds the predictions."""
    return (rows[column] - rows["y"]).to_numpy()


def _regression(rows: pl.DataFrame, bootstrap: DateBootstrap) -> dict[str, Estimate]:
    """`val_*` of the model, and the score of its distribution."""
    values = metrics.regression_metrics(rows["y"].to_numpy(), rows["prediction"].to_numpy(), "val_")
    counts = {"val_mape": rows.filter(pl.col("y") > 0).height}
    figures = {name: Estimate(value, counts.get(name, rows.height)) for name, value in values.items()}
    return figures | _model_errors(rows, "val_", bootstrap) | _crps(rows, bootstrap)


def _crps(rows: pl.DataFrame, bootstrap: DateBootstrap) -> dict[str, Estimate]:
    if rows.is_empty() or "crps" not in rows.columns:
        return {}
    score = rows["crps"].to_numpy()
    return {
        "crps": Estimate(float(score.mean()), rows.height, bootstrap.mean(rows["date"].to_numpy(), score))
    }


def _model_errors(rows: pl.DataFrame, prefix: str, bootstrap: DateBootstrap) -> dict[str, Estimate]:
    """Return the MAE of the median and the bias of the mean."""
    of_median = _errors(rows, "median", prefix, bootstrap)
    of_mean = _errors(rows, "prediction", prefix, bootstrap)
    wanted = (f"{prefix}mae", of_median), (f"{prefix}bias", of_mean)
    return {name: source[name] for name, source in wanted if name in source}


def _line_errors(rows: pl.DataFrame, bootstrap: DateBootstrap) -> dict[str, Estimate]:
    """Return the MAE of the median that the lines imply, and the bias of the lines themselves."""
    of_median, of_line = (_errors(rows, column, "line_", bootstrap) for column in (MEDIAN, "line"))
    wanted = ("line_mae", of_median), ("line_bias", of_line)
    return {name: source[name] for name, source in wanted if name in source}


def _errors(rows: pl.DataFrame, column: str, prefix: str, bootstrap: DateBootstrap) -> dict[str, Estimate]:
    """`<prefix>mae` and `<prefix>bias` of the predictions in `column`; none without rows."""
    y, prediction = rows["y"].to_numpy(), rows[column].to_numpy()
    intervals = dict(_intervals(rows, column, prefix, bootstrap))
    values = {f"{prefix}mae": metrics.mae(y, prediction), f"{prefix}bias": metrics.bias(y, prediction)}
    return {n: Estimate(v, rows.height, intervals.get(n)) for n, v in values.items() if v is not None}


def _intervals(
    rows: pl.DataFrame, column: str, prefix: str, bootstrap: DateBootstrap
) -> Iterator[tuple[str, Interval | None]]:
    dates, errors = rows["date"].to_numpy(), errors_of(rows, column)
    yield f"{prefix}mae", bootstrap.mean(dates, np.abs(errors))
    yield f"{prefix}bias", bootstrap.mean(dates, errors)


def _skill(rows: pl.DataFrame, reference: str, name: str, bootstrap: DateBootstrap) -> dict[str, Estimate]:
    """1 - the model's MAE / the reference's, on the same rows; none where the reference has no error."""
    ours, theirs = np.abs(errors_of(rows, "median")), np.abs(errors_of(rows, reference))
    if not rows.height or theirs.sum() == 0:
        return {}
    interval = bootstrap.skill(rows["date"].to_numpy(), ours, theirs)
    return {name: Estimate(float(1 - ours.sum() / theirs.sum()), rows.height, interval)}
