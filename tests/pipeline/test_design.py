"""What is told of the design matrix."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import polars as pl
import pytest

from nba_props.configuration.compose import load
from nba_props.features.base import Block
from nba_props.features.block.lags import Lags
from nba_props.pipeline.compute import design
from nba_props.pipeline.market_data import MarketData
from nba_props.pipeline.workspace import Workspace
from tests.leagues import random_league


@dataclass
class Heard(Workspace):
    lines: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        self.lines.append(text)


@pytest.mark.parametrize(
    ("unknown", "count", "told"),
    [
        ([], 2, "features: 4 columns"),
        (["blocks"], 2, "features: 4 columns, of which 2 are never known: blocks_lag_1, blocks_lag_2"),
        (
            ["blocks", "steals"],
            3,
            "features: 6 columns, of which 6 are never known: "
            "blocks_lag_1, blocks_lag_2, blocks_lag_3, steals_lag_1, steals_lag_2 and 1 more",
        ),
    ],
)
def test_features_that_no_row_has_are_told(unknown: list[str], count: int, told: str) -> None:
    league = random_league(seasons=1, rounds=3)
    games = league.player_games.with_columns(pl.lit(None, pl.Int64).alias(name) for name in unknown)
    asked = load([])
    blocks: dict[str, Block] = {"lags": Lags(["blocks", "steals"], count)}
    experiment = replace(asked, features=replace(asked.features, blocks=blocks))
    workspace = Heard()
    design(experiment, MarketData.of(experiment, replace(league, player_games=games)), workspace)
    assert workspace.lines == [told]
