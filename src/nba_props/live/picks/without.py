"""What tonight's bets would be worth if the team-mates whose playing is in doubt sat out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl

from nba_props.data.dataset import Dataset
from nba_props.data.eastern import league_day
from nba_props.ledger.columns import BET
from nba_props.live.picks.as_of import reported
from nba_props.live.picks.model import NightModel
from nba_props.live.picks.night import MarketNight

DOUBTED = ("doubtful", "questionable")
"""The statuses of players of whom nobody knows whether they play."""
WITHOUT: dict[str, type[pl.DataType]] = {
    "pick_id": pl.String,
    "absent": pl.String,
    "p": pl.Float64,
    "value": pl.Float64,
}
"""Columns of what the bets would be worth: who is taken to sit out, the probability and value of the bet."""


def without_doubted(
    models: Sequence[NightModel],
    data: Dataset,
    picks: pl.DataFrame,
    now: dt.datetime,
    predict: Callable[[Sequence[NightModel], Dataset], list[MarketNight]],
) -> pl.DataFrame:
    """Return what each bet would be worth if all team-mates in doubt sat out.

    Only of bets whose model reads injury reports: others know nothing of who plays. Players on whom there is
    a bet are not taken to sit out, as their bets would be void.

    Args:
        models: of all markets.
        data: the tables as of `now`.
        picks: the bets, as `nba_props.live.picks.frame.PRICED`.
        now: the moment, in UTC.
        predict: predicts and prices the night of models on tables.

    Returns:
        The columns of `WITHOUT`, one row for each bet with a team-mate in doubt.
    """
    reading = [model for model in models if model.experiment.availability.needs_reports]
    asked = picks.filter(pl.col("market").is_in([model.market for model in reading]))
    doubted = _doubted(data, asked, now)
    if doubted.is_empty():
        return pl.DataFrame(schema=WITHOUT)
    nights = predict(reading, _sitting_out(data, doubted))
    priced = pl.concat([night.candidates for night in nights]).with_columns(pl.col("side").cast(pl.String))
    named = doubted.group_by("game_id", "team").agg(absent=pl.col("player_name").sort().str.join(", "))
    decided = 1 - pl.col("p_push")
    return (
        asked.select("pick_id", *BET, "team")
        .join(named, on=["game_id", "team"], how="inner", maintain_order="left")
        .join(priced.select(*BET, "p_win", "p_push", "value"), on=BET, nulls_equal=True)
        .select("pick_id", "absent", p=pl.col("p_win") / pl.when(decided > 0).then(decided), value="value")
    )


def _doubted(data: Dataset, picks: pl.DataFrame, now: dt.datetime) -> pl.DataFrame:
    """Return the team-mates of players with a bet who may or may not play: reports with `player_name`."""
    names = data.player_games.select("player_id", "player_name").unique("player_id", keep="last")
    return (
        reported(data, league_day(now), *DOUBTED)
        .join(picks.select("game_id", "team").unique(), on=["game_id", "team"], how="semi")
        .join(picks.select("game_id", "player_id"), on=["game_id", "player_id"], how="anti")
        .join(names, on="player_id", how="inner", maintain_order="left")
    )


def _sitting_out(data: Dataset, doubted: pl.DataFrame) -> Dataset:
    """Return the tables with reports in which the players are out."""
    assert data.reports is not None  # noqa: S101  (there is nobody in doubt without reports)
    key = ["game_id", "player_id"]
    out = doubted.select(key).with_columns(is_out=pl.lit(value=True))
    status = pl.when("is_out").then(pl.lit("out")).otherwise("status").alias("status")
    reports = data.reports.join(out, on=key, how="left", maintain_order="left").with_columns(status)
    return replace(data, reports=reports.drop("is_out"))
