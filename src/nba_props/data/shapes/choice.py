"""The choice of a shape by what a file's columns are called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, TypeVar

from nba_props.data.raw.columns import Field, Origin, missing_columns, resolved
from nba_props.errors import DataError


class Shape(Protocol):
    """One known form of a file."""

    @property
    def name(self) -> str:
        """What a person writes in `data.shape`."""

    @property
    def words(self) -> str:
        """What the quality report says."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns that are looked for."""

    @property
    def marks(self) -> tuple[str, ...]:
        """Names of columns of which a file of the shape has one, where others would do as well."""


S = TypeVar("S", bound=Shape)


def missing(shape: Shape, every: Sequence[str], mapping: Mapping[str, str]) -> list[str]:
    """Return our names of the columns that a file of the shape must have and this one lacks."""
    return [field.name for field in _needed(shape) if resolved(field, every, mapping) is None]


def _needed(shape: Shape) -> list[Field]:
    return [field for field in shape.fields if field.required]


def _is_marked(shape: Shape, every: Sequence[str]) -> bool:
    return not shape.marks or any(mark in every for mark in shape.marks)


def chosen(path: Origin, every: Sequence[str], mapping: Mapping[str, str], shapes: Sequence[S]) -> S:
    """Return the first of the shapes whose columns a file has.

    Args:
        path: the file.
        every: the names of all its columns.
        mapping: our names of columns -> the file's, where a person says them.
        shapes: in the order in which they are tried; one alone where a person says the shape.

    Raises:
        DataError: none fits; names the columns that the nearest shape lacks: the one that lacks the
            smallest share of those it must have.
    """
    lacking = {shape.name: missing(shape, every, mapping) for shape in shapes}
    fitting = [shape for shape in shapes if not lacking[shape.name]]
    if fitting:
        return next((shape for shape in fitting if _is_marked(shape, every)), fitting[0])
    nearest = min(shapes, key=lambda shape: len(lacking[shape.name]) / len(_needed(shape)))
    absent = sorted(lacking[nearest.name], key=lambda name: name not in mapping)
    refused = missing_columns(path, absent, every, nearest.fields, mapping)
    raise DataError(f"{refused} (read as {nearest.words})")
