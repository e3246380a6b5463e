"""From feature rows to means, quantiles and probabilities at a line, as in the run that fitted the bundle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from nba_props.calibration.apply import calibrated, over_if_decided
from nba_props.core.arrays import Bools, Dates, Floats
from nba_props.distribution.predictive import Predictive
from nba_props.errors import DataError, nearest
from nba_props.serving.bundle import DATE, LINE, PRICE, ModelBundle
from nba_props.validation.predictions import quantile_column, quantile_columns

QUANTILES = {f"q{percent:02d}": percent / 100 for percent in (5, 10, 25, 75, 90, 95)}
"""The quantiles of output by column, beside the median."""
OUTPUT = ("prediction", "mean", "median", *QUANTILES, "p_over", "p_push", "p_under", "pooled")
"""The columns of output."""
FAR = 400.0
"""Further than any prediction of a game."""
LARGEST = float(np.finfo(np.float32).max)
"""The largest number of a feature: models read float32."""
AT_ONCE = 5000
"""So many rows are predicted at once, which bounds the memory."""


def score(bundle: ModelBundle, rows: pl.DataFrame) -> pl.DataFrame:
    """Predict player-games.

    Args:
        bundle: what predicts.
        rows: `bundle.columns`, numbers or null where unknown, in any order and among others; `line`, if
            probabilities are asked for, null where they are not; `novig_over`, the no-vig probability of the
            over at that line, to have them pooled with the price; and `date`, to have them as calibrated and
            pooled on a date of the run's last fold, otherwise with all that the run has learnt.

    Returns:
        The columns of `OUTPUT`, float64, one row for each of `rows`: `prediction` is the conditional mean as
        the model gives it, `mean` that of the distribution around it. `p_over`, `p_push` and `p_under` are
        NaN without a line. `pooled` is 1 where the price entered them, 0 where they are the model's alone.

    Raises:
        DataError: a column is missing, or holds something else than numbers (dates), or a number that cannot
            be: an infinite feature, a line below zero, a probability of 0.
    """
    table = numbers(rows, bundle.columns)
    line, price = (_optional(rows, name) for name in (LINE, PRICE))
    for name, values in zip(bundle.columns, table.T, strict=True):
        _require(name, values, np.abs(values) <= LARGEST, f"from -{LARGEST:.3g} to {LARGEST:.3g}")
    _require(LINE, line, (line >= 0) & np.isfinite(line), "a number of 0 or more")
    _require(PRICE, price, (price > 0) & (price < 1), "between 0 and 1")
    dates = _dates(rows)
    parts = [slice(start, start + AT_ONCE) for start in range(0, max(rows.height, 1), AT_ONCE)]
    return pl.concat(
        [_score(bundle, table[part], _Asked(line[part], price[part], dates[part])) for part in parts]
    )


def predict(bundle: ModelBundle, rows: pl.DataFrame) -> Predictive:
    """Return the distribution of each player-game's outcome.

    Args:
        bundle: what predicts.
        rows: `bundle.columns`, numbers or null where unknown, in any order and among others.

    Raises:
        DataError: a column is missing, or holds something else than numbers.
    """
    return _predictive(bundle, numbers(rows, bundle.columns))[1]


@dataclass(frozen=True)
class _Asked:
    """What is asked beside the features: lines, no-vig probabilities there, NaN without, and dates: [n]."""

    line: Floats
    price: Floats
    date: Dates


def _require(name: str, values: Floats, fits: Bools, allowed: str) -> None:
    """Make sure that all values but the unknown ones fit: [n] each."""
    wrong = np.flatnonzero(~(fits | np.isnan(values)))
    if len(wrong):
        first = int(wrong[0])
        raise DataError(
            f"row {first + 1}: {name}: {values[first]:g} must be {allowed}, or null where unknown"
        )


def _optional(rows: pl.DataFrame, name: str) -> Floats:
    return numbers(rows, [name])[:, 0] if name in rows.columns else np.full(rows.height, np.nan)


def _score(bundle: ModelBundle, table: Floats, asked: _Asked) -> pl.DataFrame:
    """`score` for checked columns: `bundle.columns` [n, columns]."""
    prediction, predictive = _predictive(bundle, table)
    over, push, under, pooled = _at_line(bundle, predictive, asked)
    found: dict[str, Floats] = {
        "prediction": prediction,
        "mean": predictive.mean(),
        "median": predictive.median(),
        **{name: predictive.quantile(level) for name, level in QUANTILES.items()},
        "p_over": over,
        "p_push": push,
        "p_under": under,
        "pooled": pooled,
    }
    return pl.DataFrame({name: found[name] for name in OUTPUT})


def numbers(rows: pl.DataFrame, names: list[str]) -> Floats:
    """Columns by name as a table of float64 [rows, names], NaN where unknown.

    Raises:
        DataError: says which columns are missing and what they may be called, or which hold something else
            than numbers.
    """
    require_columns(names, rows.columns)
    wrong = [name for name in names if not _is_numeric(rows[name].dtype)]
    if wrong:
        found = [f"{name} ({rows[name].drop_nulls()[0]!r})" for name in wrong]
        raise DataError(f"must be numbers: {_listed(found)}")
    columns = [rows[name].cast(pl.Float64).fill_null(float("nan")).to_numpy() for name in names]
    return np.column_stack(columns) if columns else np.empty((rows.height, 0))


def require_columns(names: Sequence[str], there: Sequence[str]) -> None:
    """Make sure that all columns are there.

    Raises:
        DataError: says which are missing and what they may be called.
    """
    missing = [name for name in names if name not in there]
    if missing:
        extra = [name for name in there if name not in names]
        raise DataError(f"missing: {_listed([_with_nearest(name, extra) for name in missing])}")


def _with_nearest(name: str, extra: list[str]) -> str:
    return f"{name} (did you mean {close[0]}?)" if (close := nearest(name, extra, 1)) else name


def _listed(names: list[str], most: int = 5) -> str:
    """Return the first few, and how many more."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _is_numeric(kind: pl.DataType) -> bool:
    return kind.is_numeric() or kind in (pl.Null, pl.Boolean)


def _predictive(bundle: ModelBundle, table: Floats) -> tuple[Floats, Predictive]:
    """Conditional means [n] and distributions, from `bundle.columns` [n, columns]."""
    X = np.asarray(table[:, : len(bundle.features)], np.float32)
    prediction = bundle.model.predict(X)
    read = pl.DataFrame(table, schema=bundle.columns).with_columns(pl.Series("prediction", prediction))
    if bundle.quantiles is not None:
        # A fit of quantiles has the same features as that of the mean.
        quantiles = bundle.quantiles.predict_quantiles(X)
        read = read.with_columns(quantile_columns(bundle.quantiles.levels, quantiles))
    predictive = bundle.distribution.predict(pl.concat([read, _far_out(bundle, read.columns)]))
    predictive = predictive.take(np.arange(read.height))
    return prediction, predictive if bundle.whole is None else calibrated(bundle.whole, predictive)


def _far_out(bundle: ModelBundle, columns: list[str]) -> pl.DataFrame:
    """One more row, of a prediction (and a highest quantile) beyond all others.

    Tables of probabilities reach as far as their furthest row needs. With this row that is always the same,
    so a player-game has the same distribution to its end whether it is asked for alone or among others.
    """
    levels = [] if bundle.quantiles is None else bundle.quantiles.levels
    known = {quantile_column(level): FAR * (level == max(levels)) for level in levels}
    known["prediction"] = FAR
    return pl.DataFrame({name: [known.get(name, np.nan)] for name in columns})


def _dates(rows: pl.DataFrame) -> Dates:
    """Return the dates of rows [n], NaT where there are none."""
    if DATE not in rows.columns:
        return np.full(rows.height, np.datetime64("NaT", "D"))
    if rows[DATE].dtype not in (pl.Date, pl.Datetime, pl.Null):
        raise DataError(f"{DATE} must be dates, not {rows[DATE].dtype}")
    return rows[DATE].cast(pl.Date).to_numpy().astype("datetime64[D]")


def _at_line(
    bundle: ModelBundle, predictive: Predictive, asked: _Asked
) -> tuple[Floats, Floats, Floats, Floats]:
    """P(over), P(push) and P(under), NaN without a line, and 1 where the price entered them: [n] each."""
    line, price = asked.line, asked.price
    over, push = predictive.p_over(line), predictive.p_push(line)
    if bundle.lines is None:
        return over, push, predictive.p_under(line), np.zeros(len(line))
    decided = bundle.lines.over(over_if_decided(over, push), asked.date)
    pooled = np.full(len(line), np.nan)
    if bundle.pool is not None:
        pooled = bundle.pool.over(decided, price, asked.date)
    by_price = ~np.isnan(pooled)
    decided = np.where(by_price, pooled, decided)
    return decided * (1 - push), push, (1 - decided) * (1 - push), by_price.astype(np.float64)
