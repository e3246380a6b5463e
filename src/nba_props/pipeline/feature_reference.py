"""What a model's features were like in its own run, date by date: what its nights are held against.

A value counts by its rank among the values of the run: outliers weigh no more than others, and all features
are on one scale. Of each date there are, for each feature, the mean rank (its level), how far ranks are from
the middle (its spread), and the share of missing values. What the calendar tells is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nba_props.core.arrays import Floats
from nba_props.core.keys import PLAYER_GAME
from nba_props.data.dataset import Dataset
from nba_props.experiment import Experiment
from nba_props.features.block.schedule import Schedule
from nba_props.features.history import History
from nba_props.pipeline.forecast import Forecast
from nba_props.pipeline.model_bundle import bundle_from, input_of
from nba_props.serving.bundle import DATE, LINE

if TYPE_CHECKING:
    from nba_props.pipeline.outcome import Outcome

QUANTILES, BY_DATE = "features/quantiles.parquet", "features/by_date.parquet"
LEVELS = np.linspace(0, 1, 51)
"""Of the quantiles that are kept of each feature."""
ROWS, SPREAD, MISSING = "rows", " spread", " missing"
"""The column of a date's number of player-games, and what the names of a feature's other columns end with."""


def reference_files(outcome: Outcome) -> dict[str, pl.DataFrame]:
    """Return what a run keeps of its features by path; nothing where it made no model.

    It is of the tested player-games with a line, of all of them where none has one.
    """
    if not isinstance(outcome.forecast, Forecast):
        return {}
    bundle = bundle_from(outcome.forecast, {})
    tested = outcome.predictions_table.filter(~pl.col("warmup"))
    lined = tested.filter(pl.col(LINE).is_not_null())
    asked = (lined if lined.height else tested).select(*PLAYER_GAME, LINE)
    calendar = calendar_features(outcome.experiment, outcome.data.tables)
    read = input_of(bundle, outcome.matrix, asked).select(DATE, *bundle.columns)
    quantiles = feature_quantiles(read.drop(DATE, *calendar & set(bundle.columns)))
    return {QUANTILES: quantiles, BY_DATE: ranks_by_date(read, quantiles)}


def calendar_features(experiment: Experiment, tables: Dataset) -> set[str]:
    """Return the features that the calendar tells, which jump with every pause of the league."""
    blocks = [block for block in experiment.blocks.values() if isinstance(block, Schedule)]
    history = History.of(tables.player_games.head(1), experiment.market)
    return {name for block in blocks for name in block.features(history).columns}


def feature_quantiles(features: pl.DataFrame) -> pl.DataFrame:
    """Return the quantiles of each feature at `LEVELS`, a column each; NaN where no value is known."""
    return pl.DataFrame({name: _quantiles(_values(features[name])) for name in features.columns})


def ranks_by_date(features: pl.DataFrame, quantiles: pl.DataFrame) -> pl.DataFrame:
    """Return `date`, `rows`, and of each feature its level, its spread and its share of missing values.

    Args:
        features: `date` and the features, one row a player-game.
        quantiles: of the run (`feature_quantiles`); features that are not in both are left out.
    """
    named = [name for name in quantiles.columns if name in features.columns]
    ranked = pl.DataFrame([series for name in named for series in _ranked(features[name], quantiles[name])])
    dated = features.select(DATE).with_columns(ranked)
    means = pl.col(ranked.columns).mean()
    return dated.group_by(DATE).agg(pl.len().cast(pl.Float64).alias(ROWS), means).sort(DATE)


def _ranked(values: pl.Series, quantiles: pl.Series) -> Iterator[pl.Series]:
    """Yield the rank from 0 to 1, its distance from the middle, and 1 where there is no value."""
    name, found, known = values.name, _values(values), _values(quantiles)
    missing = np.isnan(found)
    below, upto = (np.searchsorted(known, found, side) for side in ("left", "right"))
    rank = np.where(missing | np.isnan(known[0]), np.nan, (below + upto) / (2 * len(known)))
    yield pl.Series(name, rank).fill_nan(None)
    yield pl.Series(f"{name}{SPREAD}", np.abs(2 * rank - 1)).fill_nan(None)
    yield pl.Series(f"{name}{MISSING}", missing.astype(float))


def _quantiles(values: Floats) -> Floats:
    known = values[~np.isnan(values)]
    return np.quantile(known, LEVELS) if len(known) else np.full(len(LEVELS), np.nan)


def _values(column: pl.Series) -> Floats:
    return column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
