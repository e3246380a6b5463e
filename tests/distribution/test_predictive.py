"""Reading a table of probabilities, on tables small enough to check by hand."""

from __future__ import annotations

import numpy as np
import pytest

from nba_props.distribution.predictive import MAX_OUTCOME, Predictive, reach
from nba_props.errors import NBAPropsError

DIE = Predictive.of(np.array([np.concatenate([[0], np.arange(1, 7) / 6])]))
TWO = Predictive.concat([DIE, Predictive.of(np.array([[0.5, 1.0]]))])


def test_a_die() -> None:
    assert DIE.mean()[0] == pytest.approx(3.5)
    assert DIE.variance()[0] == pytest.approx(35 / 12)
    assert DIE.median()[0] == 3
    assert DIE.quantile(1 / 6)[0] == 1
    assert DIE.quantile(0.17)[0] == 2
    assert DIE.quantile(1.0)[0] == 6


def test_over_push_and_under_of_a_die() -> None:
    assert [DIE.p_over(3)[0], DIE.p_push(3)[0], DIE.p_under(3)[0]] == pytest.approx([1 / 2, 1 / 6, 1 / 3])
    assert [DIE.p_over(3.5)[0], DIE.p_push(3.5)[0], DIE.p_under(3.5)[0]] == pytest.approx([1 / 2, 0, 1 / 2])


@pytest.mark.parametrize(("line", "over"), [(-1, 1), (-0.5, 1), (6, 0), (7, 0), (1e300, 0), (np.inf, 0)])
def test_lines_beyond_the_table(line: float, over: float) -> None:
    assert DIE.p_over(line)[0] == over
    assert DIE.p_push(line)[0] == pytest.approx(1 / 6 if line == 6 else 0)


def test_an_unknown_line_has_no_probabilities() -> None:
    for p in (DIE.p_over, DIE.p_push, DIE.p_under):
        assert np.isnan(p(np.nan)).all()


def test_a_line_for_each_row() -> None:
    assert TWO.p_over(np.array([5, 0])) == pytest.approx([1 / 6, 1 / 2])


def test_many_lines_of_few_rows() -> None:
    rows = np.array([0, 1, 0, 0])
    assert TWO.p_over(np.array([5, 0, 2, 0.5]), rows) == pytest.approx([1 / 6, 1 / 2, 2 / 3, 1])


def test_too_many_lines_are_refused() -> None:
    with pytest.raises(NBAPropsError, match=r"lines of shape \(3,\).*2 rows"):
        TWO.p_over(np.array([1, 2, 3]))


def test_the_score_of_a_single_number_is_the_absolute_error() -> None:
    sure = Predictive.of(np.array([[0.0, 0, 0, 1]] * 4))
    assert sure.crps([0, 3, 5, 9]) == pytest.approx([3, 0, 2, 6])


def test_the_score_of_a_coin_beyond_its_table() -> None:
    """E|X - 4| - E|X - X'| / 2 = 3.5 - 0.25."""
    assert Predictive.of(np.array([[0.5, 1.0]])).crps([4])[0] == pytest.approx(3.25)


def test_what_has_no_outcome_has_no_score() -> None:
    assert np.isnan(TWO.crps([np.nan, 1])).tolist() == [True, False]
    assert np.isnan(TWO.pit([np.nan, 1], 0.5)).tolist() == [True, False]


def test_the_transform_spreads_an_outcome_over_its_own_part() -> None:
    assert DIE.pit([3], 0.0)[0] == pytest.approx(2 / 6)
    assert DIE.pit([3], 1.0)[0] == pytest.approx(3 / 6)
    assert DIE.pit([99], 0.5)[0] == 1
    assert DIE.pit([-1], 0.5)[0] == 0


def test_outcomes_must_be_one_a_row() -> None:
    with pytest.raises(NBAPropsError, match="one for each of 2 rows"):
        TWO.crps([1.0])


@pytest.mark.parametrize("q", [-0.1, 1.1, np.nan])
def test_a_level_outside_zero_and_one_is_refused(q: float) -> None:
    with pytest.raises(NBAPropsError, match="between 0 and 1"):
        TWO.quantile(q)


@pytest.mark.parametrize("row", [[0.5, 0.4, 1.0], [0.1, np.nan, 1.0]])
def test_a_table_that_falls_or_has_gaps_is_refused(row: list[float]) -> None:
    with pytest.raises(NBAPropsError, match="row 1: "):
        Predictive.of(np.array([[0.1, 0.2, 1.0], row]))


def test_what_the_table_lacks_is_put_at_its_end() -> None:
    assert Predictive.of(np.array([[0.2, 0.9]])).pmf()[0] == pytest.approx([0.2, 0.8])


def test_rows_of_shorter_tables_keep_their_probabilities() -> None:
    assert TWO.pmf()[1] == pytest.approx([0.5, 0.5, 0, 0, 0, 0, 0])
    assert TWO.take(np.array([False, True])).mean() == pytest.approx([0.5])


def test_a_table_has_an_end_whatever_is_predicted() -> None:
    assert len(reach(np.array([1e9]), np.array([1e12]))) == MAX_OUTCOME + 1
