"""The night's probabilities are those of a backtest that knows the same: one code makes both."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from nba_props.configuration import compose
from nba_props.core.keys import PLAYER_GAME
from nba_props.data.dataset import Dataset
from nba_props.ledger.columns import BET
from nba_props.live.picks.as_of import as_of
from nba_props.live.picks.night import market_night
from nba_props.pipeline.forecast import Forecast
from nba_props.pipeline.priced import priced_candidates, with_anchor

from .nights import NIGHT, QUICK, backtest, before_tip_off, model, tables

EXACT: dict[str, Any] = {"check_exact": False, "abs_tol": 1e-9, "rel_tol": 0.0}
CASES = [
    ("pooling=logit",),
    ("availability=reported", "features=lineup", "distribution=negative_binomial", "calibration=isotonic"),
]


def of_night(frame: pl.DataFrame, forecast: Forecast, begun: set[str]) -> pl.DataFrame:
    """The rows of the night's games that had not begun."""
    rows = forecast.predictions.rows.filter(pl.col("date") == NIGHT, ~pl.col("game_id").is_in(list(begun)))
    return frame.join(rows.select(PLAYER_GAME), on=PLAYER_GAME, how="semi")


@pytest.mark.parametrize(
    "overrides", [CASES[0], pytest.param(CASES[1], marks=pytest.mark.slow)], ids=["pooled", "reports"]
)
def test_probabilities_of_a_night_are_those_of_a_fold_with_the_same_information(
    overrides: tuple[str, ...],
) -> None:
    now = before_tip_off()
    night = market_night(model(overrides), as_of(tables(), now), now)
    assert night.predictions.height > 30

    experiment = compose.load([*QUICK, *overrides])
    data, forecast = backtest(experiment, tables())
    fold = forecast.predictions.rows.filter(pl.col("date") == NIGHT)["fold"][0]
    assert forecast.predictions.folds.filter(fold=fold)["test_from"][0] == NIGHT
    # The same quotes: those that were seen by then.
    seen = data.screened.quotes.filter(pl.col("date") == NIGHT, pl.col("quoted_at") <= now)
    offers = experiment.bets.offers(seen.filter(pl.col("market") == "pra"))
    own = priced_candidates(offers, with_anchor(offers, "pra", experiment.devig), forecast)

    columns = [*BET, "p_win", "p_push", "p_lose", "novig", "value"]
    made = night.candidates.join(
        night.quotes.filter("offered").select(*PLAYER_GAME, "book", "line", "quoted_at"),
        on=[*PLAYER_GAME, "book", "line", "quoted_at"],
        how="semi",
    )
    predicted = night.predictions.select(PLAYER_GAME)
    expected = own.join(predicted, on=PLAYER_GAME, how="semi")
    assert expected.height > 200
    assert_frame_equal(made.select(columns).sort(BET), expected.select(columns).sort(BET), **EXACT)

    quantiles = forecast.predictions.rows.select(*PLAYER_GAME, "median")
    shown = night.predictions.select(*PLAYER_GAME, "median")
    assert_frame_equal(
        shown.sort(PLAYER_GAME), quantiles.join(shown.select(PLAYER_GAME), on=PLAYER_GAME).sort(PLAYER_GAME),
        **EXACT,
    )  # fmt: skip


def test_what_comes_after_the_moment_changes_nothing() -> None:
    now = before_tip_off()
    found = market_night(model(CASES[0]), as_of(tables(), now), now)
    games = tables().player_games
    blind = tables().with_player_games(games.filter(pl.col("date") <= NIGHT))
    again = market_night(model(CASES[0]), as_of(blind, now), now)
    assert_frame_equal(found.predictions, again.predictions)
    assert_frame_equal(found.candidates, again.candidates)


@pytest.mark.slow
def test_a_model_of_last_week_predicts_without_being_fitted_again() -> None:
    later = NIGHT + dt.timedelta(days=2)
    now = before_tip_off(later)
    old = market_night(model(CASES[0]), as_of(tables(), now), now)
    assert old.predictions["night"].unique().to_list() == [later]
    experiment = compose.load([*QUICK, *CASES[0]])
    _, forecast = backtest(experiment, tables())
    asked = old.predictions.select(*PLAYER_GAME, "line", "novig_over")
    raw = forecast.predictions.rows.select(*PLAYER_GAME, "median")
    assert_frame_equal(
        old.predictions.select(*PLAYER_GAME, "median").sort(PLAYER_GAME),
        raw.join(asked.select(PLAYER_GAME), on=PLAYER_GAME).sort(PLAYER_GAME),
        **EXACT,
    )


def everybody_out(data: Dataset, now: dt.datetime) -> pl.DataFrame:
    """Reports of the night's first team that all of its players are out."""
    assert data.reports is not None
    rows = data.player_games.filter(date=NIGHT)
    told = rows.filter(team=rows["team"][0]).with_columns(status=pl.lit("out"), known_at=pl.lit(now))
    return told.select(data.reports.columns).cast(data.reports.schema)


@pytest.mark.slow
def test_a_report_that_came_after_the_latest_quotes_counts_tonight() -> None:
    """A backtest bets at these quotes and leaves it out; tonight's bets are yet to be made."""
    now = before_tip_off()
    data = as_of(tables(), now)
    told = everybody_out(data, now)
    assert data.reports is not None
    after = replace(data, reports=pl.concat([data.reports, told]))
    assert data.prop_lines.filter(pl.col("quoted_at") >= now).is_empty()
    quiet, news = (market_night(model(CASES[1]), each, now).predictions for each in (data, after))
    assert ((news["median"] - quiet["median"]).abs() > 1).any()
