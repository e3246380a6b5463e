"""The order of bets, and columns that are missing."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from nba_props.errors import DataError
from nba_props.ledger.columns import in_order, need, order_of, side_dtype
from tests.ledger.cases import bets


@pytest.mark.parametrize("distinct", [3, 200_000], ids=["many ties", "too many for one number"])
def test_the_packed_order_is_that_of_sorting_by_all_columns(distinct: int) -> None:
    rng = np.random.default_rng(1)
    rows = 5000
    frame = pl.DataFrame({name: rng.integers(-distinct, distinct, rows) for name in "abcdef"}).with_columns(
        pl.col("b").cast(pl.String),
        pl.col("c") / 4,
        d=pl.col("d").cast(pl.Date),
        e=pl.Series(rng.choice(["under", "over"], rows), dtype=side_dtype()),
    )
    expected = frame.with_row_index().sort(list("abcdef"), maintain_order=True)["index"]
    assert order_of(frame, *"abcdef").to_list() == expected.to_list()


def test_bets_are_ordered_by_date_and_game_first() -> None:
    frame = bets(
        {"game_id": "g2", "book": "a"}, {"game_id": "g1", "book": "b"}, {"game_id": "g1", "book": "a"}
    )
    assert in_order(frame).select("game_id", "book").rows() == [("g1", "a"), ("g1", "b"), ("g2", "a")]


def test_without_rows_there_is_an_order_all_the_same() -> None:
    assert in_order(bets({}).clear()).height == 0


def test_a_missing_column_is_named_with_what_is_near() -> None:
    with pytest.raises(DataError, match=r"ledger: column novigg is missing; did you mean .*novig"):
        need(bets({}), "line", "novigg")
