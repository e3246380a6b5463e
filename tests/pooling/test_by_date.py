"""Pools by date: each learns from earlier dates alone, and whole runs are pooled as of the bet."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from nba_props.core.keys import PLAYER_GAME
from nba_props.pipeline.forecast import Forecast
from nba_props.pipeline.line_prices import ANCHOR, ANCHOR_PRICE
from nba_props.pooling.by_date import PoolByDate, pool_by_date
from nba_props.pooling.logit import LogitPooling
from tests.simulated import Walked, quick

pytestmark = pytest.mark.slow

POOLED = ("calibration=platt", "pooling=logit")


@pytest.fixture(scope="module")
def run() -> Walked:
    """A quick run with a pool."""
    return quick(*POOLED)


@pytest.fixture(scope="module")
def pooled(run: Walked) -> Forecast:
    """Its probabilities."""
    return run.forecast()


def rows_of(run: Walked, forecast: Forecast) -> pl.DataFrame:
    """What the pool learns from."""
    priced = forecast.price(run.lines)
    keys = forecast.predictions.rows.select("fold", "date", *PLAYER_GAME, "y")
    known = priced.join(keys, on=PLAYER_GAME, how="inner", maintain_order="left")
    return known.select(
        "fold", "date", model=pl.col("model_p_over") / (1 - pl.col("p_push")), price="novig_over",
        over=pl.when(pl.col("y") != pl.col("line")).then(pl.col("y") > pl.col("line")).cast(pl.Float64),
    ).sort("date")  # fmt: skip


def test_later_outcomes_change_no_earlier_pool(run: Walked, pooled: Forecast) -> None:
    rows = rows_of(run, pooled)
    since = rows["date"].unique().sort()[len(rows["date"].unique()) // 2]
    turned = rows.with_columns(
        pl.when(pl.col("date") >= since).then(1 - pl.col("over")).otherwise("over").alias("over")
    )
    folds = pooled.predictions.folds
    one, two = (pool_by_date(LogitPooling(), table, folds) for table in (rows, turned))
    before = [day for day in one.since if dt.date.fromisoformat(day) <= since]
    assert len(before) > 10
    assert one.since == two.since
    assert one.pools[: len(before)] == two.pools[: len(before)]
    assert one.pools[-1] != two.pools[-1]


def test_the_run_is_pooled_by_what_each_date_knew(run: Walked, pooled: Forecast) -> None:
    assert pooled.pool == pool_by_date(run.experiment.pooling, rows_of(run, pooled), pooled.predictions.folds)


def test_without_a_price_the_probability_is_the_models_alone(run: Walked, pooled: Forecast) -> None:
    lines = run.lines.join(pooled.predictions.rows.select(*PLAYER_GAME), on=PLAYER_GAME, how="semi")
    bare = pooled.price(lines.drop("novig_over"))
    priced = pooled.price(lines)
    assert bare["p_over"].equals(bare["model_p_over"])
    assert bare["model_p_over"].equals(priced["model_p_over"])
    assert not priced["p_over"].equals(priced["model_p_over"])


def test_the_first_lines_have_the_price_itself(run: Walked, pooled: Forecast) -> None:
    dated = run.lines.join(pooled.predictions.rows.select(*PLAYER_GAME, "date"), on=PLAYER_GAME)
    first = pooled.price(dated.filter(pl.col("date") == pl.col("date").min()).drop("date"))
    decided = (first["p_over"] / (1 - first["p_push"])).to_numpy()
    known = first["novig_over"].is_not_null().to_numpy()
    assert known.sum() > 5
    assert decided[known] == pytest.approx(first["novig_over"].to_numpy()[known], abs=1e-9)


def test_other_lines_move_with_the_anchor(run: Walked, pooled: Forecast) -> None:
    """The log-odds of a line beside the anchor move by as much as those of the anchor did."""
    at = run.lines.join(pooled.predictions.rows.select(*PLAYER_GAME), on=PLAYER_GAME, how="semi").head(200)
    at = at.filter(pl.col("novig_over").is_not_null())
    beside = at.select(*PLAYER_GAME, (pl.col("line") + 2).alias("line"), pl.col("line").alias(ANCHOR),
                       pl.col("novig_over").alias(ANCHOR_PRICE))  # fmt: skip

    def odds(frame: pl.DataFrame, name: str) -> np.ndarray:
        push = 0 if name == "raw_p_over" else frame["p_push"].to_numpy()
        p = frame[name].to_numpy() / (1 - (frame["p_push"].to_numpy() if name == "raw_p_over" else push))
        return np.log(p) - np.log1p(-p)

    there, moved = pooled.price(at), pooled.price(beside)
    shift = odds(there, "p_over") - odds(there, "raw_p_over")
    assert odds(moved, "p_over") - odds(moved, "raw_p_over") == pytest.approx(shift, abs=1e-6)


def test_a_day_before_all_has_the_first_pool_and_an_unknown_one_the_last(pooled: Forecast) -> None:
    pool = pooled.pool
    assert pool is not None
    p, price = np.array([0.6, 0.6]), np.array([0.5, 0.5])
    dates = np.array(["1990-01-01", "NaT"], "datetime64[D]")
    first, last = pool.pools[0].pool(p[:1], price[:1]), pool.pools[-1].pool(p[:1], price[:1])
    assert pool.over(p, price, dates) == pytest.approx([*first, *last])
    assert PoolByDate.from_dict(pool.to_dict()) == pool


def test_bets_are_made_on_the_pool_alone(run: Walked) -> None:
    outcome = run.outcome
    assert outcome.betting is not None
    ledger = outcome.betting.summary.ledger
    plain = quick("calibration=platt").outcome
    assert plain.betting is not None
    assert ledger.height < plain.betting.summary.ledger.height / 4
    assert {"information_gain", "pool_weight", "model_log_loss"} <= outcome.metrics.keys()
    assert outcome.metrics["model_log_loss"] == pytest.approx(plain.metrics["log_loss"])
    low, high = outcome.intervals["pool_weight"]
    assert low < outcome.metrics["pool_weight"] < high
    gain = 1000 * (outcome.metrics["novig_log_loss"] - outcome.metrics["log_loss"])
    assert outcome.metrics["information_gain"] == pytest.approx(gain, abs=1e-9)


def test_the_weight_of_each_date_is_told(run: Walked) -> None:
    weights = run.outcome.forecast.weights
    assert weights is not None
    assert weights.columns == ["since", "weight", "low", "high", "player_games"]
    assert weights["since"].is_sorted()
    assert weights["player_games"].is_sorted()
    assert (weights["low"] < weights["weight"]).all()
    assert quick("calibration=platt").outcome.forecast.weights is None
