"""Which table a file is, by its columns, and what a mapping would have to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial

import polars as pl

from nba_props.data.files import injury_reports, positions, prop_lines
from nba_props.data.inspection.guesses import Cells, guesses
from nba_props.data.raw.columns import Field, free, resolved
from nba_props.data.raw.hints import meanings
from nba_props.data.raw.opened import OpenTable
from nba_props.data.shapes import event_lines, games, lines
from nba_props.errors import DataError

Columns = Sequence[str]
TELLING = frozenset(
    {*games.STATS, "line", "over_price", "under_price", "price", "bookmaker", "status"}
    | {"OU", "Spread", "ML_Home", "ML_Away"}
)
"""Columns that tell the table of a file which lacks others; who plays and when stands in all tables."""


@dataclass(frozen=True)
class Form:
    """One form of one table: the columns that are looked for, under our names."""

    table: str
    words: str
    fields: tuple[Field, ...]
    marks: tuple[str, ...] = ()
    priceless: bool = False


@dataclass(frozen=True)
class Kind:
    """What a file is: its table and shape, which of its columns are read as what, and what it lacks.

    `read_as` holds our names -> the file's, for columns whose names differ; `lacking` our names of columns
    that are missing -> those of the file's that may be meant.
    """

    file: str
    table: str
    shape: str
    read_as: dict[str, str]
    ignored: list[str]
    lacking: dict[str, list[str]] = field(default_factory=dict)

    @property
    def mapping(self) -> dict[str, str]:
        """The mapping that is suggested: the best candidate for each column that is missing, each once."""
        taken: dict[str, str] = {}
        for name, found in self.lacking.items():
            left = [theirs for theirs in found if theirs not in taken.values()]
            taken |= {name: left[0]} if left else {}
        return taken

    @property
    def unmapped(self) -> list[str]:
        """Our names of the columns that are missing and that no mapping is suggested for."""
        return [name for name in self.lacking if name not in self.mapping]


def forms(forced: Sequence[str] = ()) -> list[Form]:
    """Return every form of every table, in the order in which they are tried; `forced` are shapes by name."""
    logs = [Form("game_logs", shape.words, shape.fields, shape.marks) for shape in games.shapes().values()]
    quotes = [
        Form(
            "prop_lines",
            shape.words,
            _line_fields(shape.columns),
            priceless=shape.priceless and shape.name not in forced,
        )
        for shape in lines.shapes().values()
    ]
    players = {name for field in injury_reports.FIELDS if "player" in field.name for name in field.names}
    reports = Form("reports", "injury reports", injury_reports.FIELDS, tuple(players))
    on_games = [
        Form("game_lines", shape.words, shape.fields, shape.marks) for shape in event_lines.shapes().values()
    ]
    return [*logs, *quotes, *on_games, reports, Form("positions", "positions", positions.FIELDS)]


def kind_of(table: OpenTable, mappings: Mapping[str, Mapping[str, str]], forced: Sequence[str] = ()) -> Kind:
    """Return what a file is: the first form that it has all columns of, else the nearest one.

    Rows are read only where columns are missing: a column is a candidate for one only if its cells fit.

    Args:
        table: the file.
        mappings: by table, what a person says of the columns' names.
        forced: the shapes that a person says.
    """
    priced = bool(lines.price_columns(table.columns))
    every = [form for form in forms(forced) if not (form.priceless and priced)]
    pairs = [(form, mappings.get(form.table, {})) for form in every]
    cells = cache(partial(_cells, table))
    for form, mapping in pairs:
        if not _absent(form, table.columns, mapping) and _is_marked(form, table.columns):
            return _judged(form, table, mapping, cells)
    told = [(form, mapping) for form, mapping in pairs if _is_told(form, table.columns, mapping)]
    judged = [(_judged(form, table, mapping, cells), form) for form, mapping in told or pairs]
    return min(judged, key=_distance)[0]


def _is_marked(form: Form, columns: Columns) -> bool:
    return not form.marks or any(mark in columns for mark in form.marks)


def _is_told(form: Form, columns: Columns, mapping: Mapping[str, str]) -> bool:
    telling = [field for field in form.fields if field.name in TELLING]
    words = [name for name in columns if len(name) > 1]
    return any(resolved(field, columns, mapping) or meanings(field.name, words) for field in telling)


def _distance(judged: tuple[Kind, Form]) -> tuple[float, int]:
    """Return how far a file is from a form: the share of columns missing, those that may be meant half."""
    kind, form = judged
    missing = sum(0.5 if found else 1.0 for found in kind.lacking.values())
    return missing / len(form.fields), len(kind.lacking)


def _absent(form: Form, columns: Columns, mapping: Mapping[str, str]) -> list[str]:
    """Return our names of the columns that a file of the form must have and this one lacks."""
    there = {field.name for field in form.fields if resolved(field, columns, mapping) is not None}
    needed = [field.name for field in form.fields if field.required and field.name not in there]
    return needed + (prop_lines.without_event(there) if form.table == "prop_lines" else [])


def _judged(form: Form, table: OpenTable, mapping: Mapping[str, str], cells: Cells) -> Kind:
    columns = table.columns
    found = {field.name: resolved(field, columns, mapping) for field in form.fields}
    left = free(columns, form.fields, mapping)
    once = [name for name in left if left.count(name) == 1]
    lacking = {name: guesses(name, once, cells) for name in _absent(form, columns, mapping)}
    read_as = {name: theirs for name, theirs in found.items() if theirs is not None and theirs != name}
    return Kind(str(table.origin), form.table, form.words, read_as, left, lacking)


def _cells(table: OpenTable, name: str) -> pl.Series:
    """Return a column as text; nothing where it cannot be read, which reading the file tells."""
    try:
        return table.rows([name])[name]
    except DataError:
        return pl.Series(name, [], dtype=pl.String)


def _line_fields(needed: Columns) -> tuple[Field, ...]:
    """Return the columns of lines, those of a shape required."""
    fields = prop_lines.FIELDS
    return tuple(replace(field, required=field.required or field.name in needed) for field in fields)
