"""Injury reports as features: those that were known when the prices were seen that are bet at."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import cache

import polars as pl
import pytest

from nba_props.configuration.compose import load
from nba_props.data.dataset import Dataset
from nba_props.errors import LeakageError
from nba_props.experiment import Experiment
from nba_props.features.base import Block
from nba_props.features.block.teammates_out import TeammatesOut
from nba_props.features.later_quotes import QUOTES
from nba_props.features.later_reports import REPORTS
from nba_props.features.perturb import Perturbation
from nba_props.features.proof import prove
from nba_props.pipeline.compute import design
from nba_props.pipeline.market_data import MarketData
from nba_props.pipeline.news import NewsBeforeBets
from nba_props.pipeline.prices import PricesBeforeBets
from nba_props.pipeline.workspace import design_key
from tests.live.nights import QUICK, tables

LATE = pl.col("tip_off") - pl.duration(minutes=90)
"""An hour and a half before tip-off: from then on the simulated league's late reports come out."""
CHANGES = (*QUOTES, *REPORTS)
BLOCKS: dict[str, Block] = {"teammates_out": TeammatesOut()}


@cache
def experiment(*words: str) -> Experiment:
    return load([*QUICK, "availability=reported", "features=lineup", *words])


@cache
def league() -> Dataset:
    """The first fifty games of a simulated season."""
    whole = tables()
    kept = pl.col("game_id").is_in(whole.player_games["game_id"].unique().sort().head(50).implode())
    assert whole.reports is not None
    return replace(
        whole,
        player_games=whole.player_games.filter(kept),
        prop_lines=whole.prop_lines.filter(kept),
        game_lines=whole.game_lines.filter(kept),
        reports=whole.reports.filter(kept),
    )


def out_by_all(data: Dataset) -> pl.DataFrame:
    """Who may sit out by all reports of the data."""
    found = experiment().availability.out(data)
    assert found is not None
    return found


def morning(data: Dataset, *, timed: bool) -> Dataset:
    """The data with quotes from long before tip-off alone, with or without the time of it."""
    early = data.prop_lines.filter(pl.col("quoted_at") < LATE)
    tip_off = pl.col("tip_off") if timed else pl.lit(None, early.schema["tip_off"]).alias("tip_off")
    return replace(data, prop_lines=early.with_columns(tip_off))


def told_in_the_morning(data: Dataset) -> Dataset:
    """The data without reports that came later than the prices of the morning."""
    tips = league().prop_lines.group_by("game_id").agg(pl.col("tip_off").min())
    assert data.reports is not None
    timed = data.reports.join(tips, on="game_id", how="left", maintain_order="left")
    return replace(data, reports=timed.filter(pl.col("known_at") < LATE).drop("tip_off"))


@pytest.mark.parametrize("timed", [True, False], ids=["tip-off known", "tip-off not known"])
def test_who_bets_at_a_price_of_the_morning_knows_what_was_known_in_the_morning(timed: bool) -> None:
    data = morning(league(), timed=timed)
    early = told_in_the_morning(data)
    assert data.reports is not None
    assert early.reports is not None
    assert early.reports.height < data.reports.height
    assert not out_by_all(early).equals(out_by_all(data))
    made = (design(experiment(), MarketData.of(experiment(), each)) for each in (data, early))
    with_late, without = (matrix.X for matrix in made)
    assert with_late.equals(without)


def test_with_prices_up_to_tip_off_all_reports_count() -> None:
    news = NewsBeforeBets(experiment()).out(league())
    assert news is not None
    assert news.equals(out_by_all(league()))


def test_games_that_nobody_quotes_keep_all_reports() -> None:
    data = morning(league(), timed=True)
    game = data.prop_lines["game_id"][0]
    unquoted = replace(data, prop_lines=data.prop_lines.filter(pl.col("game_id") != game))
    until = NewsBeforeBets(experiment()).until(unquoted)
    assert game not in until["game_id"]
    assert until.height == data.prop_lines["game_id"].n_unique() - 1


def test_of_a_night_that_is_predicted_all_that_is_known_by_then_counts() -> None:
    """A report may be later than the latest quotes that were taken."""
    data = morning(league(), timed=True)
    night = data.player_games["date"].max()
    assert isinstance(night, dt.date)
    now = dt.datetime.combine(night, dt.time(23, 30), dt.UTC)
    until = NewsBeforeBets(experiment(), tonight_at=now).until(data)
    tonight = data.player_games.filter(date=night)["game_id"].unique()
    assert not until["game_id"].is_in(tonight.implode()).any()
    others = NewsBeforeBets(experiment()).until(data).filter(~pl.col("game_id").is_in(tonight.implode()))
    assert until.equals(others)
    assert until.height > 25


@dataclass(frozen=True)
class Peeking(NewsBeforeBets):
    """Who is out by all reports up to tip-off."""

    def out(self, data: Dataset) -> pl.DataFrame | None:
        """Look at all of them."""
        return self.experiment.availability.out(data)


@pytest.mark.parametrize("timed", [True, False], ids=["tip-off known", "tip-off not known"])
def test_no_later_report_and_no_later_quote_moves_a_feature(timed: bool) -> None:
    data, made = morning(league(), timed=timed), experiment()
    news, prices = NewsBeforeBets(made), PricesBeforeBets(made)
    proof = prove(data, made.market, BLOCKS, news.out, prices, news=news, only=CHANGES)
    assert set(proof.compared) == {*REPORTS, Perturbation.quotes_added}
    assert proof.idle == [Perturbation.quotes_removed]
    assert min(proof.compared.values()) > 5_000


@pytest.mark.parametrize("kind", REPORTS)
def test_features_that_know_later_reports_are_caught(kind: Perturbation) -> None:
    data, made = morning(league(), timed=True), experiment()
    news = Peeking(made)
    with pytest.raises(LeakageError, match=r"features\.blocks\.teammates_out: .* after the bets on a game"):
        prove(data, made.market, BLOCKS, news.out, PricesBeforeBets(made), news=news, only=[kind])


def test_a_design_with_reports_follows_from_when_bets_are_made() -> None:
    def key(*words: str) -> str:
        return design_key(experiment(*words), "data")

    assert key("bets.wait=5") != key()
    assert key("hygiene.together=5") != key()
    other = ("availability=expected",)
    assert key(*other, "bets.wait=5") == key(*other)
