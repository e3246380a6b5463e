"""The books' line and no-vig probability that a model is held against."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from nba_props.pricing.devig.multiplicative import Multiplicative
from nba_props.pricing.devig.shin import Shin
from nba_props.pricing.reference import reference_lines
from nba_props.pricing.screened import Reason
from tests.ledger.cases import quotes as screened

SOUND = {"over_price": 1.8, "under_price": 2.1}


def quotes(*rows: dict[str, Any]) -> pl.DataFrame:
    return screened(*rows).with_columns(
        one_sided=pl.any_horizontal(pl.col("over_price", "under_price").is_null())
    )


def test_it_is_the_most_quoted_line_with_the_no_vig_probability_of_its_median_prices() -> None:
    found = reference_lines(
        quotes(
            {**SOUND, "book": "a"}, {**SOUND, "book": "b", "over_price": 1.84}, {"book": "c", "line": 27.5}
        ),
        "pra",
        Multiplicative(),
    )
    assert found.columns == [
        "game_id",
        "player_id",
        "line",
        "over_price",
        "under_price",
        "novig_over",
        "line_median",
    ]
    row = found.row(0, named=True)
    assert (row["line"], row["over_price"], row["under_price"]) == (25.5, 1.82, 2.1)
    assert row["novig_over"] == pytest.approx((1 / 1.82) / (1 / 1.82 + 1 / 2.1))


def test_the_margin_is_taken_out_by_the_method_that_was_chosen() -> None:
    lopsided = quotes({"over_price": 1.2, "under_price": 4.2})
    one, two = (
        reference_lines(lopsided, "pra", method)["novig_over"][0] for method in (Multiplicative(), Shin())
    )
    assert one < two


@pytest.mark.parametrize("reason", [Reason.PRICE_OFF_LINE, Reason.WRONG_FEED])
def test_prices_that_belong_to_another_line_have_no_say(reason: Reason) -> None:
    wrong: list[dict[str, Any]] = [
        {"book": book, "line": 12.5, "reason": reason.value} for book in ("x", "y", "z")
    ]
    found = reference_lines(quotes({**SOUND, "book": "a"}, *wrong), "pra", Multiplicative())
    assert found["line"].to_list() == [25.5]
    assert reference_lines(quotes(*wrong), "pra", Multiplicative()).is_empty()


@pytest.mark.parametrize("reason", [Reason.ONE_SIDED, Reason.NO_CONSENSUS, Reason.NO_NOVIG])
def test_quotes_that_are_merely_not_bettable_still_name_the_line(reason: Reason) -> None:
    found = reference_lines(quotes({"reason": reason.value}), "pra", Multiplicative())
    assert found["line"].to_list() == [25.5]


def test_a_line_that_nobody_priced_on_both_sides_has_no_no_vig_probability() -> None:
    found = reference_lines(quotes({"under_price": None, "reason": "one_sided"}), "pra", Multiplicative())
    assert found["line"].to_list() == [25.5]
    assert found.select("over_price", "under_price", "novig_over").row(0) == (None, None, None)


def test_other_markets_have_no_say_and_without_quotes_there_are_no_lines() -> None:
    other = quotes({"market": "points"})
    assert reference_lines(other, "pra", Multiplicative()).is_empty()
    assert reference_lines(other, "pra", Multiplicative()).columns[-2:] == ["novig_over", "line_median"]
    assert reference_lines(other, "points", Multiplicative()).height == 1
