"""Blocks about the two teams: team, opponent, player_vs_opponent."""

from __future__ import annotations

import polars as pl
import pytest

from nba_props.features.block.opponent import Opponent
from nba_props.features.block.player_vs_opponent import PlayerVsOpponent
from nba_props.features.block.team import Team
from tests.features.block.hand import features, row, upcoming, value

A, B, C = ("AAA", "BBB"), ("BBB", "AAA"), ("CCC", "BBB")
ROWS = [
    row(1, 1, *A, points=30, minutes=120.0, fga=20, fgm=10, threes=4, oreb=2, turnovers=2, plus_minus=15),
    row(1, 2, *A, points=10, minutes=120.0, fga=10, fgm=5, plus_minus=10),
    row(1, 3, *B, points=15, minutes=240.0, fga=30, plus_minus=-25),
    row(3, 4, *C, points=60, minutes=240.0),
    row(3, 3, "BBB", "CCC", points=20, minutes=240.0, plus_minus=-200),
    upcoming(5, 1, *A),
    upcoming(5, 3, *B),
]


def test_the_team_is_the_sum_of_its_players_per_game() -> None:
    made = features(Team(["target"], [2]), ROWS)
    assert value(made, "team_points_mean_2", 5) == 40
    assert value(made, "team_points_mean_2", 5, player=3) == 17.5
    assert value(made, "team_points_mean_2", 1) is None


def test_pace_shooting_and_margin_follow_their_formulas() -> None:
    made = features(Team(["target"], [2]), ROWS)
    assert value(made, "team_pace_2", 5) == pytest.approx(30 + 2 - 2)
    assert value(made, "team_shooting_2", 5) == pytest.approx((15 + 0.5 * 4) / 30)
    assert value(made, "team_margin_2", 5) == 5
    assert value(made, "team_margin_2", 5, player=3) == -22.5


def test_overtime_is_no_pace() -> None:
    rows = [row(1, minutes=265.0, fga=106), upcoming(3)]
    assert value(features(Team(["target"], [2]), rows), "team_pace_2", 3) == pytest.approx(106 * 240 / 265)


def test_a_defence_has_allowed_what_all_who_played_against_it_added_up_to() -> None:
    made = features(Opponent(["target"], [], windows=[2]), ROWS)
    assert value(made, "points_allowed_2", 5) == 50  # BBB allowed 40, then 60
    assert value(made, "points_allowed_2", 5, player=3) == 15
    assert value(made, "points_allowed_2", 3, player=4) == 40
    assert value(made, "points_allowed_2", 1) is None


def test_what_is_allowed_is_compared_with_the_leagues_season_so_far() -> None:
    made = features(Opponent(["target"], [], windows=[2]), ROWS)
    league = (40 + 15 + 60 + 20) / 4
    assert value(made, "points_allowed_relative_2", 5) == pytest.approx(50 / league)
    assert value(made, "points_allowed_relative_2", 3, player=4) == pytest.approx(40 / (55 / 2))


def test_games_of_which_a_stat_is_unknown_are_not_games_without_any() -> None:
    known = [row(1, 1, *A, points=30), row(1, 3, *B, points=10)]
    unknown = [row(1, n, team, "EEE", points=None) for n, team in ((5, "CCC"), (6, "DDD"))]
    made = features(Opponent(["target"], [], windows=[2]), [*known, *unknown, upcoming(3, 1, *A)])
    assert value(made, "points_allowed_2", 3) == 30
    assert value(made, "points_allowed_relative_2", 3) == 30 / 20


def test_the_opponents_own_form_is_its_own() -> None:
    made = features(Opponent(["target"], ["points"], windows=[2]), ROWS)
    assert value(made, "opponent_points_mean_2", 5) == 17.5
    assert value(made, "opponent_margin_2", 5) == -22.5


def test_by_position_counts_per_minute_of_that_position() -> None:
    positions = {1: "G", 2: "C", 3: "G", 4: "G"}
    made = features(Opponent(["target"], [], ["target"], [2], position_window=2), ROWS, positions)
    assert value(made, "points_allowed_position_2", 5) == pytest.approx((30 + 60) / (120 + 240))
    league = (30 + 15 + 60 + 20) / (120 + 240 + 240 + 240)
    assert value(made, "points_allowed_position_relative_2", 5) == pytest.approx((90 / 360) / league)


def test_a_player_without_a_position_has_nothing_by_position() -> None:
    made = features(Opponent(["target"], [], ["target"], [2]), ROWS, {3: "G", 4: "G"})
    assert value(made, "points_allowed_position_20", 5) is None


def test_without_positions_there_are_no_columns_by_position() -> None:
    assert not [c for c in features(Opponent(), ROWS).columns if "position" in c]


def test_the_players_past_with_another_team_against_the_opponent_counts() -> None:
    rows = [
        row(1, points=10),
        row(3, points=99, opponent="CCC"),
        row(5, points=20, team="DDD"),
        upcoming(7, team="DDD"),
    ]
    made = features(PlayerVsOpponent(["target"], window=2), rows)
    assert made["points_vs_opponent_2"].to_list() == [None, None, 10, 15]
    assert made["games_vs_opponent"].to_list() == [0, 0, 1, 2]


@pytest.mark.parametrize("block", [Team(), Opponent()])
def test_tonights_outcomes_of_others_change_nothing(block: Team | Opponent) -> None:
    played = [*ROWS[:-2], row(5, 1, *A), row(5, 3, *B, points=99), row(5, 2, *A, points=50)]
    expected = features(block, ROWS).filter(pl.col("player_id") == 1)
    assert features(block, played).filter(pl.col("player_id") == 1).equals(expected)
