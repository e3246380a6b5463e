from __future__ import annotations

import numpy as np
import pytest

from nba_props.errors import ConfigError
from nba_props.features.block.similar_lineups import SimilarLineups
from tests.features.block.hand import Row, features, row, upcoming, value

HALF_LIFE, TAU = 2.0, 30.0
BLOCK = SimilarLineups(["points"], HALF_LIFE, TAU, longest=10, games=5, least_minutes=12)


def played(day: int, points: int, *mates: int) -> list[Row]:
    """A game of the first man, with mates of 30 minutes."""
    mine = row(day, 1, minutes=20.0, points=points)
    return [mine, *(row(day, mate, minutes=30.0, points=15) for mate in mates)]


ROWS = [*played(1, 30, 3), *played(3, 10, 2, 3), upcoming(5, 1), upcoming(5, 9, "BBB", "AAA")]
"""The second man missed the first game, in which the first man scored more."""


def mean(old: float, new: float) -> float:
    """The mean of 30 points a game ago and of 10 in the last game, at distances in minutes."""
    w_old, w_new = 0.5 ** (1 / HALF_LIFE) * np.exp(-old / TAU), np.exp(-new / TAU)
    return float((30 * w_old + 10 * w_new) / (w_old + w_new))


def test_with_everybody_there_the_game_with_everybody_counts_most() -> None:
    made = features(BLOCK, ROWS, out=[])
    assert value(made, "points_similar", 5) == pytest.approx(mean(30, 0))


def test_without_the_second_man_the_game_without_him_counts_most() -> None:
    made = features(BLOCK, ROWS, out=[(5, "AAA", 2)])
    assert value(made, "points_similar", 5) == pytest.approx(mean(0, 30))


def test_who_may_sit_is_in_one_of_the_lineups_with_his_probability() -> None:
    made = features(BLOCK, ROWS, out=[(5, "AAA", 2, 0.25)])
    assert value(made, "points_similar", 5) == pytest.approx(mean(0.75 * 30, 0.25 * 30))


def test_likeness_says_how_much_of_the_past_was_like_tonight() -> None:
    made = features(BLOCK, ROWS, out=[])
    weight = 0.5 ** (1 / HALF_LIFE)
    assert value(made, "lineup_likeness", 5) == pytest.approx((weight * np.exp(-1) + 1) / (weight + 1))
    alike = features(BLOCK, [*played(1, 30, 2), *played(3, 10, 2), upcoming(5, 1)], out=[])
    assert value(alike, "lineup_likeness", 5) == 1


def test_the_man_himself_is_no_mate_of_his() -> None:
    assert features(BLOCK, ROWS, out=[(5, "AAA", 1)]).equals(features(BLOCK, ROWS, out=[]))


def test_the_end_of_the_bench_makes_no_lineup() -> None:
    bench = [*ROWS, row(3, 8, minutes=11.0)]
    ours = features(BLOCK, bench, out=[(5, "AAA", 8)])
    assert value(ours, "points_similar", 5) == pytest.approx(mean(30, 0))


def test_a_game_for_another_team_had_none_of_tonights_mates() -> None:
    rows = [row(1, 1, "CCC", "DDD", points=30), *played(3, 10, 2, 3), upcoming(5, 1)]
    assert value(features(BLOCK, rows, out=[]), "points_similar", 5) == pytest.approx(mean(60, 0))
    gone = features(BLOCK, rows, out=[(5, "AAA", 2)])
    assert value(gone, "points_similar", 5) == pytest.approx(mean(30, 30))


def test_no_more_than_the_longest_past_counts() -> None:
    short = SimilarLineups(["points"], HALF_LIFE, TAU, longest=1, games=5, least_minutes=12)
    assert value(features(short, ROWS, out=[]), "points_similar", 5) == 10


def test_a_game_of_which_a_stat_is_unknown_counts_for_others_alone() -> None:
    unknown = [row(1, 1, minutes=20.0, points=None, fga=8), *ROWS[1:]]
    both = SimilarLineups(["points", "fga"], HALF_LIFE, TAU, longest=10, games=5, least_minutes=12)
    made = features(both, unknown, out=[])
    assert value(made, "points_similar", 5) == pytest.approx(10)
    assert value(made, "fga_similar", 5) == pytest.approx(8 * (mean(30, 0) - 10) / 20)
    assert value(made, "lineup_likeness", 5) == value(features(BLOCK, ROWS, out=[]), "lineup_likeness", 5)
    assert value(made, "points_similar", 3) is None
    assert value(made, "points_similar", 3, player=3) == 15


def test_a_man_without_a_past_is_unknown() -> None:
    made = features(BLOCK, ROWS, out=[])
    assert value(made, "points_similar", 1) is None
    assert value(made, "lineup_likeness", 5, player=9) is None


def test_ids_may_be_as_large_as_any_number() -> None:
    """Ids that are hashes are, and no product of one with anything is a number of 64 bits."""
    large = [{**each, "player_id": each["player_id"] * 10**18} for each in ROWS]
    made, usual = features(BLOCK, large, out=[]), features(BLOCK, ROWS, out=[])
    assert made.drop("player_id").equals(usual.drop("player_id"))
    assert value(made, "points_similar", 5, player=10**18) == pytest.approx(mean(30, 0))


def test_all_games_may_count() -> None:
    every = SimilarLineups(["points"], HALF_LIFE, TAU, longest=2**31 - 1, games=2**31 - 1, least_minutes=12)
    assert features(every, ROWS, out=[]).equals(features(BLOCK, ROWS, out=[]))


def test_where_nothing_was_played_yet_nothing_is_known() -> None:
    made = features(BLOCK, [upcoming(5, 1), upcoming(5, 2)], out=[])
    assert made["points_similar"].to_list() == made["lineup_likeness"].to_list() == [None, None]


@pytest.mark.parametrize(("name", "wrong"), [("tau", 0.5), ("half_life", 0.0), ("longest", 0)])
def test_values_that_weigh_nothing_are_refused(name: str, wrong: float) -> None:
    with pytest.raises(ConfigError, match=name):
        SimilarLineups(**{name: wrong})  # type: ignore[arg-type]
