"""The stats that a configuration may name are those that the past has."""

from __future__ import annotations

from nba_props.data.schemas import PREGAME_COLUMNS
from nba_props.features.base import STATS
from nba_props.features.history import History
from nba_props.market import Market
from tests.leagues import random_league


def test_every_stat_that_a_block_may_name_is_one_of_the_past_and_the_other_way_round() -> None:
    market = Market("pra", ["points", "rebounds", "assists"])
    history = History.of(random_league(seed=0).player_games, market)
    columns = set(history._played.columns) - set(PREGAME_COLUMNS) - {"position", market.name}
    assert set(history.stats(STATS)) == columns
