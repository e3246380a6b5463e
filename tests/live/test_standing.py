"""Bets that are in the ledger: their players are not proposed again, and the caps hold over old and new."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from nba_props.live.bets.ledger import BetLedger
from nba_props.live.picks.as_of import as_of
from nba_props.live.picks.choose import ALREADY, CALLED_OFF, NO_STAKE, choose, left_out
from nba_props.live.picks.evening import Evening, evening
from nba_props.live.picks.frame import games_behind
from nba_props.live.picks.model import NightModel
from nba_props.live.picks.night import MarketNight
from nba_props.live.picks.standing import beside, standing_bets, with_room
from nba_props.live.picks.view import headline
from nba_props.staking.flat import Flat

from .nights import NIGHT, model, tables
from .test_choose import LENIENT, in_other_market, night, now


def fitted() -> NightModel:
    return model(("pooling=logit",))


def again(bets: pl.DataFrame | None = None) -> Evening:
    return evening([fitted()], tables(), LENIENT, now(), bets)


@cache
def proposed() -> pl.DataFrame:
    """The bets of the night, as long as there is none."""
    return again().picks


@pytest.fixture
def ledger(tmp_path: Path) -> BetLedger:
    """A ledger with the picks of the night."""
    ledger = BetLedger.open(tmp_path / "bets.sqlite")
    ledger.record(proposed(), now())
    return ledger


def standing(of: pl.DataFrame) -> pl.DataFrame:
    return of.select("game_id", "player_id", "market", "stake")


def chosen(made: pl.DataFrame, *nights: MarketNight) -> pl.DataFrame:
    return choose(nights, LENIENT, games_behind(as_of(tables(), now())), now(), made)


def test_who_has_a_bet_is_not_proposed_again_whatever_the_quotes_are_now(ledger: BetLedger) -> None:
    players = set(proposed()["player_id"])
    moved = ledger.bets().with_columns(pl.col("line") + 1, version=pl.lit("0"), bet_id=pl.col("bet_id") + "x")
    found = again(moved)
    assert players
    assert players.isdisjoint(found.picks["player_id"])
    assert set(found.priced.filter(reason=ALREADY)["player_id"]) == players
    assert found.reasons[ALREADY] > 0
    assert sum(found.reasons.values()) + found.picks.height == found.quotes
    assert f"beside {len(players)} in the ledger ({moved['stake'].sum():.2f})" in headline(found)


@pytest.mark.slow
def test_a_bet_that_was_called_off_holds_its_player_back_in_its_market(ledger: BetLedger) -> None:
    """At other prices too, without a stake; whoever has no such bet, and other markets, stay free."""
    one = proposed().row(0, named=True)
    ledger.void(one["pick_id"], now(), "he is hurt")
    bets = ledger.bets().filter(bet_id=one["pick_id"])
    assert standing_bets(bets, NIGHT).is_empty()
    found = again(bets.with_columns(pl.col("line") + 1))
    assert set(found.picks["player_id"]) == set(proposed()["player_id"]) - {one["player_id"]}
    assert set(found.priced.filter(reason=CALLED_OFF)["player_id"]) == {one["player_id"]}
    assert found.reasons[CALLED_OFF] > 0
    for free in ({"market": pl.lit("points")}, {"model": pl.lit(None, pl.String)}):
        assert again(bets.with_columns(**free)).picks.equals(proposed())


@pytest.mark.slow
def test_bets_of_other_nights_and_own_ones_hold_nobody_back(ledger: BetLedger) -> None:
    bets = ledger.bets()
    for other in (
        bets.with_columns(night=pl.lit(NIGHT + dt.timedelta(days=1))),
        bets.with_columns(model=pl.lit(None, pl.String)),
    ):
        assert standing_bets(other, NIGHT).is_empty()
        assert again(other).picks.equals(proposed())


def test_a_bet_in_another_market_holds_back_where_a_player_has_one_bet_a_game() -> None:
    first = chosen(standing(proposed().head(0)), night()).filter("taken")
    made = standing(first).with_columns(market=pl.lit("points"))
    found = chosen(made, night())
    assert set(found.filter("taken")["player_id"]).isdisjoint(made["player_id"])
    assert left_out([night()], found)[ALREADY] > 0


def test_bets_that_another_command_made_in_other_markets_stand(ledger: BetLedger) -> None:
    """They count for the one bet a player-game may have, and towards the caps."""
    first = {"model": pl.lit("nba_props_points"), "market": pl.lit("points")}
    made = ledger.bets().with_columns(**first)
    found = again(made)
    assert standing_bets(made, NIGHT).height == proposed().height > 0
    assert set(found.picks["player_id"]).isdisjoint(made["player_id"])
    full = pl.lit(LENIENT.bankroll * fitted().experiment.staking.day_cap)
    of_others = made.with_columns(stake=full, player_id=-pl.col("player_id"))
    assert again(of_others).picks.is_empty()


def test_a_player_has_no_more_new_bets_than_standing_ones_leave() -> None:
    new = pl.DataFrame({"player_id": [1, 1, 2, 2, 3], "value": [0.1, 0.2, 0.3, 0.2, 0.1]})
    made = pl.DataFrame({"player_id": [1, 3, 3]})
    assert with_room(new, made, 2).rows() == [(1, 0.2), (2, 0.3), (2, 0.2)]
    assert with_room(new, made.clear(), 2).equals(new)


def _two_a_player(of: MarketNight) -> MarketNight:
    experiment = of.model.experiment
    bets = replace(experiment.bets, per_player_game=2)
    return replace(of, model=replace(of.model, experiment=replace(experiment, bets=bets)))


def test_a_player_with_two_bets_a_game_has_one_more_beside_one_of_a_third_market() -> None:
    both = (_two_a_player(night()), _two_a_player(in_other_market(night())))
    free = chosen(standing(proposed().head(0)), *both).filter("taken")
    twice = free.filter(pl.len().over("player_id") == 2)
    made = standing(twice.unique("player_id")).with_columns(market=pl.lit("assists"), stake=pl.lit(0.01))
    beside_one = chosen(made, *both).filter("taken").join(made, on="player_id", how="semi")
    assert made.height
    assert sorted(beside_one["player_id"]) == sorted(made["player_id"])


@pytest.mark.parametrize(
    ("key", "cap"), [(["player_id"], "bet_cap"), (["game_id"], "game_cap"), (["night"], "day_cap")]
)
def test_standing_bets_count_towards_every_cap(key: list[str], cap: str) -> None:
    both = (_two_a_player(night()), _two_a_player(in_other_market(night())))
    free = chosen(standing(proposed().head(0)), *both).filter("taken").with_columns(night=NIGHT)
    alone = free.filter(market="points")
    largest = float(alone.group_by(key).agg(pl.col("stake").sum())["stake"].max() or 0)  # type: ignore[arg-type]
    limit = 1.2 * largest / LENIENT.bankroll
    tight = tuple(
        replace(
            of,
            model=replace(
                of.model,
                experiment=replace(
                    of.model.experiment, staking=replace(of.model.experiment.staking, **{cap: limit})
                ),
            ),
        )
        for of in both
    )
    new = chosen(standing(alone), *tight).filter("taken").with_columns(night=NIGHT)
    assert new["market"].unique().to_list() == ["pra"]
    together = pl.concat([alone.select(*key, "stake"), new.select(*key, "stake")])
    total = together.group_by(key).agg(pl.col("stake").sum())["stake"].max()
    assert total == pytest.approx(1.2 * largest)


@pytest.mark.parametrize(
    ("bankroll", "left", "stake"),
    [(1000.0, 1.5e-14, 0.0), (1000.0, 0.009, 0.0), (1000.0, 0.011, 0.011), (1.0, 0.0005, 0.0005)],
)
def test_what_a_used_up_cap_has_left_over_is_no_stake(bankroll: float, left: float, stake: float) -> None:
    plan = Flat(game_cap=0.1)
    made = pl.DataFrame({"game_id": ["g"], "player_id": [1], "market": ["pra"]})
    made = made.with_columns(stake=pl.lit(plan.game_cap * bankroll - left))
    late = pl.DataFrame({"game_id": ["g"], "player_id": [2]})
    found = beside(late, np.array([0.04 * bankroll]), made, plan, bankroll)
    assert found.tolist() == [pytest.approx(stake)]
    assert bool(found[0]) is bool(stake)


def test_bets_of_a_game_whose_cap_is_used_up_have_no_stake() -> None:
    cap = night().model.experiment.staking.game_cap * LENIENT.bankroll
    games = proposed().select(pl.col("game_id").unique(maintain_order=True))
    made = games.with_columns(player_id=pl.lit(0, pl.Int64), market=pl.lit("pra"), stake=pl.lit(cap - 1e-13))
    found = chosen(made, night())
    assert games.height
    assert not found.filter("taken").height
    assert left_out([night()], found)[NO_STAKE] > 0
