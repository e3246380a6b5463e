"""A market's night: predictions of the games that have not begun, and what every quote on them is worth.

Features, prices and candidates are made by the functions of a backtest; the model is not fitted again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from nba_props.core.keys import PLAYER_GAME, PLAYER_GAME_MARKET
from nba_props.data.dataset import Dataset
from nba_props.data.eastern import league_day
from nba_props.errors import DataError
from nba_props.features.matrix import Matrix
from nba_props.ledger.offers import can_be_bet_at, latest_of_books
from nba_props.live.picks.as_of import not_begun, reported
from nba_props.live.picks.model import NightModel
from nba_props.pipeline.compute import design
from nba_props.pipeline.line_prices import ANCHOR, ANCHOR_PRICE, LinePrices
from nba_props.pipeline.market_data import MarketData
from nba_props.pipeline.model_bundle import input_of
from nba_props.pipeline.priced import agreed_line, priced_candidates
from nba_props.pricing.screened import ScreenedQuotes
from nba_props.serving.scorer import predict

QUOTE = [*PLAYER_GAME_MARKET, "book", "line", "quoted_at"]
"""The key of a quote."""
FLAGS = ("offered", "begun", "is_out", "withdrawn")
"""What a night tells of each quote."""
SHOWN = {"median": 0.5, "q10": 0.1, "q90": 0.9}


@dataclass(frozen=True)
class MarketNight:
    """What a model makes of a night.

    `predictions`: one row per lined player-game that has not begun: `night`, `game_id`, `player_id`,
    `market`, `mean`, `median`, `q10`, `q90`, `line` that the books agree on (null without), its
    `novig_over`, `p_model_over` (calibrated, without the price), `p_over` (pooled), `p_push`, `run_id`,
    `version`.
    `quotes`: each book's latest quotes of the night, with `offered`: whether a bet can be made at it, and
    `begun`: whether the game has, or may have, `is_out`: whether the player is reported out, and
    `withdrawn`: whether a later snapshot is without the quote.
    `candidates`: both sides of the quotes that have a probability, as
    `nba_props.ledger.candidates.candidates` returns them. `features`: what the model was given of each of the
    predicted player-games, with `night`, `game_id`, `player_id` and `run_id`.
    """

    model: NightModel
    predictions: pl.DataFrame
    quotes: pl.DataFrame
    candidates: pl.DataFrame
    features: pl.DataFrame


def market_night(
    model: NightModel, data: Dataset, now: dt.datetime, screened: ScreenedQuotes | None = None
) -> MarketNight:
    """Predict and price a market's night.

    Args:
        model: what predicts, with the configuration that made it.
        data: the tables as of `now` (`nba_props.live.picks.as_of`).
        now: the moment, in UTC.
        screened: the quotes of all markets, where another market with the same rules has screened them.

    Raises:
        DataError: a feature that the model reads is not made here.
        NBAPropsError: the data cannot be used with the model's configuration.
    """
    experiment = model.experiment
    market_data = MarketData.of(experiment, data, screened)
    rows = not_begun(data, now)
    read = _read(model, design(experiment, market_data, tonight_at=now), rows)
    prices = _prices(model, rows, read)
    latest = latest_quotes(market_data.screened.quotes, model.market, rows, now)
    quotes = flag(latest, "withdrawn", data.withdrawn, QUOTE)
    offers = _offers(quotes, experiment.bets.max_age, suspect=experiment.bets.suspect)
    out = reported(data, league_day(now), "out")
    told = flag(flag(quotes, "offered", offers, QUOTE), "is_out", out, PLAYER_GAME).with_columns(
        bet_at=pl.lit(now, quotes.schema["quoted_at"])
    )
    anchors = agreed_line(offers, model.market, experiment.devig)
    anchored = told.join(anchors, on=PLAYER_GAME, how="left", maintain_order="left", validate="m:1")
    return MarketNight(
        model,
        _predictions(model, prices, anchors, league_day(now)),
        told,
        priced_candidates(told, anchored, prices),
        _features(model, rows, read, league_day(now)),
    )


def latest_quotes(screened: pl.DataFrame, market: str, rows: pl.DataFrame, now: dt.datetime) -> pl.DataFrame:
    """Return each book's latest quotes of the night, sound and suspect ones apart, with `begun`."""
    tonight = screened.filter(pl.col("market") == market, pl.col("date") == league_day(now))
    book = [*PLAYER_GAME_MARKET, "book", "suspect"]
    latest = tonight.filter(pl.col("quoted_at") == pl.col("quoted_at").max().over(book))
    return flag(latest, "waiting", rows, PLAYER_GAME).with_columns(begun=~pl.col("waiting")).drop("waiting")


def flag(rows: pl.DataFrame, name: str, of: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Return rows in their order with a flag: whether another table holds a row of their key."""
    held = of.select(key).unique().with_columns(pl.lit(value=True).alias(name))
    told = rows.join(held, on=key, how="left", maintain_order="left")
    return told.with_columns(pl.col(name).fill_null(value=False))


def _offers(quotes: pl.DataFrame, max_age: int, *, suspect: bool) -> pl.DataFrame:
    """Return the quotes that are on offer now as a backtest has it just before tip-off.

    Withdrawn ones are among them: prices are pooled with what a backtest pools them with, and no bet is made.
    """
    allowed = quotes if suspect else quotes.filter(~pl.col("suspect"))
    return latest_of_books(can_be_bet_at(allowed.filter(~pl.col("begun"))), max_age)


def _read(model: NightModel, matrix: Matrix, rows: pl.DataFrame) -> pl.DataFrame:
    """Return what the model reads of the night's rows.

    Raises:
        DataError: a feature that it reads is not made here.
    """
    bundle = model.bundle
    missing = [name for name in bundle.columns if name not in {*matrix.features, *matrix.rows.columns}]
    if missing:
        raise DataError(
            f"{model.name} version {model.version}: reads {', '.join(missing[:5])}, which its configuration "
            "does not make here; it was fitted by another version of the features"
        )
    return input_of(bundle, matrix, rows.select(*PLAYER_GAME, pl.lit(None, pl.Float64).alias("line")))


def _prices(model: NightModel, rows: pl.DataFrame, read: pl.DataFrame) -> LinePrices:
    """Return the distributions of the night's rows, and what prices lines by them."""
    bundle = model.bundle
    keyed = pl.concat([rows.select(PLAYER_GAME), read.select("date")], how="horizontal")
    return LinePrices(keyed, predict(bundle, read), bundle.lines, bundle.pool)


def _features(model: NightModel, rows: pl.DataFrame, read: pl.DataFrame, night: dt.date) -> pl.DataFrame:
    keyed = rows.select(pl.lit(night).alias("night"), *PLAYER_GAME, pl.lit(model.run_id).alias("run_id"))
    return pl.concat([keyed, read.select(model.bundle.columns)], how="horizontal")


def _predictions(
    model: NightModel, prices: LinePrices, anchors: pl.DataFrame, night: dt.date
) -> pl.DataFrame:
    predictive = prices.predictive
    lines = anchors.rename({ANCHOR: "line", ANCHOR_PRICE: "novig_over"})
    asked = prices.rows.select(PLAYER_GAME).join(lines, on=PLAYER_GAME, how="left", maintain_order="left")
    quantiles = {name: pl.Series(predictive.quantile(level)) for name, level in SHOWN.items()}
    return prices.price(asked).select(
        pl.lit(night).alias("night"),
        *PLAYER_GAME,
        pl.lit(model.market).alias("market"),
        pl.Series("mean", predictive.mean()),
        *(series.alias(name) for name, series in quantiles.items()),
        "line",
        "novig_over",
        pl.col("model_p_over").alias("p_model_over"),
        "p_over",
        "p_push",
        pl.lit(model.run_id).alias("run_id"),
        pl.lit(model.version).alias("version"),
    )
