"""Which table a file is, by the names of its columns, and what a mapping would have to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nba_props.data.files import injury_reports, positions, prop_lines
from nba_props.data.raw.columns import Field, Origin, free, resolved
from nba_props.data.raw.hints import suggestion
from nba_props.data.shapes import event_lines, games, lines

Columns = Sequence[str]


@dataclass(frozen=True)
class Form:
    """One form of one table: the columns that are looked for, under our names."""

    table: str
    words: str
    fields: tuple[Field, ...]
    marks: tuple[str, ...] = ()


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
        """The mapping that is suggested: the best candidate for each column that is missing."""
        return {name: found[0] for name, found in self.lacking.items() if found}

    @property
    def is_readable(self) -> bool:
        """Whether the mapping makes up for all that is missing."""
        return len(self.mapping) == len(self.lacking)


def forms() -> list[Form]:
    """Return every form of every table, in the order in which they are tried."""
    logs = [Form("game_logs", shape.words, shape.fields, shape.marks) for shape in games.shapes().values()]
    quotes = [
        Form("prop_lines", shape.words, _line_fields(shape.columns)) for shape in lines.shapes().values()
    ]
    players = {name for field in injury_reports.FIELDS if "player" in field.name for name in field.names}
    reports = Form("reports", "injury reports", injury_reports.FIELDS, tuple(players))
    on_games = [
        Form("game_lines", shape.words, shape.fields, shape.marks) for shape in event_lines.shapes().values()
    ]
    return [*logs, *quotes, *on_games, reports, Form("positions", "positions", positions.FIELDS)]


def kind_of(origin: Origin, columns: Columns, mappings: Mapping[str, Mapping[str, str]]) -> Kind:
    """Return what a file is: the first form that it has all columns of, else the nearest one.

    Args:
        origin: the file.
        columns: the names of its columns.
        mappings: by table, what a person says of the columns' names.
    """
    every = forms()
    judged = [_judged(origin, form, columns, mappings.get(form.table, {})) for form in every]
    nearest = min(zip(judged, every, strict=True), key=_distance)[0]
    fitting = (kind for kind, form in zip(judged, every, strict=True) if _fits(kind, form, columns))
    return next(fitting, nearest)


def _fits(kind: Kind, form: Form, columns: Columns) -> bool:
    return not kind.lacking and (not form.marks or any(mark in columns for mark in form.marks))


def _distance(judged: tuple[Kind, Form]) -> tuple[float, int]:
    """Return how far a file is from a form: the share of columns missing, those that may be meant half."""
    kind, form = judged
    missing = sum(0.5 if found else 1.0 for found in kind.lacking.values())
    return missing / len(form.fields), len(kind.lacking)


def _judged(origin: Origin, form: Form, columns: Columns, mapping: Mapping[str, str]) -> Kind:
    found = {field.name: resolved(field, columns, mapping) for field in form.fields}
    left = free(columns, form.fields, mapping)
    lacking = {
        field.name: suggestion(field.name, left)
        for field in form.fields
        if field.required and found[field.name] is None
    }
    read_as = {name: theirs for name, theirs in found.items() if theirs is not None and theirs != name}
    return Kind(str(origin), form.table, form.words, read_as, left, lacking)


def _line_fields(needed: Columns) -> tuple[Field, ...]:
    """Return the columns of lines, those of a shape required."""
    fields = prop_lines.FIELDS
    return tuple(Field(field.names, field.required or field.name in needed) for field in fields)
