"""Where the watch reads: nights as they were logged, what came of them, what the model's run predicted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import polars as pl

from nba_props.core.keys import PLAYER_GAME
from nba_props.errors import TrackingError
from nba_props.market import Market
from nba_props.tracking.comparison.experiments import phase_experiments
from nba_props.tracking.comparison.paired import JUDGED, artifact_frame, predictions_of
from nba_props.tracking.comparison.search import FINISHED, OLDEST, RunRow, both, equals, runs
from nba_props.tracking.store import Store

PHASE = "production"
KIND, NIGHT = "tags.kind", "night"
PREDICTIONS = "night/predictions.parquet"


def nights(store: Store, run_id: str, until: dt.date) -> pl.DataFrame:
    """Return what a model predicted on the nights that were logged, one row a player-game, by date.

    Of a night that was run more than once the last predictions count.

    Args:
        store: where nights are logged.
        run_id: the run that made the model.
        until: the last night that is wanted.

    Raises:
        TrackingError: the store cannot be asked, or no night of the model was logged.
    """
    logged = [rows for run in _night_runs(store) if (rows := _of_model(store, run, run_id)) is not None]
    if not logged:
        raise TrackingError(f"no night of run {run_id[:8]} was logged in {store.uri}; `nba-props picks` does")
    rows = pl.concat(logged, how="diagonal_relaxed").rename({"night": "date"})
    last = rows.unique(PLAYER_GAME, keep="last", maintain_order=True)
    return last.filter(pl.col("date") <= until).sort("date", *PLAYER_GAME)


def scored(predicted: pl.DataFrame, player_games: pl.DataFrame, market: Market) -> pl.DataFrame:
    """Return the predictions of those who played, with their outcome `y`."""
    outcomes = player_games.select(*PLAYER_GAME, y=market.outcome()).filter(pl.col("y").is_not_null())
    kept = predicted.drop("y", strict=False)
    return kept.join(outcomes, on=PLAYER_GAME, how="inner", maintain_order="left").with_columns(
        pl.col("median").alias(JUDGED)
    )


def reference(store: Store, run: RunRow) -> pl.DataFrame:
    """Return what the model's own run predicted out of fold, of player-games with an outcome.

    Raises:
        TrackingError: it kept no predictions.
    """
    found = predictions_of(store, run)
    return found.with_columns(mean=pl.col("prediction"), median=pl.col(JUDGED))


def _night_runs(store: Store) -> Iterator[RunRow]:
    places = {
        key: name
        for phase, made in phase_experiments(store)
        if phase.name == PHASE
        for key, name in made.items()
    }
    if places:
        yield from runs(store, places, both(FINISHED, equals(KIND, NIGHT)), OLDEST)


def _of_model(store: Store, run: RunRow, run_id: str) -> pl.DataFrame | None:
    """Return the rows of one model among the predictions of a night; None where it was not asked."""
    if run_id not in run.tags.get("model_run", run_id).split(","):
        return None
    rows = artifact_frame(store, run, PREDICTIONS)
    if rows is None:
        return None
    own = rows.filter(pl.col("run_id") == run_id)
    return own if own.height else None
