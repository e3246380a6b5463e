"""What a bet is worth, and where its best price is."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nba_props.core.arrays import Floats
from nba_props.errors import DataError
from nba_props.pricing.value import best_prices, edge, expected_value, fair_price, value_of_quotes
from tests.properties import quick

prices = st.floats(1.01, 50)


@st.composite
def chances(draw: st.DrawFn) -> tuple[float, float, float]:
    """To win, to be pushed, to lose."""
    win, push = draw(st.floats(0.01, 0.98)), draw(st.floats(0, 0.5))
    push = min(push, 0.99 - win)
    return win, push, 1 - win - push


def quotes(*rows: tuple[str, float, float | None, float | None]) -> pl.DataFrame:
    """Quotes of one player-game: book, line, over price, under price."""
    frame = pl.DataFrame(
        rows, schema=["book", "line", "over_price", "under_price"], orient="row", infer_schema_length=None
    )
    price = pl.col("over_price", "under_price").cast(pl.Float64)
    return frame.with_columns(price, game_id=pl.lit("g"), player_id=1, market=pl.lit("pra"))


def test_a_fair_coin_at_minus_110_loses_a_twenty_second() -> None:
    assert expected_value(0.5, 0.5, 1 + 10 / 11) == pytest.approx(-1 / 22)


def test_a_push_adds_nothing() -> None:
    """0.45 to win 1, 0.1 stake back, 0.45 to lose 1."""
    assert expected_value(0.45, 0.45, 2.0) == pytest.approx(0)


@quick
@given(chances(), prices)
def test_expected_value_is_the_mean_profit(p: tuple[float, float, float], price: float) -> None:
    profits = np.array([price - 1, 0, -1])
    assert expected_value(p[0], p[2], price) == pytest.approx(float(np.dot(p, profits)), abs=1e-12)


@quick
@given(chances())
def test_at_the_fair_price_nothing_is_expected(p: tuple[float, float, float]) -> None:
    win, _, lose = p
    assert expected_value(win, lose, fair_price(win, lose)) == pytest.approx(0, abs=1e-9)


@quick
@given(chances(), prices, prices)
def test_a_better_price_is_worth_more(p: tuple[float, float, float], one: float, two: float) -> None:
    win, _, lose = p
    low, high = sorted((one, two))
    assert expected_value(win, lose, low) <= expected_value(win, lose, high)


@quick
@given(chances(), prices)
def test_a_bet_has_value_exactly_where_it_has_an_edge_over_its_own_price(
    p: tuple[float, float, float], price: float
) -> None:
    win, push, lose = p
    value, beyond = expected_value(win, lose, price), edge(win, push, 1 / price)
    assert value == pytest.approx(float(beyond) * price * (1 - push), abs=1e-9)


@quick
@given(chances(), st.floats(0.01, 0.99))
def test_the_edges_of_both_sides_cancel(p: tuple[float, float, float], novig: float) -> None:
    win, push, lose = p
    assert edge(win, push, novig) + edge(lose, push, 1 - novig) == pytest.approx(0, abs=1e-12)


def test_without_a_chance_there_is_no_fair_price() -> None:
    assert fair_price(0.0, 1.0) == np.inf


def test_a_certain_push_has_no_edge() -> None:
    assert np.isnan(edge(0.0, 1.0, 0.5))


# The best price


def test_the_best_price_is_never_taken_from_another_line() -> None:
    best = best_prices(quotes(("a", 25.5, 1.9, 1.9), ("b", 26.5, 2.4, 1.6), ("c", 25.5, 1.95, 1.85)))
    assert best.select("line", "over_price", "over_book", "under_price", "under_book").rows() == [
        (25.5, 1.95, "c", 1.9, "a"),
        (26.5, 2.4, "b", 1.6, "b"),
    ]


def test_of_equal_prices_the_first_book_of_the_alphabet_is_named() -> None:
    rows = [("b", 25.5, 1.9, 1.9), ("a", 25.5, 1.9, 1.9), ("c", 25.5, 1.9, 1.9)]
    for order in ([0, 1, 2], [2, 1, 0], [1, 2, 0]):
        best = best_prices(quotes(*(rows[i] for i in order)))
        assert best.select("over_book", "under_book").rows() == [("a", "a")]


def test_a_side_that_nobody_offers_has_no_price() -> None:
    best = best_prices(quotes(("a", 25.5, 1.9, None), ("b", 25.5, None, None)))
    assert best.select("over_price", "over_book", "under_price", "under_book").rows() == [
        (1.9, "a", None, None)
    ]


def test_player_games_and_markets_do_not_share_prices() -> None:
    one = quotes(("a", 25.5, 1.9, 1.9))
    other = quotes(("b", 25.5, 3.0, 3.0))
    for column, value in (("game_id", "h"), ("player_id", 2), ("market", "points")):
        frame = pl.concat([one, other.with_columns(pl.lit(value).cast(other[column].dtype).alias(column))])
        assert best_prices(frame).height == 2


@quick
@given(st.lists(st.tuples(st.sampled_from([24.5, 25.5]), prices, prices), min_size=1, max_size=12))
def test_no_quote_at_the_line_beats_the_best(rows: list[tuple[float, float, float]]) -> None:
    frame = quotes(*((f"book {i}", *row) for i, row in enumerate(rows)))
    best = {line: (over, under) for _, _, _, line, over, _, under, _ in best_prices(frame).iter_rows()}
    for line in {row[0] for row in rows}:
        assert best[line][0] == max(over for at, over, _ in rows if at == line)
        assert best[line][1] == max(under for at, _, under in rows if at == line)


# Bets at different lines


def linear(line: Floats) -> Floats:
    """P(over) of an outcome spread evenly over 0 to 50, without pushes."""
    return 1 - line / 50


def test_quotes_at_different_lines_are_compared_through_the_distribution() -> None:
    """The lower price at the lower line is the better bet."""
    frame = quotes(("a", 20.0, 1.9, 1.9), ("b", 30.0, 2.1, 1.7))
    valued = value_of_quotes(frame, linear, np.zeros_like)
    assert valued["p_over"].to_list() == pytest.approx([0.6, 0.4])
    assert valued["value_over"].to_list() == pytest.approx([0.6 * 1.9 - 1, 0.4 * 2.1 - 1])
    assert valued["value_under"].to_list() == pytest.approx([0.4 * 1.9 - 1, 0.6 * 1.7 - 1])


def test_probabilities_may_be_given_as_arrays() -> None:
    frame = quotes(("a", 20.0, 1.9, 1.9)).with_columns(novig_over=pl.lit(0.5))
    row = value_of_quotes(frame, [0.5], [0.1]).row(0, named=True)
    assert row["p_under"] == pytest.approx(0.4)
    assert row["value_over"] == pytest.approx(0.5 * 0.9 - 0.4)
    assert row["value_under"] == pytest.approx(0.4 * 0.9 - 0.5)
    assert row["edge_over"] == pytest.approx(0.5 / 0.9 - 0.5)
    assert row["edge_under"] == pytest.approx(0.4 / 0.9 - 0.5)


def test_a_side_without_a_price_has_no_value() -> None:
    row = value_of_quotes(quotes(("a", 20.0, 1.9, None)), [0.5], [0.0]).row(0, named=True)
    assert row["value_over"] == pytest.approx(-0.05)
    assert row["value_under"] is None
    assert "edge_over" not in row


def test_one_probability_per_quote_is_demanded() -> None:
    with pytest.raises(DataError, match=r"^p_over has shape \(2,\): must be one per quote, \(1,\)$"):
        value_of_quotes(quotes(("a", 20.0, 1.9, 1.9)), [0.5, 0.5], [0.0])


def test_impossible_probabilities_are_named() -> None:
    with pytest.raises(DataError, match=r"^quote 1: p_over=0.9 and p_push=0.2 are no probabilities$"):
        value_of_quotes(quotes(("a", 20.0, 1.9, 1.9), ("b", 20.0, 1.9, 1.9)), [0.5, 0.9], [0.0, 0.2])
