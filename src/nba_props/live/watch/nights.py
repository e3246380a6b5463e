"""Where the watch reads: nights as they were logged, what came of them, what the model's run predicted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

import polars as pl

from nba_props.core.keys import PLAYER_GAME
from nba_props.errors import TrackingError
from nba_props.live.bets.closing import with_close
from nba_props.live.picks.logged import night_runs
from nba_props.live.picks.publish import FEATURES, PICKS, PREDICTIONS, TRAINED_UNTIL
from nba_props.market import Market
from nba_props.pipeline.feature_reference import BY_DATE, QUANTILES, ranks_by_date
from nba_props.tracking.comparison.paired import JUDGED, artifact_frame, predictions_of
from nba_props.tracking.comparison.search import RunRow
from nba_props.tracking.store import Store

NIGHT = "night"
LEDGER = "bets/ledger.parquet"
PLAYER_DAY = ["date", "player_id"]
"""A player-game whatever the id of the game, which a night with a schedule knows and one without does not."""
NO_BETS = pl.DataFrame(schema={"date": pl.Date, "clv": pl.Float64})


def nights(store: Store, run_id: str, until: dt.date) -> pl.DataFrame:
    """Return what a model predicted on the nights that were logged, one row a player-game, by date.

    Of a night that was run more than once the last predictions count. A night that was replayed with a model
    that had learnt from it does not.

    Args:
        store: where nights are logged.
        run_id: the run that made the model.
        until: the last night that is wanted.

    Raises:
        TrackingError: the store cannot be asked, or no night of the model was logged.
    """
    logged = list(_frames(store, PREDICTIONS, run_id))
    if not logged:
        raise TrackingError(f"no night of run {run_id[:8]} was logged in {store.uri}; `nba-props picks` does")
    rows = pl.concat(logged, how="diagonal_relaxed").rename({"night": "date"})
    last = rows.unique(PLAYER_DAY, keep="last", maintain_order=True)
    return last.filter(pl.col("date") <= until).sort("date", *PLAYER_GAME)


def as_logged(told: pl.DataFrame, player_games: pl.DataFrame) -> pl.DataFrame:
    """Return what a night told of player-games under the game ids of the logs, found by player and date.

    A night on files without a schedule knows a game by its event's id; the league's own comes with the logs.
    """
    logs = player_games.select(*PLAYER_DAY, logged_id="game_id").unique(PLAYER_DAY, keep="last")
    found = told.join(logs, on=PLAYER_DAY, how="left", maintain_order="left")
    return found.with_columns(pl.coalesce("logged_id", "game_id").alias("game_id")).drop("logged_id")


def picked(store: Store, run_id: str, until: dt.date, prop_lines: pl.DataFrame) -> pl.DataFrame:
    """Return the closing line value of the bets that were picked by a model, as `date` and `clv`.

    Args:
        store, run_id, until: as `nights` takes them.
        prop_lines: the canonical table, of which the last quotes before tip-off are the close; it tells the
            game ids of the logs, too.
    """
    logged = list(_frames(store, PICKS, run_id))
    if not logged:
        return NO_BETS
    picks = pl.concat(logged, how="diagonal_relaxed").rename({"night": "date"})
    last = picks.unique([*PLAYER_DAY, "book", "side", "line"], keep="last", maintain_order=True)
    bets = as_logged(last.filter(pl.col("date") <= until), prop_lines).rename({"date": "night"})
    return with_close(bets, prop_lines).select(date="night", clv="clv")


def bets_of(store: Store, run: RunRow) -> pl.DataFrame:
    """Return the closing line value of the bets of a model's own run, as `date` and `clv`."""
    ledger = artifact_frame(store, run, LEDGER)
    return NO_BETS if ledger is None or "clv" not in ledger.columns else ledger.select("date", "clv")


def features_by_date(store: Store, run: RunRow, first: dt.date, until: dt.date) -> pl.DataFrame | None:
    """Return what a model was given by date, in its own run and on its nights; None where one is not kept.

    Args:
        store: where nights are logged.
        run: the run that made the model.
        first: its first night; what the run has of later dates is left out.
        until: the last night that is wanted.

    Returns:
        As `nba_props.pipeline.feature_reference.ranks_by_date`.
    """
    quantiles, before = (artifact_frame(store, run, name) for name in (QUANTILES, BY_DATE))
    given = list(_frames(store, FEATURES, run.id))
    if quantiles is None or before is None or not given:
        return None
    rows = pl.concat(given, how="diagonal_relaxed").rename({"night": "date"})
    last = rows.unique(PLAYER_DAY, keep="last", maintain_order=True).filter(pl.col("date") <= until)
    known = before.filter(pl.col("date") < first)
    return pl.concat([known, ranks_by_date(last, quantiles)], how="diagonal_relaxed")


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


def comparable(past: pl.DataFrame, live: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return a run's player-games and those of nights that can be held against each other.

    Nights are of quoted players, who play more than others and are harder to predict: of both sides the
    player-games with a `line` count, where both have any.
    """
    if any("line" not in rows.columns or not rows["line"].count() for rows in (past, live)):
        return past, live
    has_line = pl.col("line").is_not_null()
    return past.filter(has_line), live.filter(has_line)


def _frames(store: Store, name: str, run_id: str) -> Iterator[pl.DataFrame]:
    """Yield one model's rows of a table, night by night, where it was asked and has any."""
    for run in night_runs(store):
        if run_id not in run.tags.get("model_run", run_id).split(",") or _knew_the_night(run.tags, run_id):
            continue
        rows = artifact_frame(store, run, name)
        if rows is None or rows.is_empty():  # a night without games has no columns either
            continue
        if (own := rows.filter(pl.col("run_id") == run_id)).height:
            yield own


def _knew_the_night(tags: Mapping[str, str], run_id: str) -> bool:
    """Tell whether a model had learnt from games of the night that it was asked about, or later ones."""
    models, until = tags.get("model_run", "").split(","), tags.get(TRAINED_UNTIL, "").split(",")
    return dict(zip(models, until, strict=False)).get(run_id, "") > tags.get(NIGHT, "")
