"""Tests in two sizes: a part of the work in `.ci/run`, all of it in `make test-deep`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

DEEP = (pytest.mark.slow, pytest.mark.deep)
"""The marks of what only `make test-deep` runs."""


def sizes(some: Any, everything: Any) -> list[Any]:
    """Return a test's or fixture's parameters: what `.ci/run` does of the work, and all of it or the rest."""
    return [
        pytest.param(some, marks=pytest.mark.slow, id="some"),
        pytest.param(everything, marks=DEEP, id="all"),
    ]


def in_two_sizes(name: str, some: Any, everything: Any) -> Callable[..., Any]:
    """Give a test its work by a parameter, in both sizes."""
    return pytest.mark.parametrize(name, sizes(some, everything))
