"""The page of the Python interface: what the package exports, by mkdocstrings."""

from __future__ import annotations

import nba_props
from nba_props.tracking import comparison
from tools.docs.markdown import page

ABOUT = """
What a notebook imports, as in `from nba_props import backtest`.
"""
SETTLED = (
    "nba_props.pricing.odds",
    "nba_props.pricing.value",
    "nba_props.ledger.settle",
    "nba_props.evaluation.metrics",
)
"""Modules of pure functions that are of use by themselves, with examples that the tests run."""


def python() -> dict[str, str]:
    """Return the page of what is imported from the package."""
    return {
        "reference/python.md": page(
            "Python",
            ABOUT,
            *(f"::: {nba_props._PLACES[name]}.{name}" for name in sorted(nba_props.__all__)),
            "## Comparing runs",
            (comparison.__doc__ or "").split("\n\n", 1)[1],
            *(f"::: nba_props.tracking.comparison.{name}" for name in comparison.__all__),
            "## Prices, settlement, metrics",
            *(f"::: {module}" for module in SETTLED),
        )
    }
