"""Bets on a real season, half of them known by name alone, end as SQL over the same box scores says."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest

from nba_props.data.files.games import FileGames
from nba_props.data.quality import QualityReport
from nba_props.live.bets.ledger import BetLedger

BETS = 3000
TRUTH = """
SELECT bet_id,
  CASE WHEN pra IS NULL THEN 'void' WHEN pra = line THEN 'push'
       WHEN (pra > line) = (side = 'over') THEN 'win' ELSE 'loss' END
FROM bets ORDER BY bet_id
"""


@pytest.mark.slow
def test_real_bets_end_as_sql_says(real_data: Path, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    logs = real_data / "game_logs" / "player_game_logs_2023-24.csv"
    player_games = FileGames(game_logs=str(logs)).load(0, QualityReport()).player_games
    bets = player_games.sample(BETS, seed=1).select(
        "game_id", "player_id", "player_name", "team",
        bet_id=pl.format("{}-{}", "game_id", "player_id"), night="date",
        pra=pl.col("points") + pl.col("rebounds") + pl.col("assists"),
        side=pl.when(pl.col("player_id") % 2 == 0).then(pl.lit("over")).otherwise(pl.lit("under")),
        line=pl.col("player_id") % 60 / 2, market=pl.lit("pra"), book=pl.lit("a"), price=1.9, stake=10.0,
    )  # fmt: skip
    by_id = pl.int_range(pl.len()) % 2 == 0
    known = bets.with_columns(pl.when(by_id).then(pl.col("game_id", "player_id"))).rename(
        {"bet_id": "pick_id"}
    )
    ledger = BetLedger.open(tmp_path / "bets.sqlite")
    ledger.record(known, dt.datetime(2023, 10, 1, tzinfo=dt.UTC))
    found = ledger.settle(player_games, dt.datetime(2024, 7, 1, tzinfo=dt.UTC))
    with duckdb.connect() as connection:
        connection.register("bets", bets.to_arrow())
        told = connection.execute(TRUTH).fetchall()
    assert found.settled.select("bet_id", "result").sort("bet_id").rows() == told
    assert {result for _, result in told} == {"win", "loss", "push", "void"}
