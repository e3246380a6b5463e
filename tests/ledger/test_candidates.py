"""Both sides of each offer, with what the model makes of them."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nba_props.errors import DataError
from nba_props.ledger.candidates import candidates
from nba_props.ledger.offers import BetAt, offers
from tests.ledger.cases import quotes


def offer(*rows: dict[str, object]) -> pl.DataFrame:
    return offers(quotes(*rows), BetAt.last, 15, 60)


def test_both_sides_are_valued_at_their_own_price() -> None:
    """0.5 to go over, 0.06 to be pushed, 0.44 to go under."""
    found = candidates(
        offer({"line": 25.0, "over_price": 1.9, "under_price": 2.0, "novig_over": 0.52}), [0.5], [0.06]
    )
    over, under = found.filter(side="over").row(0, named=True), found.filter(side="under").row(0, named=True)
    assert (over["price"], over["p_win"], over["p_push"]) == (1.9, 0.5, 0.06)
    assert over["p_lose"] == under["p_win"] == pytest.approx(0.44)
    assert (under["price"], under["p_lose"]) == (2.0, 0.5)
    assert over["value"] == pytest.approx(0.5 * 0.9 - 0.44)
    assert under["value"] == pytest.approx(0.44 * 1.0 - 0.5)
    assert over["edge"] == pytest.approx(0.5 / 0.94 - 0.52)
    assert over["edge"] + under["edge"] == pytest.approx(0)
    assert over["novig"] + under["novig"] == pytest.approx(1)


def test_a_side_without_a_price_is_no_candidate() -> None:
    found = candidates(offer({"under_price": None, "novig_over": None}), [0.5], [0.0])
    assert found["side"].to_list() == ["over"]
    assert found["edge"].to_list() == [None]


def test_an_offer_without_a_prediction_is_no_candidate() -> None:
    found = candidates(offer({}, {"book": "b"}), np.array([np.nan, 0.5]), np.array([np.nan, 0.0]))
    assert found["book"].to_list() == ["b", "b"]


def test_probabilities_must_be_one_per_offer() -> None:
    with pytest.raises(DataError, match="one per quote"):
        candidates(offer({}), [0.5, 0.5], [0.0, 0.0])


def test_a_candidate_carries_its_quote_and_no_outcome() -> None:
    found = candidates(offer({"reason": "no_consensus"}), [0.5], [0.0])
    assert {"quoted_at", "bet_at", "tip_off", "suspect", "reason", "date"} <= set(found.columns)
    assert not {"outcome", "minutes", "result"} & set(found.columns)
    assert found["suspect"].to_list() == [True, True]
