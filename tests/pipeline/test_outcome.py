"""What a run came to."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl
import pytest

from nba_props.availability.as_played import AsPlayed
from nba_props.features.matrix import Matrix
from nba_props.findings.base import Status, Topic, checks
from nba_props.pipeline.forecast import Forecast
from nba_props.pipeline.outcome import Outcome, assess, train_test_drift
from nba_props.pooling.by_date import PoolByDate
from nba_props.pooling.logit import LogitPool
from tests.simulated import Walked, quick


def run() -> Walked:
    return quick("calibration=platt")


@cache
def outcome() -> Outcome:
    return run().outcome


def test_every_check_has_its_say() -> None:
    assert [each.code for each in outcome().findings] == [
        each.code for each in checks() if each.topic is not Topic.NIGHT
    ]


def test_the_findings_are_about_the_run_s_own_figures() -> None:
    said = {each.code: each for each in outcome().findings}
    metrics = outcome().metrics
    assert f"{100 * metrics['betting_roi']:+.1f} %" in said["NBP004"].reason
    assert f"{metrics['betting_n_bets']:,.0f} bets" in said["NBP004"].reason
    assert f"{100 * metrics['calibration_error_debiased']:.1f} %" in said["NBP007"].reason
    assert said["NBP017"].status is Status.PASSED
    settled = ("NBP001", "NBP004", "NBP007", "NBP011", "NBP014", "NBP015", "NBP016", "NBP018")
    assert all(said[code].status is not Status.NOT_APPLICABLE for code in settled)


def judged(trials: int = 1, **changes: Any) -> dict[str, Status]:
    """The statuses with something else in the run."""
    return {each.code: each.status for each in assess(replace(outcome(), **changes), trials)}


def test_a_weight_is_believed_for_what_it_was_learnt_from_warm_up_among_it() -> None:
    forecast, evaluation = outcome().forecast, outcome().evaluation
    assert isinstance(forecast, Forecast)
    interval = (0.85, 1.09)
    known = replace(
        evaluation,
        metrics=evaluation.metrics | {"pool_weight": 0.97},
        intervals=evaluation.intervals | {"pool_weight": interval},
    )
    for learnt, expected in ((999.0, Status.TIP), (1_000.0, Status.PASSED)):
        pool = PoolByDate(["2020-01-01"], [LogitPool(0.0, 0.97, 0.1, 0.97, *interval, learnt)])
        assert judged(forecast=replace(forecast, pool=pool), evaluation=known)["NBP028"] is expected


def test_without_bets_nothing_is_said_of_them() -> None:
    statuses = judged(betting=None)
    assert {statuses[code] for code in ("NBP003", "NBP004", "NBP010", "NBP011")} == {Status.NOT_APPLICABLE}
    assert statuses["NBP018"] is judged()["NBP018"]


def test_without_quotes_nothing_is_said_of_feeds() -> None:
    nothing = run().experiment.hygiene.screen(run().data.prop_lines.head(0), run().experiment.devig)
    statuses = judged(betting=None, data=replace(run().market_data, screened=nothing))
    assert statuses["NBP014"] is Status.NOT_APPLICABLE


def test_the_lineup_label_and_the_trials_are_told() -> None:
    as_played = replace(run().experiment, availability=AsPlayed())
    statuses = judged(experiment=as_played, trials=400)
    assert statuses["NBP002"] is Status.ISSUE
    assert statuses["NBP017"] is not judged()["NBP017"]


def test_metrics_are_those_of_the_predictions_the_bets_the_segments_and_the_model() -> None:
    metrics, betting = outcome().metrics, outcome().betting
    assert betting is not None
    for part in (outcome().evaluation.metrics, betting.metrics, outcome().evaluation.segment_metrics):
        assert part.items() <= metrics.items()
    assert metrics["n_features"] == len(outcome().forecast.predictions.last.names)
    assert metrics["training_time"] == outcome().forecast.predictions.fit_seconds
    assert "n_estimators" not in metrics  # the naive mean has none
    assert all(type(value) is float for value in metrics.values())


def test_intervals_are_those_of_predictions_and_bets() -> None:
    intervals = outcome().intervals
    assert {"val_mae", "skill_log_loss", "log_loss", "betting_roi", "betting_win_rate"} <= set(intervals)
    for name in ("skill_log_loss", "betting_roi"):
        low, high = intervals[name]
        assert (outcome().metrics[f"{name}_low"], outcome().metrics[f"{name}_high"]) == (low, high)


def test_drift_is_between_the_first_test_fold_s_training_rows_and_all_test_rows() -> None:
    first = run().predicted.folds.filter(~pl.col("warmup")).row(0, named=True)
    matrix = run().walked
    later = matrix.rows["date"] >= first["test_from"]
    shifted = matrix.X.with_columns(
        pl.when(later).then(pl.lit(5.0)).otherwise(pl.lit(1.0)).cast(pl.Float32).alias("moved")
    )
    table = train_test_drift(Matrix(matrix.rows, shifted), run().predicted)
    row = table.row(by_predicate=pl.col("feature") == "moved", named=True)
    assert (row["train_mean"], row["test_mean"]) == (1.0, 5.0)
    y = table.row(by_predicate=pl.col("feature") == "y", named=True)
    known = matrix.rows.filter(pl.col("y").is_not_null())
    assert y["train_mean"] == pytest.approx(known.filter(pl.col("date") < first["train_until"])["y"].mean())
    assert y["test_mean"] == pytest.approx(known.filter(pl.col("date") >= first["test_from"])["y"].mean())


def test_rows_after_the_test_period_are_no_part_of_the_drift() -> None:
    last: dt.date = run().predicted.folds["test_until"].max()  # type: ignore[assignment]
    matrix = run().walked
    extra = matrix.rows.tail(1).with_columns(date=pl.lit(last + dt.timedelta(days=9)), y=pl.lit(1e6))
    more = Matrix(pl.concat([matrix.rows, extra]), pl.concat([matrix.X, matrix.X.tail(1)]))
    assert train_test_drift(more, run().predicted).equals(train_test_drift(matrix, run().predicted))


def test_dates_up_to_a_final_fit_are_no_part_of_the_drift_unless_they_are_tested() -> None:
    """The final fold is dated at the end of all games, with a gap before it where `last_test` is set."""
    predicted, matrix = run().predicted, run().walked
    _, last = predicted.tested
    beyond = last + dt.timedelta(days=30)
    dated = [pl.lit(beyond).alias(name) for name in ("train_until", "test_from", "test_until")]
    final = predicted.folds.tail(1).with_columns(dated, n_test=0).cast(predicted.folds.schema)
    extra = matrix.rows.tail(1).with_columns(date=pl.lit(last + dt.timedelta(days=9)), y=pl.lit(1e6))
    more = Matrix(pl.concat([matrix.rows, extra]), pl.concat([matrix.X, matrix.X.tail(1)]))
    table = train_test_drift(more, replace(predicted, folds=pl.concat([predicted.folds, final])))
    assert table.equals(train_test_drift(matrix, predicted))
