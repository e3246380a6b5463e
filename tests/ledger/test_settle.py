"""Win, loss, push, void, pending."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from nba_props.errors import DataError
from nba_props.ledger.settle import outcomes_of, settle
from nba_props.market import Market
from tests.ledger.cases import bets, outcomes

PLAYED = ("g1", 9, 12.0, 20.0)
"""Somebody else in the game, which has been played."""


def ended(bet: dict[str, object], *rows: tuple[str, int, float | None, float | None]) -> tuple[Any, ...]:
    """Result and profit per unit of one bet."""
    settled = settle(bets(bet), outcomes(*rows))
    result: tuple[Any, ...] = settled.select("result", "unit_profit").row(0)
    return result


@pytest.mark.parametrize(
    ("line", "side", "result", "profit"),
    [
        (25.5, "over", "win", 0.9), (25.5, "under", "loss", -1), (26.5, "over", "loss", -1),
        (26.5, "under", "win", 0.9), (26.0, "over", "push", 0), (26.0, "under", "push", 0),
    ],
)  # fmt: skip
def test_an_outcome_of_26_settles_every_line(line: float, side: str, result: str, profit: float) -> None:
    assert ended({"line": line, "side": side}, ("g1", 1, 26.0, 30.0)) == (result, pytest.approx(profit))


def test_a_push_returns_the_stake() -> None:
    assert ended({"line": 26.0, "price": 5.0}, ("g1", 1, 26.0, 30.0)) == ("push", 0)


@pytest.mark.parametrize(
    "row",
    [None, ("g1", 1, None, None), ("g1", 1, 0.0, 0.0), ("g1", 1, None, 0.0)],
    ids=["no row", "no outcome", "zero minutes", "neither"],
)
def test_a_bet_on_a_player_who_did_not_play_is_void(row: tuple[str, int, float, float] | None) -> None:
    rows = [PLAYED] if row is None else [PLAYED, row]
    assert ended({"side": "under"}, *rows) == ("void", 0)


def test_zero_in_the_box_score_of_a_player_who_played_is_an_outcome() -> None:
    assert ended({"side": "under"}, ("g1", 1, 0.0, 3.0)) == ("win", pytest.approx(0.9))


def test_where_minutes_are_not_recorded_the_outcome_counts() -> None:
    assert ended({}, ("g1", 1, 30.0, None)) == ("win", pytest.approx(0.9))


@pytest.mark.parametrize("rows", [[], [("g1", 1, None, None)], [("g2", 1, 30.0, 30.0)]])
def test_a_bet_on_a_game_that_nobody_has_played_is_pending(rows: list[tuple[str, int, float, float]]) -> None:
    assert ended({}, *rows) == ("pending", None)


def test_bets_keep_their_order_and_their_number() -> None:
    frame = bets({"player_id": 3}, {"player_id": 1}, {"player_id": 2}, {"player_id": 1, "book": "b"})
    settled = settle(frame, outcomes(("g1", 1, 26.0, 30.0), ("g1", 2, 10.0, 30.0)))
    assert settled["player_id"].to_list() == [3, 1, 2, 1]
    assert settled["result"].to_list() == ["void", "win", "loss", "win"]
    assert settled["outcome"].to_list() == [None, 26.0, 10.0, 26.0]


def test_markets_are_settled_by_their_own_outcome() -> None:
    player_games = pl.DataFrame(
        {"game_id": ["g1"], "player_id": [1], "points": [20], "assists": [7], "minutes": [30.0]}
    )
    both = outcomes_of(player_games, [Market("points", ["points"]), Market("pa", ["points", "assists"])])
    settled = settle(bets({"market": "points"}, {"market": "pa"}, {"market": "pra"}), both)
    assert settled["outcome"].to_list() == [20.0, 27.0, None]
    assert settled["result"].to_list() == ["loss", "win", "void"]


def test_two_outcomes_of_one_player_game_are_refused() -> None:
    with pytest.raises(DataError, match="two rows share game_id=g1, player_id=1, market=pra"):
        settle(bets({}), outcomes(("g1", 1, 26.0, 30.0), ("g1", 1, 25.0, 30.0)))
