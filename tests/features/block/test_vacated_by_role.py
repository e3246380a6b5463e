from __future__ import annotations

import pytest

from nba_props.features.block.active_share import ActiveShare
from nba_props.features.block.vacated_by_role import VacatedByRole
from tests.features.block.hand import Out, features, row, upcoming, value

BIG, GUARD, BETWEEN = 2, 3, 4
ROWS = [
    row(1, 1, minutes=20.0, rebounds=2, assists=8, points=10),  # 2 of 10 near the rim: a guard
    row(1, BIG, minutes=30.0, rebounds=6, blocks=1, assists=0, points=20),
    row(1, GUARD, minutes=24.0, rebounds=1, assists=9, points=10),
    row(1, BETWEEN, minutes=16.0, rebounds=8, assists=2, points=6),  # 8 of 10: half big, half wing
    row(1, 5, "BBB", "AAA", minutes=25.0),
    upcoming(3, 1),
    upcoming(3, 5, "BBB", "AAA"),
    upcoming(3, 7),
]


def test_bigs_and_guards_are_told_by_rebounds_blocks_and_assists() -> None:
    out: list[Out] = [(3, "AAA", BIG), (3, "AAA", GUARD, 0.5), (3, "AAA", BETWEEN)]
    made = features(VacatedByRole([10]), ROWS, out=out)
    assert value(made, "minutes_vacated_big_10", 3) == pytest.approx(30 + 8)
    assert value(made, "minutes_vacated_wing_10", 3) == pytest.approx(8)
    assert value(made, "minutes_vacated_guard_10", 3) == pytest.approx(12)
    assert value(made, "minutes_active_guard_10", 3) == pytest.approx(12)
    assert value(made, "opponent_minutes_vacated_big_10", 3, player=5) == pytest.approx(38)
    assert value(made, "opponent_minutes_vacated_big_10", 3) == 0


def test_the_same_role_is_the_rows_own() -> None:
    made = features(VacatedByRole([10]), ROWS, out=[(3, "AAA", BIG), (3, "AAA", GUARD)])
    assert value(made, "role_guard_10", 3) == 1
    assert value(made, "minutes_vacated_same_role_10", 3) == 24
    assert value(made, "minutes_active_same_role_10", 3) == 0
    assert value(made, "minutes_vacated_same_role_10", 3, player=7) is None  # nobody knows his role


def test_a_role_is_unknown_where_blocks_are_and_a_wing_who_has_done_nothing() -> None:
    idle = [row(1, 1), row(1, 2), upcoming(3, 1), upcoming(3, 5, "BBB", "AAA")]
    unknown = [{**each, "blocks": None} for each in idle]
    columns = ["role_wing_10", "minutes_vacated_wing_10", "minutes_active_wing_10"]
    for rows, expected in ((idle, [1, 20, 0]), (unknown, [None, None, None])):
        made = features(VacatedByRole([10]), rows, out=[(3, "AAA", 2)])
        assert [value(made, column, 3) for column in columns] == expected
        assert value(made, "opponent_minutes_vacated_wing_10", 3, player=5) == expected[1]


def test_a_share_is_of_those_who_are_expected_to_play() -> None:
    block = ActiveShare(["minutes", "target"], [10])
    all_there = features(block, ROWS, out=[])
    assert value(all_there, "minutes_active_10", 3) == 70
    assert value(all_there, "minutes_active_share_10", 3) == pytest.approx(20 / 90)
    without = features(block, ROWS, out=[(3, "AAA", BIG), (3, "AAA", GUARD, 0.5)])
    assert value(without, "minutes_active_10", 3) == 16 + 12
    assert value(without, "points_active_share_10", 3) == pytest.approx(10 / (10 + 6 + 5))
    assert value(without, "minutes_active_share_10", 3, player=7) is None


def test_nobody_is_missing_from_his_own_share() -> None:
    made = features(ActiveShare(["minutes"], [10]), ROWS, out=[(3, "AAA", 1)])
    assert value(made, "minutes_active_share_10", 3) == pytest.approx(20 / 90)


def test_a_long_window_knows_who_comes_back_after_weeks() -> None:
    rows = [*ROWS[:5], row(3, 1, minutes=20.0), row(5, 1, minutes=20.0), upcoming(7, 1)]
    made = features(ActiveShare(["minutes"], [2, 3]), rows, out=[])
    assert value(made, "minutes_active_2", 7) == 0
    assert value(made, "minutes_active_3", 7) == 70
