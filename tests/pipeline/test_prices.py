"""Prices as features: what was on offer when the bet is made, and nothing later."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import polars as pl
import pytest

from nba_props.configuration.compose import load
from nba_props.core.keys import PLAYER_GAME
from nba_props.core.timing import StageTimer
from nba_props.data.dataset import Dataset
from nba_props.errors import ConfigError, DataError, LeakageError, NBAPropsError
from nba_props.experiment import Experiment
from nba_props.features.base import Block
from nba_props.features.block.game_lines import GameLines
from nba_props.features.block.market import MarketLines
from nba_props.features.perturb import Perturbation
from nba_props.features.prices import Prices
from nba_props.features.proof import prove
from nba_props.pipeline import run
from nba_props.pipeline.compute import compute
from nba_props.pipeline.job import Job
from nba_props.pipeline.market_data import MarketData
from nba_props.pipeline.prices import PricesBeforeBets, check_markets
from nba_props.pipeline.workspace import design_key
from tests.simulated import QUICK

WORDS = ("model=ridge", "features=market", "+block@features.blocks.game_lines=game_lines")
QUOTES = (Perturbation.quotes_removed, Perturbation.quotes_added)
BLOCKS = {"game_lines": GameLines(), "market": MarketLines()}
ON_GAMES: dict[str, Block] = {"game_lines": GameLines()}


@pytest.fixture(scope="module")
def last() -> Experiment:
    return load([*QUICK, "market=points", *WORDS])


@pytest.fixture(scope="module")
def first() -> Experiment:
    return load([*QUICK, "market=points", *WORDS, "bets.bet_at=first"])


@pytest.fixture(scope="module")
def data(last: Experiment) -> Dataset:
    whole = last.source.load(last.seed)
    games = whole.player_games["game_id"].unique().sort().head(200).implode()
    kept = pl.col("game_id").is_in(games)
    return replace(
        whole,
        player_games=whole.player_games.filter(kept),
        prop_lines=whole.prop_lines.filter(kept),
        game_lines=whole.game_lines.filter(kept),
    )


def lines_of(prices: Prices) -> pl.DataFrame:
    assert prices.lines is not None
    return prices.lines


@pytest.mark.parametrize("moment", ["first", "last"])
def test_no_later_quote_moves_a_feature(moment: str, data: Dataset, request: pytest.FixtureRequest) -> None:
    experiment = request.getfixturevalue(moment)
    proof = prove(data, experiment.market, BLOCKS, prices=PricesBeforeBets(experiment), only=QUOTES)
    idle = [Perturbation.quotes_removed] if moment == "last" else []
    assert proof.idle == idle  # of bets just before tip-off, the league has no later quote
    assert set(proof.compared) == set(QUOTES) - set(idle)
    assert min(proof.compared.values()) > 10_000
    assert not proof.unproved


@dataclass(frozen=True)
class Peeking(PricesBeforeBets):
    """Books whose very last quotes are taken for those before the bet."""

    def before_bets(self, data: Dataset) -> Prices:
        """What is seen a day after the bets."""
        late = data.prop_lines.with_columns(tip_off=pl.col("tip_off") + dt.timedelta(days=1))
        return PricesBeforeBets(self.experiment).before_bets(replace(data, prop_lines=late))


def test_a_feature_that_sees_later_quotes_is_caught(last: Experiment, data: Dataset) -> None:
    with pytest.raises(LeakageError, match=r"features\.blocks\.market: book_"):
        prove(data, last.market, BLOCKS, prices=Peeking(last), only=[Perturbation.quotes_added])


@pytest.fixture(scope="module")
def unbet(data: Dataset) -> Dataset:
    """The data without a quote on any player, and with lines on the games that were taken in play."""
    later = pl.col("tip_off") + dt.timedelta(hours=1)
    under_way = data.game_lines.with_columns(pl.col("total") + 40, pl.col("spread") + 9, quoted_at=later)
    under_way = under_way.unique(["game_id", "book"], keep="first", maintain_order=True)
    return replace(
        data, prop_lines=data.prop_lines.clear(), game_lines=pl.concat([data.game_lines, under_way])
    )


@pytest.mark.parametrize("moment", ["first", "last"])
def test_lines_on_a_game_under_way_are_no_feature_where_nobody_bets(
    moment: str, data: Dataset, unbet: Dataset, request: pytest.FixtureRequest
) -> None:
    prices = PricesBeforeBets(request.getfixturevalue(moment))
    before = replace(unbet, game_lines=data.game_lines.filter(pl.col("quoted_at") < pl.col("tip_off")))
    found, expected = prices.before_bets(unbet).games, prices.before_bets(before).games
    assert found is not None
    assert expected is not None
    assert found.equals(expected)
    assert found.height == 200


@dataclass(frozen=True)
class UnderWay(PricesBeforeBets):
    """Lines on games that are told when the game is under way, taken for those before it."""

    def before_bets(self, data: Dataset) -> Prices:
        """What is seen a day after tip-off."""
        late = data.game_lines.with_columns(tip_off=pl.col("tip_off") + dt.timedelta(days=1))
        return PricesBeforeBets(self.experiment).before_bets(replace(data, game_lines=late))


@pytest.mark.parametrize("kind", QUOTES)
def test_a_feature_that_sees_a_game_under_way_is_caught_where_nobody_bets(
    kind: Perturbation, last: Experiment, unbet: Dataset
) -> None:
    with pytest.raises(LeakageError, match=r"features\.blocks\.game_lines: "):
        prove(unbet, last.market, ON_GAMES, prices=UnderWay(last), only=[kind])
    proof = prove(unbet, last.market, ON_GAMES, prices=PricesBeforeBets(last), only=[kind])
    assert set(proof.compared) == {kind}


def test_where_no_quote_can_be_another_nothing_is_proved_of_quotes(last: Experiment, data: Dataset) -> None:
    without = replace(untimed(data), prop_lines=data.prop_lines.clear())
    prices = PricesBeforeBets(last)
    with pytest.raises(NBAPropsError, match="nothing to prove: no quote is there"):
        prove(without, last.market, ON_GAMES, prices=prices, only=QUOTES)
    proof = prove(without, last.market, ON_GAMES, prices=prices, only=[*QUOTES, Perturbation.shuffled])
    assert set(proof.compared) == {Perturbation.shuffled}
    assert str(proof).endswith("; nothing to change: " + ", ".join(QUOTES))


def test_bets_at_first_quotes_see_the_morning_those_at_the_last_the_evening(
    first: Experiment, last: Experiment, data: Dataset
) -> None:
    prices = [PricesBeforeBets(made).before_bets(data) for made in (first, last)]
    morning, evening = (lines_of(each).filter(pl.col("market") == "points") for each in prices)
    assert set(morning["move"].drop_nulls()) == {0.0}
    assert (evening["move"] != 0).sum() > 50
    both = morning.join(evening, on=PLAYER_GAME, suffix="_evening")
    assert both.height > 500
    opening = both["median_evening"] - both["move_evening"]
    # Books that open late are in the evening's first quotes, not in the morning's.
    assert (opening - both["median"]).abs().median() == pytest.approx(0, abs=0.05)


def test_prices_are_those_of_the_games_day_and_not_of_the_evening_before(
    first: Experiment, data: Dataset
) -> None:
    prices, quotes = PricesBeforeBets(first), data.prop_lines.filter(pl.col("market") == "points")
    early = quotes.with_columns(pl.col("quoted_at") - pl.duration(days=1))
    day, both, alone = (
        replace(data, prop_lines=each) for each in (quotes, pl.concat([quotes, early]), early)
    )
    assert prices.moments(both).sort(PLAYER_GAME).equals(prices.moments(day).sort(PLAYER_GAME))
    assert prices.moments(alone).is_empty()
    assert lines_of(prices.before_bets(alone)).is_empty()


def test_the_agreed_line_is_the_one_that_bets_are_compared_with(last: Experiment, data: Dataset) -> None:
    """An oracle: the books' last quotes before tip-off, counted one by one."""
    ours = lines_of(PricesBeforeBets(last).before_bets(data)).filter(pl.col("market") == "points")
    quotes = data.prop_lines.filter(pl.col("market") == "points", pl.col("quoted_at") < pl.col("tip_off"))
    for (game, player), rows in list(quotes.group_by(PLAYER_GAME, maintain_order=True))[:200]:
        newest: dt.datetime = rows["quoted_at"].max()  # type: ignore[assignment]
        latest = {}
        for row in rows.sort("quoted_at").iter_rows(named=True):
            latest[row["book"]] = row
        on_offer = [r for r in latest.values() if r["quoted_at"] >= newest - dt.timedelta(minutes=60)]
        mine = ours.filter(pl.col("game_id") == game, pl.col("player_id") == player).row(0, named=True)
        assert mine["books"] <= len(on_offer)
        assert mine["line"] in {r["line"] for r in on_offer}


def test_rows_without_a_line_stay_empty(last: Experiment, data: Dataset) -> None:
    prices = PricesBeforeBets(last).before_bets(data)
    lined = data.prop_lines.filter(pl.col("market") == "points").select(PLAYER_GAME).unique()
    assert lines_of(prices).join(lined, on=PLAYER_GAME, how="anti").is_empty()


def test_a_spread_that_is_missing_follows_from_the_moneyline(last: Experiment, data: Dataset) -> None:
    whole = PricesBeforeBets(last).before_bets(data).games
    bare = replace(data, game_lines=data.game_lines.with_columns(spread=pl.lit(None, pl.Float64)))
    without = PricesBeforeBets(last).before_bets(bare).games
    assert whole is not None
    assert without is not None
    both = whole.join(without, on="game_id", suffix="_implied")
    assert both.height == 200
    assert both.select(pl.corr("margin", "margin_implied")).item() > 0.97
    assert both["total"].equals(both["total_implied"])


def test_lines_without_a_time_are_no_help_for_bets_at_first_quotes(first: Experiment, data: Dataset) -> None:
    without = replace(
        data, game_lines=data.game_lines.with_columns(quoted_at=pl.lit(None, pl.Datetime("us", "UTC")))
    )
    with pytest.raises(DataError, match=r"features\.blocks\.game_lines: 1,200 lines on games have no time"):
        PricesBeforeBets(first).before_bets(without)


def untimed(data: Dataset) -> Dataset:
    """The data with lines on games that have no time."""
    nothing = pl.lit(None, pl.Datetime("us", "UTC"))
    return replace(data, game_lines=data.game_lines.with_columns(quoted_at=nothing))


def test_lines_without_a_time_count_for_bets_just_before_tip_off(last: Experiment, data: Dataset) -> None:
    found = PricesBeforeBets(last).before_bets(untimed(data)).games
    assert found is not None
    assert found["total"].null_count() < 10


def test_lines_without_a_time_are_no_help_for_bets_at_prices_of_the_morning(
    last: Experiment, data: Dataset
) -> None:
    """Whose latest prices are of long before tip-off bets at these, and knows no more."""
    hours = (pl.col("tip_off") - pl.col("quoted_at")).dt.total_hours()
    morning = replace(untimed(data), prop_lines=data.prop_lines.filter(hours > 3))
    with pytest.raises(DataError, match="no time of the quote, and may be later than"):
        PricesBeforeBets(last).before_bets(morning)
    timed = PricesBeforeBets(last).before_bets(replace(morning, game_lines=data.game_lines)).games
    opening = data.game_lines.filter(hours > 3).group_by("game_id").agg(pl.col("total").median())
    assert timed is not None
    assert timed.join(opening, on="game_id").filter(pl.col("total") != pl.col("total_right")).is_empty()


def test_figures_with_the_books_lines_among_the_features_say_so(last: Experiment) -> None:
    assert any("the books' own lines" in label for label in last.labels)
    assert last.choices["prices"] == "features"
    plain = load([*QUICK, "model=ridge", "features=game_lines"])
    assert plain.labels == []
    assert "prices" not in plain.choices


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("game_lines", "needs spreads and totals; name them in data.game_lines"),
        ("market", "needs the books' lines; name them in data.prop_lines"),
    ],
)
def test_blocks_without_their_table_are_refused_when_composing(name: str, told: str) -> None:
    with pytest.raises(ConfigError) as refused:
        load(["data=files", "data.game_logs=logs.csv", f"features={name}"])
    assert f"features.blocks.{name}: {told}" in str(refused.value)


@pytest.mark.slow
def test_two_markets_share_no_design_whatever_their_blocks_are_called() -> None:
    words = [*QUICK, "model=ridge", "features=market"]
    keys = {design_key(load([*words, f"market={market}"]), "data") for market in ("points", "assists", "pra")}
    assert len(keys) == 3
    assert design_key(load([*words, "bets.bet_at=first"]), "data") not in keys


def test_jobs_that_share_a_process_share_nothing_that_follows_from_their_bets(
    data: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_read", lambda *_: data)

    def loaded(*words: str) -> MarketData:
        return run.load(Job(load([*QUICK, "market=points", *words])), StageTimer())

    whole, alone, early = loaded(), loaded("bets.books=[Bravo]"), loaded("bets.bet_at=first")
    assert [each.books for each in (whole, alone, early)] == [[], ["Bravo"], []]
    assert whole.lines.equals(early.lines)
    assert not whole.offered.equals(early.offered)
    assert early.screened is whole.screened


def test_a_line_of_the_evening_before_is_nothing_that_a_model_is_held_against(
    last: Experiment, data: Dataset
) -> None:
    lined = MarketData.of(last, data).lines
    player = lined["player_id"].mode()[0]
    earlier = pl.when(pl.col("player_id") == player).then(pl.col("quoted_at") - pl.duration(days=1))
    moved = replace(
        data, prop_lines=data.prop_lines.with_columns(earlier.otherwise("quoted_at").alias("quoted_at"))
    )
    assert MarketData.of(last, moved).lines.equals(lined.filter(pl.col("player_id") != player))


@pytest.mark.slow
def test_a_market_that_nobody_quotes_is_refused_unless_it_is_ours(last: Experiment, data: Dataset) -> None:
    def looking_up(*markets: str) -> Experiment:
        blocks: dict[str, Block] = {"market": MarketLines(markets=list(markets))}
        return replace(last, features=replace(last.features, blocks=blocks))

    wrong = r"features\.blocks\.market\.markets: pionts: no such market; did you mean points"
    with pytest.raises(ConfigError, match=wrong):
        compute(looking_up("pionts"), MarketData.of(last, last.source.load(last.seed)))
    check_markets(looking_up("minutes"), data)
    quoted = data.prop_lines.with_columns(market=pl.lit("dunks"))
    check_markets(looking_up("dunks"), replace(data, prop_lines=quoted))
