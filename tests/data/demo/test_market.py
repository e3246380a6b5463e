"""The bookmakers and the injury report."""

from __future__ import annotations

from functools import cache

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from nba_props.core.keys import PLAYER_GAME
from nba_props.data.dataset import Dataset
from nba_props.data.demo import DemoLeague
from nba_props.data.demo.names import BOOKS, MARKETS
from tests.leagues import season

LATE = 15
"""Closing quotes are younger than this many minutes."""


def with_truth(data: Dataset) -> pl.DataFrame:
    """The quotes with the true chance of the over at tip-off, the no-vig one, and which are closing."""
    assert data.truth is not None
    parts = []
    for name, stats in MARKETS.items():
        quotes = data.prop_lines.filter(pl.col("market") == name)
        rows = data.truth.rows_of(quotes)
        true = data.truth.p_over(stats, rows, quotes["line"].to_numpy())
        parts.append(quotes.with_columns(true=pl.Series(true)))
    over, under = 1 / pl.col("over_price"), 1 / pl.col("under_price")
    return pl.concat(parts).with_columns(
        no_vig=over / (over + under),
        overround=over + under - 1,
        closing=(pl.col("tip_off") - pl.col("quoted_at")).dt.total_minutes() < LATE,
        over_value=pl.col("true") * pl.col("over_price") - 1,
        under_value=(1 - pl.col("true")) * pl.col("under_price") - 1,
    )


@cache
def demo(efficiency: float = 1.0, biased_book: str | None = None, bias: float = 0.0) -> pl.DataFrame:
    source = DemoLeague(seasons=1, efficiency=efficiency, biased_book=biased_book, bias=bias)
    return with_truth(season() if source == DemoLeague(seasons=1) else source.load(7))


def test_lines_are_for_existing_player_games_and_end_in_a_half(league: Dataset) -> None:
    lines = league.prop_lines
    assert lines.join(league.player_games, on=[*PLAYER_GAME, "date"], how="anti").height == 0
    assert (lines["line"] % 1 == 0.5).all()
    assert not lines["one_sided"].any()
    assert set(lines["market"]) == set(MARKETS)
    assert set(lines["book"]) == set(BOOKS)


def test_eight_to_nine_players_a_game_have_lines(league: Dataset) -> None:
    lined = league.prop_lines.select(PLAYER_GAME).unique().height / 1230
    assert 8 <= lined <= 9


def test_quotes_are_of_the_morning_or_of_the_last_minutes_before_tip_off(league: Dataset) -> None:
    lines = league.prop_lines.with_columns(local=pl.col("quoted_at").dt.convert_time_zone("America/New_York"))
    assert (lines["local"].dt.date() == lines["date"]).all()
    before = (lines["tip_off"] - lines["quoted_at"]).dt.total_minutes()
    assert before.min() >= 2  # type: ignore[operator]
    morning = lines["local"].dt.hour() == 9
    assert (morning | (before < 100)).all()
    tip = lines["tip_off"].dt.convert_time_zone("America/New_York").dt.hour()
    assert tip.is_between(19, 22).all()


def test_every_book_has_its_margin() -> None:
    margins = demo().group_by("book").agg(pl.col("overround").mean())
    for book, overround in margins.iter_rows():
        assert overround == pytest.approx(BOOKS[book], abs=2e-3)


def test_an_efficient_market_closes_at_the_truth() -> None:
    closing = demo().filter("closing").join(scratched(), on=PLAYER_GAME, how="anti")
    error = closing["no_vig"] - closing["true"]
    assert error.abs().max() < 0.015  # type: ignore[operator]
    by_market = closing.with_columns(error=error).group_by("market", "book").agg(pl.col("error").mean().abs())
    assert by_market["error"].max() < 5e-4  # type: ignore[operator]


def test_an_efficient_market_opens_without_bias() -> None:
    opening = demo().filter(~pl.col("closing")).join(scratched(), on=PLAYER_GAME, how="anti")
    error = (opening["no_vig"] - opening["true"]).to_numpy()
    assert abs(error.mean()) < 2e-3
    assert 0.005 < error.std() < 0.05


def test_no_bet_on_an_efficient_close_is_expected_to_win_not_even_at_the_best_price() -> None:
    closing = demo().filter("closing")
    assert closing["over_value"].max() < 0  # type: ignore[operator]
    assert closing["under_value"].max() < 0  # type: ignore[operator]


def test_every_book_expects_to_win_on_both_sides() -> None:
    means = demo().group_by("book", "closing").agg(pl.col("over_value", "under_value").mean())
    assert means.select(pl.max_horizontal(pl.col("over_value", "under_value").max())).item() < -0.03


@pytest.mark.slow
def test_the_less_efficient_the_further_from_the_truth() -> None:
    errors = []
    for efficiency in (1.0, 0.6, 0.0):
        closing = demo(efficiency=efficiency).filter("closing")
        errors.append(float((closing["no_vig"] - closing["true"]).std()))  # type: ignore[arg-type]
    assert errors[0] < 0.006
    assert errors[1] > 5 * errors[0]
    assert errors[2] > 1.5 * errors[1]


@pytest.mark.slow
def test_an_inefficient_market_can_be_beaten_by_who_knows_the_truth() -> None:
    best = demo(efficiency=0.0).filter("closing").select(pl.max_horizontal("over_value", "under_value"))
    assert (best.to_series() > 0).mean() > 0.2  # type: ignore[operator]


@pytest.mark.slow
def test_a_biased_book_can_be_beaten_and_the_others_cannot() -> None:
    quotes = demo(biased_book="Delta", bias=0.15).filter("closing")
    delta, others = quotes.filter(pl.col("book") == "Delta"), quotes.filter(pl.col("book") != "Delta")
    points = delta.filter(pl.col("market") == "points")
    assert points["under_value"].mean() > 0.03  # type: ignore[operator]
    assert others.select(pl.max_horizontal("over_value", "under_value")).to_series().max() < 0  # type: ignore[operator]
    assert (delta["line"] % 1 == 0.5).all()


@cache
def scratched() -> pl.DataFrame:
    games = season().player_games
    return games.filter(pl.col("minutes").is_null()).select(PLAYER_GAME)


def test_some_lined_players_sit_and_their_lines_are_pulled(league: Dataset) -> None:
    sat = league.player_games.filter(pl.col("minutes").is_null())
    assert 80 < sat.height < 400
    lines = league.prop_lines.join(sat.select(PLAYER_GAME), on=PLAYER_GAME)
    assert lines.select(PLAYER_GAME).unique().height > 0.8 * sat.height
    before = (lines["tip_off"] - lines["quoted_at"]).dt.total_minutes()
    assert before.min() > 75  # type: ignore[operator]


def test_the_report_is_known_before_tip_off(league: Dataset) -> None:
    assert league.reports is not None
    tips = league.prop_lines.select("game_id", "tip_off").unique("game_id")
    known = league.reports.join(tips, on="game_id")
    assert known.height == league.reports.height
    assert (known["known_at"] < known["tip_off"]).all()
    late = known.filter(
        pl.col("known_at").dt.convert_time_zone("America/New_York").dt.date() == pl.col("date")
    )
    assert set(late["status"]) == {"out", "available"}


def test_whoever_is_reported_out_does_not_play_and_the_questionable_do_or_do_not(league: Dataset) -> None:
    assert league.reports is not None
    played = league.player_games.select(*PLAYER_GAME, plays=pl.col("minutes").is_not_null())
    report = league.reports.join(played, on=PLAYER_GAME, how="left").with_columns(
        pl.col("plays").fill_null(value=False)
    )
    rate = dict(report.group_by("status").agg(pl.col("plays").mean()).iter_rows())
    assert rate["out"] == rate["doubtful"] == 0
    assert 0.4 < rate["questionable"] < 0.8
    assert rate["available"] > 0.9
    assert np.isclose(report.filter(pl.col("status") == "out").height / 1230, 5, atol=1.5)


def test_players_play_for_the_team_that_reports_them(league: Dataset) -> None:
    assert league.reports is not None
    both = league.reports.join(league.player_games, on=PLAYER_GAME)
    assert (both["team"] == both["team_right"]).all()


@pytest.mark.slow
def test_a_market_has_the_same_quotes_alone_and_among_others() -> None:
    every = DemoLeague(seasons=1).load(3).prop_lines
    alone = DemoLeague(seasons=1, markets=["threes"]).load(3).prop_lines
    assert alone["market"].unique().to_list() == ["threes"]
    assert_frame_equal(alone, every.filter(pl.col("market") == "threes"))
