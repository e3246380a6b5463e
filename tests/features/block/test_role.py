"""Blocks about the player's place: role, experience."""

from __future__ import annotations

import polars as pl

from nba_props.features.block.experience import Experience
from nba_props.features.block.role import Role
from tests.features.block.hand import Row, features, row, upcoming, value

ROLE = Role(windows=[2], ranks=["minutes"], roster_games=3)


def squad(day: int, minutes: dict[int, float]) -> list[Row]:
    return [row(day, player, minutes=played) for player, played in minutes.items()]


FIRST = squad(1, {1: 30.0, 2: 36.0, 3: 10.0, 4: 20.0, 5: 25.0, 6: 28.0})
SECOND = squad(3, {1: 38.0, 3: 12.0, 4: 20.0, 5: 25.0, 6: 28.0})
ROWS = [*FIRST, *SECOND, upcoming(5, 1), upcoming(5, 3)]


def test_starters_are_the_five_with_the_most_minutes() -> None:
    made = features(ROLE, ROWS)
    assert value(made, "starter_share_2", 5) == 1
    assert value(made, "starter_share_2", 3, player=3) == 0
    assert value(made, "starter_share_2", 5, player=3) == 0.5  # the sixth man sat on the third


def test_a_share_of_minutes_is_of_one_place_on_the_floor() -> None:
    assert value(features(ROLE, ROWS), "minutes_share_2", 3) == 30 / (149 / 5)


def test_the_rank_is_within_the_roster_of_past_games() -> None:
    made = features(ROLE, ROWS)
    assert value(made, "minutes_rank_3", 3) == 2
    assert value(made, "minutes_rank_3", 5) == 2  # 34 a game, behind the second man's 36
    assert value(made, "minutes_rank_3", 5, player=3) == 6


def test_who_else_has_a_row_tonight_changes_no_rank() -> None:
    more = [*ROWS, *(upcoming(5, player) for player in (2, 4, 5, 6, 7))]
    assert (
        features(ROLE, more)
        .filter(day=5, player_id=3)
        .equals(features(ROLE, ROWS).filter(day=5, player_id=3))
    )


def test_missed_games_are_those_of_the_team() -> None:
    rows = [*FIRST, *SECOND, upcoming(5, 2)]
    made = features(ROLE, rows)
    assert value(made, "games_missed_3", 5, player=2) == 1
    assert value(made, "missed_in_a_row", 5, player=2) == 1
    assert value(made, "missed_in_a_row", 3, player=1) == 0


def test_a_player_away_for_longer_than_the_roster_reaches_has_no_rank() -> None:
    rows = [*FIRST, *(row(day, 1) for day in (2, 3, 4)), upcoming(5, 2)]
    assert value(features(ROLE, rows), "minutes_rank_3", 5, player=2) is None


def test_a_roster_may_reach_back_as_far_as_any_number() -> None:
    rows = [*FIRST, *SECOND, upcoming(5, 1), upcoming(5, 2)]
    every, many = (features(Role(windows=[3], roster_games=n), rows) for n in (2**31 - 1, 50))
    assert every.rows() == many.rows()


def test_a_traded_player_has_no_rank_yet_and_leaves_his_old_roster() -> None:
    away = row(4, 2, team="CCC", minutes=30.0)
    made = features(ROLE, [*FIRST, away, upcoming(5, 1), upcoming(5, 2, team="AAA")])
    assert value(made, "minutes_rank_3", 4, player=2) is None
    assert value(made, "minutes_rank_3", 5) == 1
    assert value(made, "minutes_rank_3", 5, player=2) is None


def test_experience_counts_games_and_days_before_tonight() -> None:
    rows = [row(1), row(4, team="CCC"), row(4, player=2), upcoming(6, team="CCC")]
    made = features(Experience(), rows).filter(pl.col("player_id") == 1)
    assert made["career_games"].to_list() == [0, 1, 2]
    assert made["games_for_team"].to_list() == [0, 0, 1]
    assert made["career_days"].to_list() == [None, 3, 5]
