"""Requests as a server gets them: JSON from anybody, made into a table or refused in one line.

Nothing is guessed: a number is written as a number, what is unknown as null, and a misspelt column is not
taken for one that was left out.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import polars as pl

from nba_props.errors import DataError
from nba_props.serving import dates
from nba_props.serving.bundle import DATE, LINE, PRICE
from nba_props.serving.scorer import require_columns

RECORDS, SPLIT = "dataframe_records", "dataframe_split"
"""The two forms of a request, named as MLflow's server names them."""
OPTIONAL = (LINE, PRICE, DATE)
LONGEST = 80
"""The most characters of a value that a message shows."""
_ALIKE = 0.75
"""From which likeness on an unknown column is taken for a misspelt one."""


@dataclass(frozen=True)
class Table:
    """Rows of values by column, as the request has them."""

    columns: list[str]
    rows: list[list[Any]]


def table_of(body: bytes) -> Table:
    """Read a request.

    Args:
        body: UTF-8 text of an object with `dataframe_records`, a list of objects, or with `dataframe_split`,
            an object of `columns` and `data`.

    Raises:
        DataError: says in one line what it is instead.
    """
    asked = _json(body)
    if not isinstance(asked, dict) or len(asked) != 1 or not {*asked} < {RECORDS, SPLIT}:
        keys = f" with {_listed(asked)}" if isinstance(asked, dict) else ""
        raise DataError(f"the request is {_kind(asked)}{keys}: must be an object with {RECORDS} or {SPLIT}")
    return _of_records(asked[RECORDS]) if RECORDS in asked else _of_split(asked[SPLIT])


def frame_of(table: Table, required: Sequence[str]) -> pl.DataFrame:
    """Return the columns that a model reads: float64, and `date`.

    Args:
        table: the request's.
        required: the columns that must be there; `line`, `novig_over` and `date` may be.

    Raises:
        DataError: a column is missing or misspelt, or a value is no number (no date).
    """
    _check_names(table.columns, required)
    known = [name for name in table.columns if name in (*required, *OPTIONAL)]
    place = {name: table.columns.index(name) for name in known}
    return pl.DataFrame(
        {
            name: [_value(name, row[place[name]], number) for number, row in enumerate(table.rows, 1)]
            for name in known
        },
        schema={name: pl.Date if name == DATE else pl.Float64 for name in known},
    )


def _json(body: bytes) -> object:
    try:
        return json.loads(body.decode(), object_pairs_hook=_object, parse_constant=_constant, parse_int=float)
    except UnicodeDecodeError as error:
        raise DataError(f"byte {error.start + 1}: the request must be UTF-8") from None
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise DataError(f"{place}: the request is no JSON: {error.msg}") from None
    except RecursionError:
        raise DataError("the request is nested too deeply") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise DataError(f"{_shown(_twice([name for name, _ in pairs]))} is there twice in one object")
    return found


def _twice(names: Sequence[str]) -> str | None:
    """Return the first name that is there twice."""
    counts = Counter(names)
    return next((name for name, count in counts.items() if count > 1), None)


def _constant(text: str) -> float:
    raise DataError(f"{text}: JSON has no such number; write null where it is unknown")


def _of_records(records: object) -> Table:
    if not isinstance(records, list) or not records:
        raise DataError(f"{RECORDS} is {_kind(records)}: must be a list of one row or more")
    for number, record in enumerate(records, 1):
        if not isinstance(record, dict):
            raise DataError(
                f"{RECORDS}: row {number} is {_kind(record)}: must be an object of values by column"
            )
        if {*record} != {*records[0]}:
            name = min({*record} ^ {*records[0]})
            has, lacks = (number, 1) if name in record else (1, number)
            raise DataError(
                f"{RECORDS}: row {has} has {_shown(name)}, row {lacks} has not: all rows must have the same "
                "columns, null where unknown"
            )
    columns = list(records[0])
    return Table(columns, [[record[name] for name in columns] for record in records])


def _of_split(split: object) -> Table:
    if not isinstance(split, dict) or not {"columns", "data"} <= {*split} <= {"columns", "data", "index"}:
        keys = f" with {_listed(split)}" if isinstance(split, dict) else ""
        raise DataError(f"{SPLIT} is {_kind(split)}{keys}: must be an object with columns and data")
    columns, rows = split["columns"], split["data"]
    if not isinstance(columns, list) or not all(isinstance(name, str) for name in columns):
        raise DataError(f"{SPLIT}: columns is {_kind(columns)}: must be a list of names")
    if (twice := _twice(columns)) is not None:
        raise DataError(f"{SPLIT}: columns: {_shown(twice)} is there twice")
    if not isinstance(rows, list) or not rows:
        raise DataError(f"{SPLIT}: data is {_kind(rows)}: must be a list of one row or more")
    for number, row in enumerate(rows, 1):
        if not isinstance(row, list) or len(row) != len(columns):
            raise DataError(
                f"{SPLIT}: row {number} is {_kind(row)}: must be a list of {len(columns)}, one a column"
            )
    return Table(columns, rows)


def _check_names(columns: Sequence[str], required: Sequence[str]) -> None:
    require_columns(required, [name for name in columns if name.isprintable()])
    absent = [name for name in OPTIONAL if name not in columns]
    for name in (each for each in columns if each not in (*required, *OPTIONAL)):
        if near := get_close_matches(name.strip().lower(), absent, 1, _ALIKE):
            raise DataError(f"{_shown(name)}: no such column; did you mean {near[0]}?")


def _value(name: str, value: object, number: int) -> float | dt.date | None:
    if value is None:
        return None
    found = dates.day_of(value) if name == DATE else _number(value)
    if found is None:
        allowed = dates.ALLOWED if name == DATE else "a number"
        raise DataError(f"row {number}: {name}: {_kind(value)} must be {allowed}, or null where unknown")
    return found


def _number(value: object) -> float | None:
    return value if isinstance(value, float) and math.isfinite(value) else None


def _kind(value: object) -> str:
    """Name a value of JSON, itself where it is short."""
    if isinstance(value, dict):
        return "an object"
    return f"a list of {len(value)}" if isinstance(value, list) else _shown(value)


def _listed(names: dict[str, Any]) -> str:
    shown = ", ".join(_shown(name) for name in list(names)[:5])
    return f"{shown} and {len(names) - 5} more" if len(names) > 5 else shown or "nothing"


def _shown(value: object) -> str:
    """Return a value as JSON in ASCII, which has no control characters, cut short."""
    text = json.dumps(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}... ({len(text):,} characters)"
