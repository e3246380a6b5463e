"""What every feature block must keep to, the ones that are added later included."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nba_props.core.component import declare_family, registered
from nba_props.core.keys import PLAYER_GAME
from nba_props.data.dataset import Dataset
from nba_props.data.schemas import POSTGAME_COLUMNS
from nba_props.features.base import Block
from nba_props.features.history import History
from nba_props.features.matrix import compute_features
from nba_props.features.prices import Prices
from nba_props.features.proof import prove
from tests.leagues import PRA, random_league, random_out, random_prices, real_league
from tests.sizes import in_two_sizes

declare_family("nba_props.features.block")
NAMES = sorted(registered("block"))
LEAGUE = random_league(1)
GAMES = LEAGUE.player_games
PLAYED = GAMES["minutes"].is_not_null()

CONSTANT_ALLOWED: set[str] = set()
"""Features that may have one value only in a small league."""


def make(name: str) -> Block:
    block: Block = registered("block")[name]()
    return block


@cache
def absences() -> pl.DataFrame:
    return random_out(LEAGUE, seed=1)


@cache
def prices() -> Prices:
    return random_prices(LEAGUE, seed=1)


class SamePrices:
    """Books that say the same whatever is quoted later."""

    def __init__(self, said: Prices) -> None:
        self.said = said

    def before_bets(self, data: Dataset) -> Prices:
        """What they say."""
        return self.said

    def moments(self, data: Dataset) -> pl.DataFrame:
        """No bet is made."""
        return pl.DataFrame(
            schema={"game_id": pl.String, "player_id": pl.Int64, "moment": pl.Datetime("us", "UTC")}
        )

    def game_moments(self, data: Dataset) -> pl.DataFrame:
        """No game has a line."""
        return self.moments(data).drop("player_id")


def compute(
    name: str, games: pl.DataFrame = GAMES, positions: pl.DataFrame = LEAGUE.positions
) -> pl.DataFrame:
    """A block's own output for player-games of the small league."""
    block = make(name)
    out = absences() if block.needs_absences else None
    return block.features(History.of(games, PRA, positions, out, prices()))


@cache
def features(name: str) -> pl.DataFrame:
    return compute(name)


def assert_same_on_common_rows(
    one: pl.DataFrame, of_one: pl.DataFrame, two: pl.DataFrame, of_two: pl.DataFrame
) -> None:
    """Features `one` of player-games `of_one` equal `two` of `of_two` wherever both have the row."""
    left = (
        of_one.select(PLAYER_GAME)
        .with_row_index("left")
        .join(of_two.select(PLAYER_GAME).with_row_index("right"), on=PLAYER_GAME)
    )
    assert left.height > 0
    for name in one.columns:
        a = one[name].cast(pl.Float64).gather(left["left"]).fill_null(float("nan")).to_numpy()
        b = two[name].cast(pl.Float64).gather(left["right"]).fill_null(float("nan")).to_numpy()
        np.testing.assert_allclose(a, b, rtol=1e-7, atol=1e-7, err_msg=name)


def test_there_are_blocks() -> None:
    assert {"rolling", "lags"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
class TestEveryBlock:
    def test_is_a_block_that_needs_no_argument(self, name: str) -> None:
        assert isinstance(make(name), Block)

    def test_gives_one_row_per_player_game_and_at_least_one_feature(self, name: str) -> None:
        assert features(name).height == GAMES.height
        assert features(name).width >= 1

    def test_names_its_features_in_words_that_every_library_takes(self, name: str) -> None:
        wrong = [column for column in features(name).columns if not re.fullmatch(r"[a-z][a-z0-9_.]*", column)]
        assert not wrong

    def test_takes_no_name_of_a_box_score_column(self, name: str) -> None:
        assert not set(features(name).columns) & {*POSTGAME_COLUMNS, "y", "naive", "pra"}

    def test_gives_numbers_that_are_finite_or_null(self, name: str) -> None:
        for column in features(name):
            assert column.dtype.is_numeric() or column.dtype == pl.Boolean, column.name
            values = column.cast(pl.Float32).drop_nulls()
            assert values.is_finite().all(), column.name

    def test_makes_no_constant_feature(self, name: str) -> None:
        constant = {c.name for c in features(name) if c.drop_nulls().n_unique() < 2}
        assert constant <= CONSTANT_ALLOWED

    def test_gives_the_same_twice_and_leaves_its_input_alone(self, name: str) -> None:
        before = GAMES.clone()
        assert_same_on_common_rows(compute(name), GAMES, features(name), GAMES)
        assert before.equals(GAMES)

    def test_gives_rows_in_the_order_of_the_player_games(self, name: str) -> None:
        for seed in (1, 2):
            shuffled = GAMES.sample(fraction=1, shuffle=True, seed=seed).sort("date", maintain_order=True)
            assert_same_on_common_rows(compute(name, shuffled), shuffled, features(name), GAMES)

    def test_gives_features_to_rows_without_an_outcome(self, name: str) -> None:
        """Every feature that is commonly known for rows with an outcome is known for tonight's rows too."""
        season = GAMES["season"] == GAMES["season"].max()
        tonight = GAMES["date"] == GAMES["date"].max()
        assert not (PLAYED & tonight).any()
        for column in features(name):
            known = column.is_not_null()
            share, share_tonight = known.filter(season & PLAYED).mean(), known.filter(tonight).mean()
            assert share_tonight >= 0.5 * share or share < 0.5, column.name  # type: ignore[operator]

    def test_tells_tonights_rows_what_it_will_tell_them_once_they_are_played(self, name: str) -> None:
        date = GAMES.filter(PLAYED)["date"].max()
        until = GAMES.filter(pl.col("date") <= date)
        blank = [pl.when(pl.col("date") < date).then(c).alias(c) for c in POSTGAME_COLUMNS]
        before, after = compute(name, until.with_columns(blank)), compute(name, until)
        assert_same_on_common_rows(before, until, after, until)

    def test_a_row_without_an_outcome_changes_no_other_players_features(self, name: str) -> None:
        extra = self._extra_rows()
        more = Dataset(pl.concat([GAMES, extra])).player_games
        others = pl.col("player_id").is_in(extra["player_id"].implode()).not_()
        kept = GAMES.filter(others)
        index = GAMES.with_row_index("i").filter(others)["i"]
        assert kept.height > 0.5 * GAMES.height
        assert_same_on_common_rows(compute(name, more), more, features(name)[index], kept)

    def test_knows_no_more_when_positions_are_unknown(self, name: str) -> None:
        without = compute(name, positions=LEAGUE.positions.clear())
        assert set(without.columns) <= set(features(name).columns)
        assert without.height == GAMES.height

    def _extra_rows(self) -> pl.DataFrame:
        """Rows without an outcome on early and late dates: one unknown player, and one of the league."""
        dates = GAMES["date"].unique().sort()
        chosen = dates.gather([5, dates.len() // 2, dates.len() - 2])
        idle = GAMES.filter(pl.col("date").is_in(chosen.implode()))["player_id"].unique()
        known = GAMES.filter(~pl.col("player_id").is_in(idle.implode()))["player_id"]
        players = [9999, *known.unique().sort().head(1)]
        rows = GAMES.filter(pl.col("date").is_in(chosen.implode())).unique(
            "date", keep="first", maintain_order=True
        )
        blank = [pl.lit(None, dtype=GAMES.schema[c]).alias(c) for c in POSTGAME_COLUMNS]
        extra = pl.concat(
            rows.with_columns(pl.lit(p, dtype=pl.Int64).alias("player_id"), *blank) for p in players
        )
        return extra.join(GAMES, on=PLAYER_GAME, how="anti")


def test_no_two_blocks_make_a_feature_of_the_same_name() -> None:
    history = History.of(GAMES, PRA, LEAGUE.positions, absences(), prices())
    blocks = {name: make(name) for name in NAMES}
    assert compute_features(history, blocks).width == sum(features(name).width for name in NAMES)


def test_all_blocks_pass_the_leakage_proof() -> None:
    """Together, so that the columns of past play, which every matrix has, are made once for all of them."""
    proof = prove(LEAGUE, PRA, {name: make(name) for name in NAMES}, absences(), SamePrices(prices()))
    assert not set(proof.unproved) - CONSTANT_ALLOWED


@pytest.mark.slow
def test_all_blocks_pass_the_leakage_proof_in_a_league_without_positions() -> None:
    bare = Dataset(random_league(7, teams=4, rounds=20).player_games)
    blocks = {name: make(name) for name in NAMES}
    proof = prove(bare, PRA, blocks, random_out(bare), SamePrices(prices()), dates=2)
    assert not proof.unproved


@in_two_sizes("seasons", ("2023-24",), ("2022-23", "2023-24"))
def test_all_blocks_together_pass_the_leakage_proof_on_real_seasons(
    seasons: tuple[str, ...], real_data: Path
) -> None:
    data = real_league(real_data, seasons)
    blocks = {name: make(name) for name in NAMES}
    proof = prove(data, PRA, blocks, random_out(data), SamePrices(random_prices(data)), dates=len(seasons))
    assert proof.rows > 13_000 * len(seasons)
    assert not proof.unproved
    assert min(proof.compared.values()) > 10 * proof.rows
