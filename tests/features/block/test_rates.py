from __future__ import annotations

import pytest

from nba_props.features.block.rates import Rates
from tests.features.block.hand import features, row, upcoming, value

TEAM = [
    row(1, minutes=40.0, points=30, rebounds=4, fga=20, fta=10, turnovers=1),
    row(1, player=2, minutes=200.0 / 4, points=10, rebounds=12, fga=10, turnovers=5),
    row(3, minutes=20.0, points=6, rebounds=2, fga=5),
    row(3, player=2, minutes=20.0, points=6, rebounds=0, fga=5),
]
MADE = features(Rates(per_minute=["target"], shares=["rebounds"], windows=[2]), [*TEAM, upcoming(5)])


def test_a_rate_per_minute_is_a_quotient_of_sums() -> None:
    assert value(MADE, "points_per_minute_2", 3) == pytest.approx(30 / 40)
    assert value(MADE, "points_per_minute_2", 5) == pytest.approx(36 / 60)


def test_a_share_is_of_what_his_own_team_did_in_his_games() -> None:
    assert value(MADE, "rebounds_share_2", 3) == pytest.approx(4 / 16)
    assert value(MADE, "rebounds_share_2", 5) == pytest.approx(6 / 18)


def test_usage_counts_possessions_while_on_the_floor() -> None:
    possessions, team = 20 + 0.44 * 10 + 1, 30 + 0.44 * 10 + 6
    first = possessions * 90 / 5 / (40 * team)
    assert value(MADE, "usage_rate_2", 3) == pytest.approx(first)
    both = (possessions * 90 / 5 + 5 * 40 / 5) / (40 * team + 20 * 10)
    assert value(MADE, "usage_rate_2", 5) == pytest.approx(both)


def test_true_shooting_counts_free_throws_at_0_44() -> None:
    assert value(MADE, "true_shooting_rate_2", 3) == pytest.approx(30 / (2 * (20 + 4.4)))


def test_before_the_first_game_every_rate_is_unknown() -> None:
    assert MADE.filter(day=1, player_id=1).drop("day", "player_id").row(0) == (None,) * 4


def test_no_minutes_give_no_rate() -> None:
    made = features(Rates(windows=[2]), [row(1, minutes=0.0), upcoming(2)])
    assert value(made, "points_per_minute_2", 2) is None
