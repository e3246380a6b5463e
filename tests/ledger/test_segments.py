"""The same figures, cut by what was known at the bet."""

from __future__ import annotations

import polars as pl
import pytest

from nba_props.errors import DataError
from nba_props.evaluation.bootstrap import DateBootstrap
from nba_props.evaluation.segments import SCHEMA, segment_metrics
from nba_props.ledger.columns import BetResult
from nba_props.ledger.daily import Daily, counted
from nba_props.ledger.metrics import COUNTS, SUMS, betting_metrics
from nba_props.ledger.segments import CONTEXT, SEGMENTS, segment_frame, with_context
from nba_props.ledger.uncertainty import uncertainty
from tests.ledger.cases import simulated_ledger

LEDGER = simulated_ledger()


def figures(frame: pl.DataFrame, segment: str, value: str) -> dict[str, float]:
    part = frame.filter(segment=segment, value=value)
    return dict(part.select("metric", "figure").iter_rows())


def test_all_segments_are_there() -> None:
    frame = segment_frame(LEDGER)
    assert frame.schema == SCHEMA
    assert frame["segment"].unique(maintain_order=True).to_list() == list(SEGMENTS)
    assert set(SEGMENTS) == {
        "tier", "season", "venue", "back_to_back", "month", "edge_size", "book", "side", "market"
    }  # fmt: skip


@pytest.mark.parametrize("segment", list(SEGMENTS))
def test_each_value_has_the_figures_of_its_own_bets(segment: str) -> None:
    frame = segment_frame(LEDGER)
    values = frame.filter(segment=segment)["value"].unique().to_list()
    assert values
    for value in values:
        part = LEDGER.with_columns(SEGMENTS[segment].alias("__cut")).filter(pl.col("__cut") == value)
        expected = {n: v for n, v in betting_metrics(part).items() if n in SUMS | COUNTS}
        assert figures(frame, segment, value) == pytest.approx(expected)


@pytest.mark.parametrize("segment", list(SEGMENTS))
def test_the_values_of_a_segment_share_all_bets_among_them(segment: str) -> None:
    frame = segment_frame(LEDGER).filter(segment=segment, metric="betting_n_bets")
    assert frame["figure"].sum() == counted(LEDGER).height
    assert frame["n"].cast(pl.Float64).equals(frame["figure"].rename("n"))


def test_edges_are_small_medium_or_large() -> None:
    frame = LEDGER.with_columns(
        edge=pl.Series([0.0299, 0.03, 0.0599, 0.06, None] + [0.5] * (LEDGER.height - 5))
    )
    sizes = frame.select(SEGMENTS["edge_size"]).to_series().to_list()[:5]
    assert sizes == ["small", "medium", "medium", "large", None]


def test_only_roi_and_win_rate_have_intervals_and_only_with_a_bootstrap() -> None:
    plain = segment_frame(LEDGER)
    assert plain["low"].null_count() == plain.height
    bootstrap = DateBootstrap.of(LEDGER["date"].to_numpy(), seed=1, resamples=500)
    frame = segment_frame(LEDGER, bootstrap)
    assert frame.drop("low", "high").equals(plain.drop("low", "high"))
    sure = frame.drop_nulls("low")
    assert set(sure["metric"]) == {"betting_roi", "betting_win_rate"}
    assert (sure["low"] <= sure["high"]).all()
    side = sure.filter(segment="side", metric="betting_roi").row(0, named=True)
    won = counted(LEDGER)
    ends = bootstrap.ratio(won["date"].to_numpy(), won["profit"].to_numpy(), won["stake"].to_numpy())
    assert (side["low"], side["high"]) == pytest.approx(ends)


def test_a_segment_of_all_bets_has_the_intervals_of_the_ledger() -> None:
    bootstrap = DateBootstrap.of(LEDGER["date"].to_numpy(), seed=1, resamples=4000)
    whole = uncertainty(Daily.of(LEDGER), bootstrap).intervals
    over = LEDGER.with_columns(season=pl.lit("2023-24"))
    sure = segment_frame(over, bootstrap).filter(segment="season").drop_nulls("low")
    ends = {row["metric"]: (row["low"], row["high"]) for row in sure.to_dicts()}
    assert ends["betting_roi"] == pytest.approx(whole["betting_roi"], abs=1e-12)
    assert ends["betting_win_rate"] == pytest.approx(whole["betting_win_rate"], abs=1e-12)


def test_their_names_are_those_of_the_other_segments() -> None:
    named = segment_metrics(segment_frame(LEDGER))
    assert named["segment/side/over/betting_n_bets"] == counted(LEDGER).height
    assert "segment/edge_size/small/betting_roi" in named


def test_a_ledger_without_bets_that_count_has_no_segments() -> None:
    assert segment_frame(LEDGER.filter(pl.col("result") == BetResult.VOID.value)).height == 0


def test_context_is_joined_and_unknown_players_have_none() -> None:
    bare = LEDGER.drop(CONTEXT)
    rows = LEDGER.select("game_id", "player_id", *CONTEXT)
    assert with_context(bare, rows).select(LEDGER.columns).equals(LEDGER)
    half = with_context(bare, rows.head(100))
    assert half.height == LEDGER.height
    assert half["season"].null_count() == LEDGER.height - 100


def test_context_that_would_double_bets_is_refused() -> None:
    rows = LEDGER.select("game_id", "player_id", *CONTEXT)
    with pytest.raises(DataError, match="two rows share"):
        with_context(LEDGER.drop(CONTEXT), pl.concat([rows, rows.head(1)]))
