"""The priced stat: its outcome from the box score."""

from __future__ import annotations

import polars as pl
import pytest

from nba_props.data.dataset import Dataset
from nba_props.errors import ConfigError
from nba_props.features.block.rates import Rates
from nba_props.features.block.rolling import Rolling
from nba_props.features.matrix import build_matrix
from nba_props.features.proof import prove
from nba_props.ledger.settle import outcomes_of
from nba_props.market import Market
from tests.leagues import random_league

MINUTES = Market("minutes", ["minutes"])


def outcomes(market: Market, **columns: list[float | None]) -> list[float | None]:
    return pl.DataFrame(columns).select(market.outcome()).to_series().to_list()


def test_an_outcome_is_the_sum_of_its_stats_and_unknown_where_one_of_them_is() -> None:
    both = Market("pa", ["points", "assists"])
    assert outcomes(both, points=[20, 0, None], assists=[5, 0, 7]) == [25, 0, None]


def test_minutes_are_counted_whole() -> None:
    assert outcomes(MINUTES, minutes=[34.5, 34.49, 0.0, None]) == [35, 34, 0, None]


def test_an_unknown_stat_is_refused() -> None:
    with pytest.raises(ConfigError, match="did you mean minutes"):
        Market("minutes", ["minuts"])


def league() -> Dataset:
    return random_league(1, rounds=12, seasons=1)


def test_the_minutes_of_a_game_are_its_outcome_and_no_feature_of_it_knows_them() -> None:
    blocks = {"rolling": Rolling(["target", "minutes", "points"], [5]), "rates": Rates(["target", "points"])}
    matrix = build_matrix(league(), MINUTES, blocks)
    played = league().player_games["minutes"].round(mode="half_away_from_zero")
    assert matrix.rows["y"].equals(played.alias("y"))
    assert matrix.X.width == len(set(matrix.features))
    prove(league(), MINUTES, blocks, seed=1)


def test_a_bet_on_minutes_is_settled_by_the_minutes_and_void_without_any() -> None:
    settled = outcomes_of(league().player_games, [MINUTES])
    minutes = league().player_games["minutes"]
    assert settled["outcome"].equals(minutes.round(mode="half_away_from_zero").alias("outcome"))
    assert settled["outcome"].null_count() > 0
