"""The simulated league has the moments of the real one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nba_props.data.demo import DemoLeague
from tests.sizes import DEEP

STATS = ("minutes", "points", "rebounds", "assists", "threes", "pra")
SEASONS = ("2021-22", "2022-23", "2023-24")
COLUMNS = {
    "PLAYER_ID": "player_id",
    "GAME_ID": "game_id",
    "GAME_DATE": "date",
    "TEAM_ABBREVIATION": "team",
    "MIN": "minutes",
    "PTS": "points",
    "REB": "rebounds",
    "AST": "assists",
    "FG3M": "threes",
}
TOLERANCE = 0.15


def moments(games: pl.DataFrame) -> dict[str, float]:
    """Means, variances, lag-1 autocorrelations and correlations of one season."""
    games = games.with_columns(pra=pl.col("points") + pl.col("rebounds") + pl.col("assists"))
    games = games.sort("player_id", "date")
    out = {"rows a game": games.height / games["game_id"].n_unique()}
    for stat in STATS:
        value, usual = pl.col(stat).cast(pl.Float64), pl.col(stat).mean().over("player_id")
        pairs = games.select(now=value, before=value.shift(1).over("player_id"), usual=usual).drop_nulls()
        out[f"mean {stat}"] = games.select(value.mean()).item()
        out[f"variance {stat}"] = games.select(value.var()).item()
        out[f"variance {stat} within players"] = games.select((value - usual).var()).item()
        out[f"lag {stat}"] = pairs.select(pl.corr("now", "before")).item()
        apart = (pl.col("now") - pl.col("usual"), pl.col("before") - pl.col("usual"))
        out[f"lag {stat} within players"] = pairs.select(pl.corr(*apart)).item()
    for one, other in (("points", "rebounds"), ("points", "assists"), ("rebounds", "assists")):
        out[f"{one} and {other}"] = games.select(pl.corr(one, other)).item()
    points = games.group_by("game_id", "team").agg(pl.col("points").sum())["points"]
    out["spread of team points"] = float(points.std())  # type: ignore[arg-type]
    return out


def mean_moments(seasons: list[pl.DataFrame]) -> dict[str, float]:
    parts = [moments(season) for season in seasons]
    return {name: float(np.mean([part[name] for part in parts])) for name in parts[0]}


@pytest.fixture(scope="module")
def real(real_data: Path) -> dict[str, float]:
    files = [real_data / "game_logs" / f"player_game_logs_{season}.csv" for season in SEASONS]
    return mean_moments(
        [pl.read_csv(file, columns=list(COLUMNS), infer_schema_length=None).rename(COLUMNS) for file in files]
    )


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=DEEP)])
def test_the_moments_are_those_of_the_real_seasons(real: dict[str, float], seed: int) -> None:
    games = DemoLeague(seasons=3).load(seed).player_games.drop_nulls("minutes")
    simulated = mean_moments([part for _, part in games.group_by("season")])
    off = {name: simulated[name] / value - 1 for name, value in real.items()}
    assert {name: round(share, 3) for name, share in off.items() if abs(share) > TOLERANCE} == {}
