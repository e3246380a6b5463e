"""Features agree with SQL that was written from their definitions, to 1e-9."""

from __future__ import annotations

import polars as pl
import pytest

from nba_props.data.dataset import Dataset
from nba_props.features.block.lags import Lags
from nba_props.features.block.rolling import Rolling, Statistic
from tests.features.oracle import STATS, Oracle, assert_agree, history
from tests.leagues import random_league

SQL = {"mean": "avg", "std": "stddev_samp", "min": "min", "max": "max", "median": "median"}
KEYS = {
    "player": {"player_id": "player_id"},
    "team": {"team": "team"},
    "opponent": {"opponent": "opponent"},
    "opponent as a team": {"team": "opponent"},
    "player against opponent": {"player_id": "player_id", "opponent": "opponent"},
    "position against opponent": {"opponent": "opponent", "position": "position"},
    "player in season": {"season": "season", "player_id": "player_id"},
}


def test_the_small_leagues_hold_the_awkward_cases() -> None:
    games = pl.concat(random_league(seed).player_games for seed in (1, 2))
    days = games.group_by("season", "player_id", "date").agg(pl.len(), pl.col("team").n_unique())
    assert (days["len"] > 1).any(), "no double header"
    assert (days["team"] > 1).any(), "nobody traded between two games of one date"
    assert games.group_by("player_id").agg(pl.col("team").n_unique())["team"].max() > 1  # type: ignore[operator]
    assert games["minutes"].null_count() > 0
    assert (games["minutes"] == 0).any()


@pytest.mark.parametrize("keys", KEYS.values(), ids=KEYS.keys())
def test_the_past_of_any_key_is_that_of_strictly_earlier_dates(
    league: Dataset, oracle: Oracle, keys: dict[str, str]
) -> None:
    past = history(league).by(**keys)
    stats = (*STATS, "pra") if league.player_games.height < 10_000 else ("minutes", "pra", "team_possessions")
    ours = past.latest(
        *(pl.col(s).alias(f"{s}_last") for s in stats),
        *(pl.col(s).rolling_mean(5, min_samples=1).alias(f"{s}_5") for s in stats),
        pl.col("games").cum_sum().alias("games"),
        pl.col("rows").cum_sum().alias("rows"),
        pl.col("date").alias("date"),
    )
    truth = oracle.past(
        {f"{s}_last": f"max({s}) FILTER (n = 1)" for s in stats}
        | {f"{s}_5": f"avg({s}) FILTER (n <= 5)" for s in stats}
        | {"games": "sum(games)", "rows": "sum(rows)", "date": "max(date)"},
        keys,
    )
    assert ours["date"].equals(truth["date"])
    assert_agree(ours.drop("date"), truth.drop("date"))


@pytest.mark.parametrize("days_before", [1, 7, 40])
def test_a_past_may_end_some_days_earlier(league: Dataset, oracle: Oracle, days_before: int) -> None:
    ours = history(league).by("team").latest(pl.col("pra").alias("pra"), days_before=days_before)
    truth = oracle.past(
        {"pra": "arg_max(pra, date)"}, {"team": "team"}, f"date < row_date - INTERVAL {days_before} DAY"
    )
    assert_agree(ours, truth)


def test_lags(league: Dataset, oracle: Oracle) -> None:
    ours = Lags(stats=["target", "minutes", "fga"], count=4).features(history(league))
    truth = {
        f"{stat}_lag_{n}": f"max({stat}) FILTER (n = {n})"
        for stat in ("pra", "minutes", "fga")
        for n in range(1, 5)
    }
    assert_agree(ours, oracle.past(truth, {"player_id": "player_id"}))


def test_rolling_statistics_and_quantiles(league: Dataset, oracle: Oracle) -> None:
    small = league.player_games.height < 10_000
    stats = ["target", "minutes", "rebounds"] if small else ["target"]
    windows = [2, 5, 20] if small else [10]
    block = Rolling(stats=stats, windows=windows, statistics=list(Statistic), quantiles=[0.1, 0.75])
    truth: dict[str, str] = {}
    for stat in history(league).stats(stats):
        for window in windows:
            of = f"({stat}) FILTER (n <= {window})"
            truth |= {f"{stat}_{name}_{window}": f"{sql}{of}" for name, sql in SQL.items()}
            for q in (0.1, 0.75):
                value = f"quantile_cont({stat}, {q}) FILTER (n <= {window})"
                truth[f"{stat}_q{100 * q:g}_{window}"] = f"CASE WHEN count{of} > 1 THEN {value} END"
    assert_agree(block.features(history(league)), oracle.past(truth, {"player_id": "player_id"}))
