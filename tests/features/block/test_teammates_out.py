from __future__ import annotations

import polars as pl
import pytest

from nba_props.errors import NBAPropsError
from nba_props.features.block.teammates_out import TeammatesOut
from tests.features.block.hand import Row, features, row, upcoming, value

BLOCK = TeammatesOut(
    stats=["minutes", "target"], opponent_stats=["minutes"], position_stats=["minutes"], games=2
)
DEEP_BENCH = 9


def played(day: int, points: dict[int, int]) -> list[Row]:
    bench = row(day, DEEP_BENCH, minutes=11.0)
    return [row(day, player, minutes=30.0, points=scored) for player, scored in points.items()] + [bench]


ROWS = [
    *played(1, {1: 10, 2: 20, 3: 6}),
    *played(3, {1: 10, 2: 24}),  # the third man misses it
    row(3, 5, "BBB", "AAA", minutes=25.0),
    upcoming(5, 1),
    upcoming(5, 2),
    upcoming(5, 5, "BBB", "AAA"),
]


def test_a_rotation_player_who_is_out_vacates_what_he_averages_when_he_plays() -> None:
    made = features(BLOCK, ROWS, out=[(5, "AAA", 2)])
    assert value(made, "players_vacated", 5) == 1
    assert value(made, "minutes_vacated", 5) == 30
    assert value(made, "points_vacated", 5) == 22


def test_a_game_of_which_a_stat_is_unknown_is_none_of_its_mean() -> None:
    def vacated(*points: int | None) -> float | None:
        second = [
            row(day, 2, minutes=30.0, points=scored) for day, scored in zip((1, 3), points, strict=True)
        ]
        rest = [one for one in ROWS if one["player_id"] != 2 or one["minutes"] is None]
        found: float | None = value(features(BLOCK, rest + second, out=[(5, "AAA", 2)]), "points_vacated", 5)
        return found

    assert vacated(20, 24) == 22
    assert vacated(None, 24) == 24
    assert vacated(20, None) == 20


def test_who_may_be_out_vacates_in_proportion() -> None:
    made = features(BLOCK, ROWS, out=[(5, "AAA", 2, 0.25)])
    assert value(made, "players_vacated", 5) == 0.25
    assert value(made, "minutes_vacated", 5) == 7.5
    assert value(made, "minutes_vacated_excess", 5) == 7.5 - 15


def test_the_excess_is_what_is_vacated_beyond_the_recent_norm() -> None:
    two_out = features(BLOCK, ROWS, out=[(5, "AAA", 2), (5, "AAA", 3)])
    # the third man missed one of two games: 15 of the 60 minutes are nothing new
    assert value(two_out, "minutes_vacated_excess", 5) == 60 - 15
    returning = features(BLOCK, ROWS, out=[])
    assert value(returning, "minutes_vacated_excess", 5) == -15
    assert value(returning, "minutes_vacated", 5) == 0


def test_the_end_of_the_bench_vacates_nothing() -> None:
    made = features(BLOCK, ROWS, out=[(5, "AAA", DEEP_BENCH)])
    assert value(made, "players_vacated", 5) == 0


def test_who_has_not_played_for_the_team_lately_vacates_nothing() -> None:
    made = features(BLOCK, ROWS, out=[(5, "AAA", 77), (5, "AAA", 5)])
    assert value(made, "players_vacated", 5) == 0


def test_nobody_vacates_for_himself() -> None:
    made = features(BLOCK, ROWS, out=[(5, "AAA", 2), (5, "AAA", 3)])
    assert value(made, "minutes_vacated", 5, player=2) == 30
    assert value(made, "minutes_vacated", 5, player=1) == 60


def test_the_opponents_absences_come_as_the_opponents() -> None:
    made = features(BLOCK, ROWS, out=[(5, "AAA", 2)])
    assert value(made, "opponent_minutes_vacated", 5, player=5) == 30
    assert value(made, "opponent_minutes_vacated", 5) == 0


def test_only_men_of_the_rows_position_vacate_at_it() -> None:
    positions = {1: "G", 2: "G", 3: "C", DEEP_BENCH: "C"}
    made = features(BLOCK, ROWS, positions, out=[(5, "AAA", 3)])
    assert value(made, "minutes_vacated_position", 5) == 0
    made = features(BLOCK, ROWS, positions, out=[(5, "AAA", 2)])
    assert value(made, "minutes_vacated_position", 5) == 30
    assert value(made, "minutes_vacated_position", 5, player=5) is None  # his position is unknown


def test_a_traded_man_is_neither_out_nor_returning() -> None:
    traded = [*ROWS, row(4, 3, "CCC", "DDD", minutes=30.0)]
    made = features(BLOCK, traded, out=[(5, "AAA", 3)])
    assert value(made, "minutes_vacated", 5) == 0
    assert value(made, "minutes_vacated_excess", 5) == 0


def test_a_team_without_a_past_has_unknown_absences() -> None:
    made = features(BLOCK, ROWS, out=[(1, "AAA", 2)])
    assert value(made, "minutes_vacated", 1) is None


def test_who_else_has_a_row_tonight_changes_nothing() -> None:
    out = [(5, "AAA", 2), (5, "AAA", 3)]
    more = features(BLOCK, [*ROWS, upcoming(5, 3), row(5, 7), row(5, DEEP_BENCH)], out=out)
    expected = features(BLOCK, ROWS, out=out).filter(pl.col("player_id") == 1)
    assert more.filter(pl.col("player_id") == 1).equals(expected)


def test_without_an_availability_input_it_says_what_to_set() -> None:
    with pytest.raises(
        NBAPropsError, match="set availability=expected, availability=reported or availability=as_played"
    ):
        features(BLOCK, ROWS, out=None)
