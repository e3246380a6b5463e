"""A night's priced quotes as a table with names: what is shown, kept and bet by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import polars as pl

from nba_props.core.fingerprint import digest
from nba_props.core.keys import PLAYER_GAME, PLAYER_GAME_MARKET
from nba_props.data.dataset import Dataset
from nba_props.data.played import on_court
from nba_props.live.picks.night import MarketNight

NAMES = ("player_name", "team", "opponent", "home")
PRICED = (
    "pick_id", "night", "game_id", "player_id", "player_name", "team", "opponent", "home", "tip_off",
    "market", "side", "line", "book", "price", "quoted_at", "p", "p_push", "novig", "value", "stake",
    "bankroll", "median", "q10", "q90", "model", "version", "run_id", "features_as_of", "taken", "reason",
)  # fmt: skip
"""The columns of priced quotes, one row a quote and side; picks are those that are `taken`.

`p` is the probability of a win given no push, `value` the expected value per unit staked, `features_as_of`
the last day whose outcomes the features know, `reason` why no bet is made (null where one is)."""
_ID = (*PLAYER_GAME_MARKET, "book", "side", "line", "quoted_at")


def priced_frame(chosen: pl.DataFrame, nights: Sequence[MarketNight], data: Dataset) -> pl.DataFrame:
    """Return all candidates as `PRICED`, most value first.

    Args:
        chosen: as `nba_props.live.picks.choose.choose` returns it.
        nights: of all markets.
        data: the tables as of the night.
    """
    predictions = pl.concat([night.predictions for night in nights])
    told = predictions.select(*PLAYER_GAME_MARKET, "night", "median", "q10", "q90", "run_id", "version")
    names = data.player_games.select(*PLAYER_GAME, *NAMES)
    known = (
        chosen.drop("reason")
        .join(told, on=PLAYER_GAME_MARKET, how="left", maintain_order="left")
        .join(names, on=PLAYER_GAME, how="left", maintain_order="left")
        .join(_models(nights), on="market", how="left", maintain_order="left")
        .rename({"why": "reason"})
    )
    decided = 1 - pl.col("p_push")
    full = known.with_columns(
        side=pl.col("side").cast(pl.String),
        p=pl.col("p_win") / pl.when(decided > 0).then(decided),
        features_as_of=pl.lit(last_logged(data), pl.Date),
    )
    identified = full.with_columns(
        pick_id=pl.Series([pick_id(row) for row in full.iter_rows(named=True)], dtype=pl.String)
    )
    return identified.select(PRICED).sort("value", "pick_id", descending=[True, False])


def pick_id(row: dict[str, object]) -> str:
    """Return what names a quote's side as one model version sees it: the same whenever it is asked."""
    return digest([str(row[name]) for name in (*_ID, "model", "version", "run_id")])[:12]


def last_logged(data: Dataset) -> dt.date | None:
    """Return the last day with an outcome; None without any."""
    found = data.player_games.filter(pl.col("minutes").is_not_null())["date"].max()
    return found if isinstance(found, dt.date) else None


def games_behind(data: Dataset) -> pl.DataFrame:
    """Return how many games each player has behind him: `player_id`, `games`."""
    played = data.player_games.filter(on_court(data.player_games))
    return played.group_by("player_id").agg(pl.len().alias("games"))


def _models(nights: Sequence[MarketNight]) -> pl.DataFrame:
    rows = [(night.model.market, night.model.name) for night in nights]
    return pl.DataFrame(rows, schema={"market": pl.String, "model": pl.String}, orient="row")
