from __future__ import annotations

from nba_props.features.block.schedule import Schedule
from tests.features.block.hand import features, row, upcoming, value

SCHEDULE = [
    row(1, home=False),
    row(2, player=2),
    row(3, player=3, team="BBB", opponent="CCC"),
    upcoming(4, player=2),
    upcoming(5),
    upcoming(5, player=3, team="BBB", opponent="AAA"),
]
MADE = features(Schedule(days=[4]), SCHEDULE)


def test_the_team_rests_since_its_last_game_whoever_played_in_it() -> None:
    assert [value(MADE, "team_rest_days", day) for day in (1, 5)] == [None, 1]
    assert [value(MADE, "team_back_to_back", day) for day in (1, 5)] == [None, True]


def test_the_player_rests_since_he_last_played() -> None:
    assert value(MADE, "player_rest_days", 5) == 4
    assert value(MADE, "player_games_4d", 5) == 1
    assert value(MADE, "player_rest_days", 4, player=2) == 2


def test_games_that_are_scheduled_count_for_the_team_before_they_are_played() -> None:
    assert value(MADE, "team_games_4d", 5) == 3


def test_the_opponents_rest_is_its_own() -> None:
    assert value(MADE, "opponent_rest_days", 5) == 2
    assert value(MADE, "opponent_rest_days", 5, player=3) == 1


def test_the_window_of_days_ends_before_tonight() -> None:
    rows = [row(1), row(2), row(3), row(6), row(7)]
    made = features(Schedule(days=[4]), rows)
    assert [value(made, "team_games_4d", day) for day in (1, 2, 3, 6, 7)] == [0, 1, 2, 2, 2]


def test_a_long_break_counts_as_the_longest_rest() -> None:
    made = features(Schedule(longest_rest=5), [row(1), row(28)])
    assert value(made, "player_rest_days", 28) == 5


def test_home_and_the_day_of_the_season_are_the_rows_own() -> None:
    assert [value(MADE, "home", day) for day in (1, 5)] == [False, True]
    assert [value(MADE, "season_day", day) for day in (1, 5)] == [0, 4]


def test_other_rows_of_the_date_matter_not() -> None:
    alone = features(Schedule(days=[4]), [r for r in SCHEDULE if r["player_id"] != 3 or r["date"].day < 5])
    assert alone.filter(day=5, player_id=1).equals(MADE.filter(day=5, player_id=1))
