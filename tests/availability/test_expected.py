from __future__ import annotations

import datetime as dt
from functools import cache

import numpy as np
import polars as pl
import pytest

from nba_props.availability.as_played import AsPlayed
from nba_props.availability.candidates import candidates
from nba_props.availability.expected import PRIOR, Expected
from nba_props.configuration.compose import load
from nba_props.data.dataset import Dataset
from nba_props.errors import ConfigError, LeakageError
from nba_props.features.block.similar_lineups import SimilarLineups
from nba_props.features.block.teammates_out import TeammatesOut
from nba_props.features.proof import prove
from tests.features.block.hand import games, row, upcoming
from tests.leagues import PRA, random_league

BLOCKS = {"teammates_out": TeammatesOut(), "similar_lineups": SimilarLineups()}


@cache
def simulated() -> pl.DataFrame:
    """Candidates of the simulated league's second season, with the probability that they sat out."""
    experiment = load(["data.seasons=2"])
    rows = candidates(experiment.source.load(experiment.seed))
    p = pl.Series("p", Expected().probabilities(rows))
    season = pl.col("date") > dt.date(2023, 9, 1)
    return rows.with_columns(p).filter(season, pl.col("sat").is_not_null(), pl.col("missed_in_a_row") < 10)


def brier(p: np.ndarray, sat: np.ndarray) -> float:
    return float(((p - sat) ** 2).mean())


def test_before_anything_was_seen_the_prior_speaks() -> None:
    out = Expected().out(Dataset(games([row(1, 1), row(1, 2), row(3, 1), upcoming(5, 1)])))
    assert out.columns == ["date", "team", "player_id", "p_out"]
    tonight = dict(out.filter(date=dt.date(2023, 11, 5), team="AAA").select("player_id", "p_out").iter_rows())
    log_odds = {player: np.log(p / (1 - p)) for player, p in tonight.items()}
    assert log_odds == pytest.approx({1: PRIOR["constant"], 2: PRIOR["constant"] + PRIOR["missed_1"]})


def test_a_traded_player_is_expected_with_his_new_team_alone() -> None:
    rows = [row(1, 1), row(1, 2), row(2, 2, "CCC", "DDD"), upcoming(5, 1), upcoming(5, 3, "CCC", "DDD")]
    out = Expected().out(Dataset(games(rows))).filter(date=dt.date(2023, 11, 5))
    assert out.select("team", "player_id").rows() == [("AAA", 1), ("CCC", 2)]


@pytest.mark.slow
def test_its_probabilities_come_true_in_the_simulated_league() -> None:
    rows = simulated()
    by_level = rows.group_by((pl.col("p") * 5).floor().alias("level")).agg(
        pl.col("p").mean(), pl.col("sat").mean(), pl.len()
    )
    large = by_level.filter(pl.col("len") > 500)
    assert large.height >= 3
    assert (large["p"] - large["sat"]).abs().max() < 0.04  # type: ignore[operator]
    assert rows.select((pl.col("p").mean() - pl.col("sat").mean()).abs()).item() < 0.01


@pytest.mark.slow
def test_it_is_better_than_the_last_game_and_than_a_constant() -> None:
    rows = simulated()
    sat, missed = rows["sat"].to_numpy().astype(float), (rows["missed_in_a_row"] > 0).to_numpy()
    shares = np.where(missed, sat[missed].mean(), sat[~missed].mean())
    ours = brier(rows["p"].to_numpy(), sat)
    assert ours < brier(shares, sat) < brier(np.full(len(sat), sat.mean()), sat)
    assert ours < brier(missed.astype(float), sat)


@pytest.mark.slow
def test_it_knows_nothing_from_the_date_on() -> None:
    league = random_league(3)
    proof = prove(league, PRA, BLOCKS, Expected(refit_days=5).out)
    assert not proof.unproved


def test_an_input_that_knows_who_played_would_be_caught() -> None:
    with pytest.raises(LeakageError, match="vacated"):
        prove(random_league(3), PRA, {"teammates_out": TeammatesOut()}, AsPlayed().out)


def test_a_fit_serves_at_least_a_day() -> None:
    with pytest.raises(ConfigError, match="refit_days"):
        Expected(refit_days=0)


def test_an_empty_league_expects_nobody() -> None:
    out = Expected().out(Dataset(games([row(1)]).clear()))
    assert out.is_empty()
    assert out.schema["p_out"] == pl.Float64
