"""What a request of any shape becomes: a table, or one line that says why not."""

from __future__ import annotations

import datetime as dt
import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nba_props.errors import DataError
from nba_props.serving.request import OPTIONAL, frame_of, table_of
from tests.properties import quick

REQUIRED = ["past_std", "lag"]
ROW = {"past_std": 9.5, "lag": 20, "line": 25.5, "date": "2025-01-31"}


def records(*rows: Any) -> bytes:
    return json.dumps({"dataframe_records": list(rows)}).encode()


def split(columns: Any, data: Any, **more: Any) -> bytes:
    return json.dumps({"dataframe_split": {"columns": columns, "data": data, **more}}).encode()


def row(**values: Any) -> bytes:
    return records({**ROW, **values})


def read(body: bytes) -> list[dict[str, Any]]:
    return frame_of(table_of(body), REQUIRED).to_dicts()


def test_both_forms_hold_the_same_rows() -> None:
    found = {"past_std": 9.5, "lag": 20.0, "line": 25.5, "date": dt.date(2025, 1, 31)}
    assert read(records(ROW, {**ROW, "lag": None})) == [found, {**found, "lag": None}]
    assert read(split(list(ROW), [list(ROW.values())], index=[7])) == [found]


def test_columns_that_no_model_reads_are_passed_over() -> None:
    assert list(read(row(player="Nikola Jokić", team=None))[0]) == list(ROW)


REFUSED = {
    b"": "line 1, column 1: the request is no JSON",
    b"{": "line 1, column 2: the request is no JSON",
    b"[]": "the request is a list of 0: must be an object with dataframe_records or dataframe_split",
    b"3": "the request is 3.0: must be",
    b"{}": "an object with nothing: must be",
    b'{"instances": [], "inputs": 1}': '"instances", "inputs": must be an object with dataframe_records',
    b"\xff\xfe": "byte 1: the request must be UTF-8",
    b"[" * 100_000: "nested too deeply",
    b'{"a":' * 100_000: "nested too deeply",
    b'{"dataframe_records": NaN}': "NaN: JSON has no such number",
    b'{"dataframe_records": [{"lag": -Infinity}]}': "-Infinity: JSON has no such number",
    b'{"dataframe_records": [{"lag": 1, "lag": 2}]}': '"lag" is there twice in one object',
    records(): "dataframe_records is a list of 0: must be a list of one row or more",
    b'{"dataframe_records": null}': "dataframe_records is null: must be a list",
    records(ROW, 7): "row 2 is 7.0: must be an object",
    records(ROW, {"lag": 1}): 'row 1 has "date", row 2 has not: all rows must have the same columns',
    b'{"dataframe_split": []}': "dataframe_split is a list of 0: must be an object with columns and data",
    b'{"dataframe_split": {"columns": []}}': 'an object with "columns": must be',
    split(["lag", "lag"], [[1, 2]]): 'columns: "lag" is there twice',
    split([1], [[1]]): "columns is a list of 1: must be a list of names",
    split(["lag"], []): "data is a list of 0: must be a list of one row or more",
    split(["lag"], [[1], [1, 2]]): "row 2 is a list of 2: must be a list of 1, one a column",
    records({"past_sdt": 1, "lag": 1}): "missing: past_std (did you mean past_sdt?)",
    records({"x": 1}): "missing: past_std, lag",
    records({"past_std": 1, "lag": 1, "Lines": 3}): '"Lines": no such column; did you mean line?',
    row(lag="20"): 'row 1: lag: "20" must be a number, or null where unknown',
    row(lag=True): "row 1: lag: true must be a number",
    row(lag=[1]): "row 1: lag: a list of 1 must be a number",
    row(line={}): "row 1: line: an object must be a number",
    row(lag=10**400): "row 1: lag: Infinity must be a number",
    b'{"dataframe_records": [{"past_std": 1e999, "lag": 1}]}': "row 1: past_std: Infinity must be a number",
    row(date="tonight"): 'row 1: date: "tonight" must be a date from 1900-01-01 to 2199-12-31',
    row(date=20250131): "row 1: date: 20250131.0 must be a date",
    row(date="9999-01-01"): "must be a date from",
    row(lag="\x1b[31m\x7f\ud800"): r'row 1: lag: "\u001b[31m\u007f\ud800" must be a number',
    row(lag="9" * 10_000): "... (10,002 characters) must be a number",
}  # fmt: skip


@pytest.mark.parametrize("body", REFUSED, ids=lambda body: body[:40].decode("latin-1"))
def test_what_is_wrong_is_said_in_one_line(body: bytes) -> None:
    with pytest.raises(DataError) as error:
        read(body)
    assert REFUSED[body] in str(error.value)
    assert str(error.value).isprintable()
    assert len(str(error.value)) < 400


LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
NAMES = st.sampled_from(["dataframe_records", "dataframe_split", "columns", "data", *ROW]) | st.text(
    max_size=4
)
ANYTHING = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)
CELL = st.one_of(LEAF, st.just("2025-01-31"), st.lists(LEAF, max_size=2))
ROWS = st.lists(st.fixed_dictionaries(dict.fromkeys(ROW, CELL)), min_size=1, max_size=3)


def accepted_or_refused(body: bytes) -> None:
    """Either a frame of what a model reads, all finite, or one line: nothing else ever comes out."""
    try:
        found = read(body)
    except DataError as error:
        found, said = [], str(error)
    else:
        said = "accepted"
    assert said.isprintable()
    assert bool(found) == (said == "accepted")
    for each in found:
        assert {*REQUIRED} <= {*each} <= {*REQUIRED, *OPTIONAL}
        assert all(math.isfinite(value) for value in each.values() if isinstance(value, float))


@quick
@given(ANYTHING)
def test_any_json_is_accepted_or_refused(value: Any) -> None:
    accepted_or_refused(json.dumps(value).encode())


@quick
@given(ROWS)
def test_rows_of_any_cells_are_accepted_or_refused(rows: list[dict[str, Any]]) -> None:
    accepted_or_refused(records(*rows))
    accepted_or_refused(split(list(ROW), [list(each.values()) for each in rows]))


@quick
@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_accepted_or_refused(body: bytes) -> None:
    accepted_or_refused(body)


NUMBER = st.none() | st.floats(allow_nan=False, allow_infinity=False)


@quick
@given(st.lists(st.fixed_dictionaries({"past_std": NUMBER, "lag": NUMBER, "line": NUMBER}), min_size=1))
def test_numbers_come_through_as_they_were_written(rows: list[dict[str, float | None]]) -> None:
    assert read(records(*rows)) == rows
