"""Blocks that sum up the player's own past games: lags, rolling, ewm, trend, consistency, season_to_date."""

from __future__ import annotations

import polars as pl
import pytest

from nba_props.errors import ConfigError
from nba_props.features.base import Block
from nba_props.features.block.consistency import Consistency
from nba_props.features.block.ewm import Ewm
from nba_props.features.block.lags import Lags
from nba_props.features.block.rolling import Rolling, Statistic
from nba_props.features.block.season_to_date import SeasonToDate
from nba_props.features.block.trend import Trend
from tests.features.block.hand import features, row, upcoming, value

POINTS = [10, 20, 40, 30]
GAMES = [row(day, points=points) for day, points in zip((1, 3, 5, 7), POINTS, strict=True)]
TONIGHT = upcoming(9)

ONE_COLUMN: list[tuple[Block, str, list[float | None]]] = [
    (Lags(["target"], 2), "points_lag_1", [None, 10, 20, 40, 30]),
    (Lags(["target"], 2), "points_lag_2", [None, None, 10, 20, 40]),
    (Rolling(["target"], [3]), "points_mean_3", [None, 10, 15, 70 / 3, 30]),
    (Rolling(["target"], [2], [Statistic.std]), "points_std_2", [None, None, 50**0.5, 200**0.5, 50**0.5]),
    (Rolling(["target"], [2], [Statistic.min]), "points_min_2", [None, 10, 10, 20, 30]),
    (Rolling(["target"], [2], [Statistic.max]), "points_max_2", [None, 10, 20, 40, 40]),
    (Rolling(["target"], [3], [Statistic.median]), "points_median_3", [None, 10, 15, 20, 30]),
    (Rolling(["target"], [2], [], [0.25]), "points_q25_2", [None, None, 12.5, 25, 32.5]),
    (Ewm(["target"], [1]), "points_ewm_1", [None, 10, 50 / 3, 30, 30]),
    (Trend(["target"], 1, 3), "points_trend_1_3", [None, 0, 5, 40 - 70 / 3, 0]),
    (Trend(["target"], 1, 3), "points_trend_ratio_1_3", [None, 1, 4 / 3, 120 / 70, 1]),
    (Consistency(["target"], [2]), "points_cv_2", [None, None, 50**0.5 / 15, 200**0.5 / 30, 50**0.5 / 35]),
    # against what he averaged until then: 20 over 10 booms, 40 over 15 booms, 30 over 30 does not
    (Consistency(["target"], [2]), "points_boom_2", [None, None, 1, 1, 0.5]),
    (Consistency(["target"], [2]), "points_bust_2", [None, None, 0, 0, 0]),
    (Consistency(["target"], [2]), "points_floor_2", [None, None, 11, 22, 31]),
    (Consistency(["target"], [2]), "points_ceiling_2", [None, None, 19, 38, 39]),
    (SeasonToDate(["target"]), "points_mean_season", [None, 10, 15, 70 / 3, 25]),
    (SeasonToDate(["target"]), "games_season", [0, 1, 2, 3, 4]),
]
"""A block, one of its columns, and its values before each of four games and tonight."""


@pytest.mark.parametrize(("block", "column", "expected"), ONE_COLUMN)
def test_a_feature_is_made_of_the_games_before(
    block: Block, column: str, expected: list[float | None]
) -> None:
    assert features(block, [*GAMES, TONIGHT])[column].to_list() == pytest.approx(expected)


@pytest.mark.parametrize(("block", "column", "expected"), ONE_COLUMN)
def test_another_player_changes_nothing(block: Block, column: str, expected: list[float | None]) -> None:
    others = [row(day, player=2, points=99) for day in (1, 2, 3, 5, 7, 9)]
    both = features(block, [*GAMES, TONIGHT, *others])
    assert both.filter(pl.col("player_id") == 1)[column].to_list() == pytest.approx(expected)


@pytest.mark.parametrize(("block", "column", "expected"), ONE_COLUMN)
def test_a_past_game_without_an_outcome_is_no_game(
    block: Block, column: str, expected: list[float | None]
) -> None:
    made = features(block, [*GAMES, upcoming(6), TONIGHT])
    assert value(made, column, 6) == pytest.approx(expected[3])
    assert value(made, column, 9) == pytest.approx(expected[4])


@pytest.mark.parametrize(("block", "column", "expected"), ONE_COLUMN)
def test_a_trade_does_not_end_the_players_past(
    block: Block, column: str, expected: list[float | None]
) -> None:
    traded = [GAMES[0], GAMES[1], row(5, team="CCC", points=40), row(7, team="CCC", points=30), TONIGHT]
    assert features(block, traded)[column].to_list() == pytest.approx(expected)


def test_neither_of_two_games_on_one_date_sees_the_other() -> None:
    twice = [
        row(1, points=10),
        row(3, points=20, game_id="a"),
        row(3, points=40, game_id="b"),
        upcoming(5),
    ]
    made = features(Rolling(["target"], [2]), twice)
    assert made["points_mean_2"].to_list() == [
        None,
        10,
        10,
        20,
    ]  # a date counts once: (10 + (20 + 40) / 2) / 2


def test_the_season_to_date_begins_anew() -> None:
    rows = [row(1, points=10, season="2022-23"), row(3, points=20), upcoming(5)]
    made = features(SeasonToDate(["target"]), rows)
    assert made["points_mean_season"].to_list() == [None, None, 20]
    assert made["games_season"].to_list() == [0, 0, 1]


def test_a_ratio_to_nothing_is_unknown() -> None:
    made = features(Trend(["target"], 1, 3), [row(1), row(2), upcoming(3)])
    assert made["points_trend_ratio_1_3"].to_list() == [None, None, None]


def test_a_stat_that_no_source_gave_stays_unknown() -> None:
    rows = [row(1, fga=None), row(3, fga=8), upcoming(5)]
    assert features(Lags(["fga"], 1), rows)["fga_lag_1"].to_list() == [None, None, 8]


def test_a_game_of_which_a_stat_is_unknown_is_none_of_its_mean() -> None:
    rows = [row(1, points=None), row(2, points=10), row(3, points=None), row(4, points=30), upcoming(5)]
    made = features(SeasonToDate(["target", "minutes"]), rows)
    assert made["points_mean_season"].to_list() == [None, None, 10, 10, 20]
    assert made["minutes_mean_season"].to_list() == [None, 20, 20, 20, 20]
    assert made["games_season"].to_list() == [0, 1, 2, 3, 4]


def test_one_of_two_games_on_a_date_of_which_a_stat_is_unknown_is_none_of_its_mean() -> None:
    day = [row(1, game_id="a", points=10), row(1, game_id="b", points=None)]
    made = features(Rolling(["target", "minutes"], [2]), [*day, upcoming(3)])
    assert value(made, "points_mean_2", 3) == 10
    assert value(made, "minutes_mean_2", 3) == 20


def test_a_game_of_which_a_stat_is_unknown_leaves_the_weighted_mean_as_it_was() -> None:
    rows = [row(1, points=10), row(3, points=20), row(5, points=None), upcoming(7)]
    made = features(Ewm(["target"], [1]), rows)
    assert made["points_ewm_1"].to_list() == pytest.approx([None, 10, 50 / 3, 50 / 3])


def test_a_short_window_must_be_shorter_than_the_long_one() -> None:
    with pytest.raises(ConfigError, match="long=5: must be more than short=5"):
        Trend(short=5, long=5)


def test_settings_out_of_range_are_all_told() -> None:
    with pytest.raises(ConfigError) as error:
        Consistency(windows=[1], boom=0.5, floor=0.7)
    assert len(error.value.problems) == 3


@pytest.mark.parametrize("block", [Consistency, Ewm, Lags, Rolling, Trend])
def test_no_stat_at_all_is_refused_by_name(block: type[Consistency | Ewm | Lags | Rolling | Trend]) -> None:
    with pytest.raises(ConfigError, match=r"stats=\[\]: must be a list of at least 1"):
        block(stats=[])


def test_statistics_that_would_have_one_name_are_refused() -> None:
    with pytest.raises(ConfigError, match=r"statistics=\['mean', 'mean'\]: must be a list without repeats"):
        Rolling(statistics=[Statistic.mean, Statistic.mean])
    with pytest.raises(
        ConfigError, match=r"quantiles=.*: must be a list of values that differ in six digits"
    ):
        Rolling(quantiles=[0.3333333, 0.33333334])
    with pytest.raises(ConfigError, match=r"statistics=\[\]: must be a list of at least 1"):
        Rolling(statistics=[])
