"""Columns that files may have under several names, and the choice among those that a file has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from nba_props.data.raw.hints import hint
from nba_props.errors import DataError


@dataclass(frozen=True)
class Field:
    """A column that we look for: its possible names, best known first, and whether files must have it."""

    names: tuple[str, ...]
    required: bool = True
    doubtful: str | None = None
    """The one of the names that counts only beside another column that `beside` is read from."""
    beside: Field | None = None

    @property
    def name(self) -> str:
        """The name under which the rest of the code and the column mapping know it."""
        return self.names[0]


@dataclass(frozen=True)
class Given:
    """A table in memory that takes the place of a file; its rows count from 0, as those of frames do."""

    name: str
    frame: pl.DataFrame
    others: tuple[str, ...] = ()
    """Columns that were left out because nothing is read from them; hints name them."""

    def __str__(self) -> str:
        return self.name


NO_NAME = "Unnamed: "
"""How the name of a column begins that has none in the file; its position follows, as with pandas."""

Origin = Path | Given
"""Where a table comes from."""


def resolve(
    path: Origin, found: Sequence[str], fields: Sequence[Field], mapping: Mapping[str, str]
) -> dict[str, str]:
    """Map expected names to the file's names, for the fields that the file has.

    Raises:
        DataError: a column that it must have is missing, or one that is read is there twice.
    """
    every = {field.name: resolved(field, found, mapping) for field in fields}
    header = {name: theirs for name, theirs in every.items() if theirs is not None}
    twice = next((name for name in header.values() if found.count(name) > 1), None)
    if twice is not None:
        raise DataError(f"{top(path)}: column {twice} is there {found.count(twice)} times")
    needed = [field.name for field in fields if field.required or field.name in mapping]
    absent = [name for name in needed if name not in header]
    if absent:
        raise missing_columns(path, absent, found, fields, mapping)
    return header


def numbered(names: Sequence[str]) -> list[str]:
    """Return names of columns with `Unnamed: 5` in place of a name that is blank, as pandas has it."""
    return [name if name.strip() else f"{NO_NAME}{position}" for position, name in enumerate(names)]


def missing_columns(
    path: Origin,
    names: Sequence[str],
    found: Sequence[str],
    fields: Sequence[Field],
    mapping: Mapping[str, str],
) -> DataError:
    """Return the error for columns that a file lacks: all of them, their mappings, and what may be meant."""
    wanted = {name: mapping.get(name, name) for name in names}
    words = [f"{w} (mapped from {name})" if name in mapping else w for name, w in wanted.items()]
    meant = hint([*wanted.values()], free(found, fields, mapping))
    return DataError(f"{top(path)}: {are_missing(words)}; {meant}")


def are_missing(names: Sequence[str]) -> str:
    """Say that one column, or several, are missing."""
    return f"column{'s' * (len(names) > 1)} {', '.join(names)} {'are' if len(names) > 1 else 'is'} missing"


def free(found: Sequence[str], fields: Sequence[Field], mapping: Mapping[str, str]) -> list[str]:
    """Return the columns of a file from which no field is read."""
    taken = {resolved(field, found, mapping) for field in fields}
    return [name for name in found if name not in taken]


def resolved(field: Field, found: Sequence[str], mapping: Mapping[str, str]) -> str | None:
    """Return the column of a file that a field is read from; None where it has none."""
    if field.name in mapping:
        return _name((mapping[field.name],), found)
    theirs = _name(field.names, found)
    if field.beside is None or theirs is None or theirs.strip().casefold() != field.doubtful:
        return theirs
    return theirs if resolved(field.beside, found, mapping) not in (None, theirs) else None


def _name(wanted: Sequence[str], found: Sequence[str]) -> str | None:
    """Return the file's first column of a wanted name, whatever the case of its letters."""
    exact = next((name for name in wanted if name in found), None)
    folded = {name.strip().casefold(): name for name in reversed(found)}
    if exact is not None:
        return exact
    return next((folded[name.casefold()] for name in wanted if name.casefold() in folded), None)


def top(path: Origin) -> str:
    """Where the names of the columns are."""
    return str(path) if isinstance(path, Given) else f"{path}, row 1"
