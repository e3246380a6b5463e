"""Segments."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from nba_props.evaluation.bootstrap import DateBootstrap
from nba_props.evaluation.evaluate import evaluate
from nba_props.evaluation.references import fill_naive, join_lines
from nba_props.evaluation.segments import SEGMENTS, segment_frame, segment_metrics, slug

from .cases import simulated, simulated_lines, simulated_rows

OUTCOMES = {"y", "minutes", "won"}


def scored() -> pl.DataFrame:
    rows = fill_naive(simulated_rows(), 15.0)
    return join_lines(rows.drop_nulls("y"), simulated_lines(rows))


def frame_of(rows: pl.DataFrame) -> pl.DataFrame:
    return segment_frame(rows, DateBootstrap.of(rows["date"].to_numpy(), 1, 300))


def of(**columns: object) -> dict[str, str | None]:
    """The values of one row in the cuts that read these columns."""
    row = scored().head(1).with_columns(pl.lit(value).alias(name) for name, value in columns.items())
    return row.select(expr.alias(name) for name, expr in SEGMENTS.items()).row(0, named=True)


def test_no_segment_reads_an_outcome_or_the_prediction() -> None:
    for name, expr in SEGMENTS.items():
        assert not {*expr.meta.root_names()} & {*OUTCOMES, "prediction", "median", "p_over"}, name


def test_every_player_game_is_in_one_value_of_each_segment() -> None:
    rows = scored()
    counts = frame_of(rows).filter(pl.col("metric") == "val_mae").group_by("segment").agg(pl.col("n").sum())
    assert dict(counts.iter_rows()) == dict.fromkeys(SEGMENTS, rows.height)


@pytest.mark.parametrize(
    ("minutes", "possessions", "tier"),
    [
        (34.0, 22.0, "stars"),
        (34.0, 12.0, "rotation"),
        (16.0, 5.0, "rotation"),
        (8.0, 20.0, "bench"),
        (None, None, "new"),
    ],
)
def test_tiers_go_by_past_minutes_and_usage(
    minutes: float | None, possessions: float | None, tier: str
) -> None:
    assert of(past_minutes=minutes, past_possessions=possessions)["tier"] == tier


def test_a_game_on_the_day_after_the_last_is_a_second_night() -> None:
    assert of(team_rest_days=1)["back_to_back"] == "second_night"
    assert of(team_rest_days=2)["back_to_back"] == "rested"
    assert of(team_rest_days=None)["back_to_back"] == "rested"


def test_opponents_are_cut_into_thirds_within_their_season() -> None:
    rows = pl.concat(
        [scored(), scored().with_columns(pl.lit("2022-23").alias("season"), pl.col("opponent_allowed") + 100)]
    )
    cut = rows.with_columns(SEGMENTS["opponent"].alias("cut"))
    shares = cut.group_by("season", "cut").agg((pl.len() / scored().height).alias("share"))["share"]
    assert len(shares) == 6
    assert shares.min() == pytest.approx(1 / 3, abs=0.002)
    one = cut.filter(pl.col("season") == "2023-24").group_by("cut").agg(pl.col("opponent_allowed").mean())
    allowed = dict(one.iter_rows())
    assert allowed["strong"] < allowed["average"] < allowed["weak"]


def test_an_opponent_without_a_past_is_in_no_third() -> None:
    assert of(opponent_allowed=None)["opponent"] is None


def test_a_segment_s_figures_are_those_of_its_rows() -> None:
    rows = scored()
    frame = frame_of(rows)
    home = rows.filter("home")
    row = frame.row(by_predicate=(pl.col("value") == "home") & (pl.col("metric") == "val_mae"), named=True)
    assert row["figure"] == pytest.approx((home["median"] - home["y"]).abs().mean())
    assert row["low"] < row["figure"] < row["high"]
    lines = frame.row(by_predicate=(pl.col("value") == "home") & (pl.col("metric") == "line_mae"), named=True)
    assert lines["n"] == home["line"].count()


def test_a_segment_of_all_rows_has_the_figures_of_the_run() -> None:
    rows = simulated_rows().with_columns(season=pl.lit("2023-24"))
    found = evaluate(replace(simulated(), rows=rows), simulated_lines(rows), seed=1)
    season = {row["metric"]: row for row in found.segments.filter(segment="season").to_dicts()}
    assert set(season) > {"val_mae", "skill_mae"}
    for name, row in season.items():
        assert row["figure"] == found.metrics[name]
        assert (row["low"], row["high"]) == found.intervals.get(name, (None, None))


def test_figures_that_need_a_line_are_absent_where_there_is_none() -> None:
    none = frame_of(scored()).filter((pl.col("segment") == "line") & (pl.col("value") == "none"))
    assert not {"line_mae", "priced_mae", "skill_mae"} & {*none["metric"]}


def test_metric_names_say_segment_value_and_metric() -> None:
    frame = frame_of(scored())
    metrics = segment_metrics(frame)
    assert metrics["segment/venue/home/n_predictions"] > 0
    assert "segment/tier/stars/val_mae" in metrics
    assert "segment/season/2023-24/val_bias" in metrics
    assert not [name for name in metrics if set(name) & set("@=[+")]
    assert len(metrics) == frame.height + frame.filter(pl.col("metric") == "val_mae").height


def test_slugs_hold_nothing_that_a_store_refuses() -> None:
    assert slug("30+ min [a=b] @home") == "30_min_a_b_home"
    assert slug("2023-24") == "2023-24"
    assert slug("+") == "none"
