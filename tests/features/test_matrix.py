from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import pytest

from nba_props.core.keys import PRE_GAME
from nba_props.errors import NBAPropsError
from nba_props.features.base import Block
from nba_props.features.block.experience import Experience
from nba_props.features.history import History
from nba_props.features.matrix import KEYS, OUTCOMES, build_matrix
from tests.leagues import PRA, random_league


@dataclass
class Ratio(Block):
    def features(self, history: History) -> pl.DataFrame:
        return history.pregame.select((pl.col("player_id") / 0).alias("share"))


def test_an_infinite_feature_is_named_with_its_block() -> None:
    data = random_league(seasons=1, rounds=3)
    rows = data.player_games.height
    with pytest.raises(NBAPropsError) as caught:
        build_matrix(data, PRA, {"odd": Ratio()})
    assert str(caught.value) == (
        f"features.blocks.odd: share is infinite in {rows} of {rows} rows; "
        "must be a number, or null where it is unknown"
    )


def test_each_column_is_a_key_an_outcome_or_known_before_the_game() -> None:
    rows = build_matrix(random_league(seasons=1, rounds=3), PRA, {"experience": Experience()}).rows
    assert sorted(rows.columns) == sorted([*KEYS, *OUTCOMES, *PRE_GAME])
    assert all(dtype.is_numeric() for dtype in rows.select(PRE_GAME).dtypes)
