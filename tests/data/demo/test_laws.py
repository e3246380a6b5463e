"""The kept truth is the law that the games were drawn from."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nba_props.core.arrays import Floats, Ints
from nba_props.data.dataset import Dataset
from nba_props.data.demo.boxscore import gamma_quantile, poisson_quantile
from nba_props.data.demo.names import MARKETS
from nba_props.data.truth import Truth

STATS = {**MARKETS, "steals": ("steals",), "blocks": ("blocks",), "turnovers": ("turnovers",)}
KS_LIMIT = 1.95
"""The 0.1 % point of the Kolmogorov distribution."""


def outcomes(data: Dataset, stats: tuple[str, ...]) -> tuple[Truth, Ints, Ints]:
    """The truth, the rows with an outcome, and what was scored in them."""
    assert data.truth is not None
    total = data.player_games.select(pl.sum_horizontal(stats).alias("x"), "minutes")
    rows = np.flatnonzero(total["minutes"].is_not_null().to_numpy()).astype(np.int64)
    return data.truth, rows, total["x"].to_numpy()[rows].astype(np.int64)


def kolmogorov(uniform: Floats) -> float:
    """The scaled distance of a sample from the uniform distribution."""
    ordered, count = np.sort(uniform), len(uniform)
    steps = np.arange(count) / count
    distance = max((ordered - steps).max(), (steps + 1 / count - ordered).max())
    return float(distance * np.sqrt(count))


def pit(pmf: Floats, scored: Ints, seed: int) -> Floats:
    """The randomised probability integral transform of the scores."""
    index = np.arange(len(scored))
    at = pmf[index, scored]
    uniform: Floats = np.cumsum(pmf, axis=1)[index, scored] - at * np.random.default_rng(seed).random(
        len(index)
    )
    return uniform


@pytest.mark.parametrize("market", STATS)
def test_outcomes_are_drawn_from_the_truth(league: Dataset, market: str) -> None:
    truth, rows, scored = outcomes(league, STATS[market])
    assert len(rows) > 25_000
    assert kolmogorov(pit(truth.pmf(STATS[market], rows), scored, seed=1)) < KS_LIMIT


@pytest.mark.parametrize("market", MARKETS)
def test_the_test_would_notice_a_mean_that_is_six_percent_off(league: Dataset, market: str) -> None:
    truth, rows, scored = outcomes(league, MARKETS[market])
    off = truth.law.take(rows).scaled(np.full(len(rows), 1.06))
    assert kolmogorov(pit(off.pmf(MARKETS[market]), scored, seed=1)) > KS_LIMIT


@pytest.mark.parametrize("market", MARKETS)
def test_outcomes_agree_with_the_true_mean_where_it_is_high_and_where_it_is_low(
    league: Dataset, market: str
) -> None:
    truth, rows, scored = outcomes(league, MARKETS[market])
    mean = truth.mean(MARKETS[market], rows)
    spread = np.sqrt(truth.law.take(rows).variance(MARKETS[market]))
    for part in np.array_split(np.argsort(mean), 5):
        z = ((scored - mean)[part] / spread[part]).sum() / np.sqrt(len(part))
        assert abs(z) < 3.5


def test_the_truth_knows_more_than_the_season_mean(league: Dataset) -> None:
    truth, rows, scored = outcomes(league, MARKETS["pra"])
    player = league.player_games["player_id"].to_numpy()[rows]
    sums, counts = np.bincount(player, scored), np.bincount(player)
    usual = sums[player] / counts[player]
    gain = 1 - ((scored - truth.mean(MARKETS["pra"], rows)) ** 2).mean() / ((scored - usual) ** 2).mean()
    assert gain > 0.08


def test_team_mates_share_one_ball(league: Dataset) -> None:
    truth, rows, scored = outcomes(league, ("points",))
    variance = truth.law.take(rows).variance(("points",))
    games = league.player_games[rows].select("game_id", "team")
    surplus = games.with_columns(r=pl.Series(scored - truth.mean(("points",), rows)), v=pl.Series(variance))
    teams = surplus.group_by("game_id", "team").agg(pl.col("r", "v").sum())
    assert float(teams["r"].var()) < 0.6 * float(teams["v"].mean())  # type: ignore[arg-type]


def test_poisson_quantiles_invert_the_distribution() -> None:
    uniform = (np.arange(200_000) + 0.5) / 200_000
    for mean in (0.0, 0.3, 4.0, 15.0):
        counts = poisson_quantile(uniform, np.full(len(uniform), mean))
        assert counts.mean() == pytest.approx(mean, abs=1e-3)
        assert counts.var() == pytest.approx(mean, abs=3e-2)
        assert (np.diff(counts) >= 0).all()


def test_gamma_quantiles_have_mean_one_and_the_variance_of_their_shape() -> None:
    uniform = (np.arange(200_000) + 0.5) / 200_000
    for shape in (4, 12, 48):
        drawn = gamma_quantile(uniform, np.full(len(uniform), shape))
        assert drawn.mean() == pytest.approx(1, abs=1e-4)
        assert drawn.var() == pytest.approx(1 / shape, rel=5e-3)
        third = ((drawn - 1) ** 3).mean()
        assert third == pytest.approx(2 / shape**2, rel=2e-2)
