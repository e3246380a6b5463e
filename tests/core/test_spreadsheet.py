"""No CSV file of ours holds a cell that a spreadsheet would run, and ours reads them as they were."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nba_props.core.spreadsheet import FORMULA, inert, inert_table
from nba_props.data.raw.columns import Field
from nba_props.data.raw.read import read_files
from nba_props.tracking.artifacts import write_all


@given(st.text(max_size=12))
def test_no_text_begins_as_a_formula_unless_it_is_a_number(cell: str) -> None:
    made = inert(cell)
    if made.startswith(FORMULA):
        float(made)  # a plain number
    assert made in (cell, f"'{cell}")


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|'/c calc'!A0", "-2+3", "@SUM(A1)", "\tx"])
def test_a_formula_is_quoted_and_a_number_is_not(cell: str) -> None:
    assert inert(cell) == f"'{cell}"
    assert [inert(number) for number in ("-3.5", "+2", "-1e3")] == ["-3.5", "+2", "-1e3"]


def test_numbers_stay_numbers_and_a_harmless_table_is_the_same() -> None:
    table = pl.DataFrame({"book": ["=HYPERLINK(1)", "Book A"], "price": [-110.0, 2.5]})
    made = inert_table(table)
    assert made.to_dict(as_series=False) == {"book": ["'=HYPERLINK(1)", "Book A"], "price": [-110.0, 2.5]}
    assert inert_table(table.tail(1)).equals(table.tail(1))


def test_what_is_written_is_read_as_it_was(tmp_path: Path) -> None:
    table = pl.DataFrame({"player": ["=Ann", "-Bo", "O'Neil", "'Quoted"], "line": ["-3.5", "2", "1", "0"]})
    write_all(tmp_path, {"bets.csv": table})
    assert "=Ann" not in [line.split(",")[0] for line in (tmp_path / "bets.csv").read_text().splitlines()]
    read = read_files([tmp_path / "bets.csv"], [Field(("player",)), Field(("line",))], {}).frame
    assert read.select("player", "line").equals(table)
