"""Which bets are made."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nba_props.errors import ConfigError
from nba_props.ledger.offers import BetAt
from nba_props.ledger.selection import BetSelection
from tests.ledger.cases import before, bets, quotes
from tests.properties import quick


def chosen(frame: pl.DataFrame, **rules: object) -> list[tuple[str, float, str]]:
    """Book, line and side of the bets that are made."""
    found = BetSelection(**rules).choose(frame)  # type: ignore[arg-type]
    return found.select("book", "line", "side").rows()


def test_the_best_price_at_a_line_is_taken_and_of_equal_ones_the_first_book() -> None:
    frame = bets(
        {"book": "c", "price": 1.95, "value": 0.07},
        {"book": "b", "price": 1.95, "value": 0.07},
        {"book": "a", "price": 1.90, "value": 0.04},
    )
    assert chosen(frame, per_player_game=5) == [("b", 25.5, "over")]


def test_a_worse_price_is_not_taken_because_its_own_book_shows_more_edge() -> None:
    frame = bets(
        {"book": "a", "price": 2.1, "value": 0.09, "edge": 0.02},
        {"book": "b", "price": 1.95, "value": 0.01, "edge": 0.07},
    )
    assert chosen(frame, min_value=0.0, min_edge=0.05) == []


def test_a_better_price_at_another_line_is_another_bet() -> None:
    frame = bets(
        {"book": "a", "line": 25.5, "price": 1.9, "value": 0.05},
        {"book": "b", "line": 26.5, "price": 2.4, "value": 0.03},
    )
    assert chosen(frame) == [("a", 25.5, "over")]
    assert chosen(frame, per_player_game=2) == [("a", 25.5, "over"), ("b", 26.5, "over")]


def test_a_player_game_is_bet_on_one_side_only() -> None:
    frame = bets(
        {"line": 22.5, "side": "over", "value": 0.06},
        {"line": 28.5, "side": "under", "value": 0.08},
        {"line": 29.5, "side": "under", "value": 0.04},
    )
    assert chosen(frame, per_player_game=3) == [("a", 28.5, "under"), ("a", 29.5, "under")]
    assert {side for _, _, side in chosen(frame.head(2), per_player_game=3)} == {"under"}


def test_players_and_games_have_each_their_bets() -> None:
    frame = bets({}, {"player_id": 2, "side": "under"}, {"game_id": "g2"})
    assert len(chosen(frame)) == 3


def test_the_number_of_bets_on_a_player_in_a_game_counts_all_markets() -> None:
    frame = bets({"market": "pra", "value": 0.05}, {"market": "points", "value": 0.06, "side": "under"})
    assert BetSelection().choose(frame)["market"].to_list() == ["points"]
    assert BetSelection(per_player_game=2).choose(frame).height == 2


@pytest.mark.parametrize(
    ("rules", "books"),
    [
        ({"min_value": 0.05}, ["b", "c"]),
        ({"min_edge": 0.06}, ["c"]),
        ({"books": ["a", "c"]}, ["a", "c"]),
        ({"min_price": 2.0}, ["b", "c"]),
        ({"max_price": 2.0}, ["a", "b"]),
        ({"min_price": 2.0, "max_price": 2.0}, ["b"]),
        ({"suspect": True}, ["a", "b", "c", "d"]),
    ],
)
def test_the_rules_leave_out_what_breaks_them(rules: dict[str, object], books: list[str]) -> None:
    frame = bets(
        {"player_id": 1, "book": "a", "price": 1.9, "value": 0.03, "edge": 0.03},
        {"player_id": 2, "book": "b", "price": 2.0, "value": 0.05, "edge": 0.05},
        {"player_id": 3, "book": "c", "price": 2.2, "value": 0.07, "edge": 0.07},
        {"player_id": 4, "book": "d", "suspect": True, "reason": "wrong_feed"},
    )
    assert sorted(book for book, _, _ in chosen(frame, **rules)) == books


def test_an_unknown_edge_passes_only_where_none_is_asked_for() -> None:
    frame = bets({"edge": None}).with_columns(pl.col("edge").cast(pl.Float64))
    assert chosen(frame) == [("a", 25.5, "over")]
    assert chosen(frame, min_edge=-1.0) == []


@pytest.mark.parametrize("rules", [{}, {"min_value": 0.05}, {"books": ["a"]}, {"per_player_game": 3}])
def test_nothing_is_bet_on_that_is_not_the_best_offer(rules: dict[str, object]) -> None:
    """Thresholds are tried on the best offers alone, and the same bets are made of them."""
    rng = np.random.default_rng(3)
    frame = bets(
        *(
            {"player_id": player, "book": book, "line": line, "price": price, "value": value}
            for player in range(1, 6)
            for book in "abc"
            for line, price, value in zip(
                (24.5, 25.5), 1.8 + rng.random(2), rng.normal(0.05, 0.05, 2), strict=True
            )
        )
    )
    selection = BetSelection(**rules)  # type: ignore[arg-type]
    best = selection.best_offers(frame)
    assert 0 < best.height < frame.height
    assert selection.choose(best).equals(selection.choose(frame))
    assert not selection.choose(best).is_empty()


@quick
@given(st.permutations(range(12)), st.integers(0, 50))
def test_the_order_of_candidates_does_not_matter(order: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    frame = bets(
        *(
            {
                "book": "abc"[i % 3], "player_id": i // 6, "line": float(rng.integers(24, 26)),
                "side": rng.choice(["over", "under"]), "price": rng.choice([1.9, 2.0]),
                "value": rng.choice([0.03, 0.05]),
            }
            for i in range(12)
        )
    )  # fmt: skip
    frame = frame.unique(["book", "player_id", "line", "side"], keep="first", maintain_order=True)
    shuffled = frame[[i for i in order if i < frame.height]]
    rules = BetSelection(per_player_game=2)
    assert rules.choose(shuffled).equals(rules.choose(frame))


def test_suspect_quotes_are_not_even_seen() -> None:
    frame = quotes({"book": "a", "reason": "wrong_feed"}, {"book": "b"})
    assert BetSelection().offers(frame)["book"].to_list() == ["b"]
    assert BetSelection(suspect=True).offers(frame)["book"].to_list() == ["a", "b"]


def test_the_moment_of_the_bet_can_be_chosen() -> None:
    frame = quotes({"quoted_at": before(600), "line": 24.5}, {"quoted_at": before(20)})
    assert BetSelection().offers(frame)["line"].to_list() == [25.5]
    assert BetSelection(bet_at=BetAt.first).offers(frame)["line"].to_list() == [24.5]


def test_rules_out_of_range_are_told() -> None:
    with pytest.raises(ConfigError) as caught:
        BetSelection(wait=-1, min_price=0.5, per_player_game=0, books=["a", "a"])
    assert caught.value.problems == [
        "wait=-1: must be at least 0",
        "books=['a', 'a']: must be a list without repeats",
        "min_price=0.5: must be at least 1",
        "per_player_game=0: must be at least 1",
    ]
    with pytest.raises(ConfigError, match=r"max_price=1.5: must be at least min_price=2.0"):
        BetSelection(min_price=2.0, max_price=1.5)
