"""The one catalogue of metrics: name, unit, which way is better, and what each needs and may be used for.

Objectives of sweeps, promotion criteria, comparisons, segments, the report and the documentation read it. A
new metric is the function that works it out, and one line in the module of its topic.
"""

from __future__ import annotations

from nba_props.evaluation.catalogue.lookup import (
    CATALOGUE,
    better_of,
    in_segments,
    is_logged,
    logged_for_all_quotes,
    names,
    objectives,
    rows,
    with_ends,
)
from nba_props.evaluation.catalogue.metric import ENDS, Better, Metric, Unit

__all__ = [
    "CATALOGUE",
    "ENDS",
    "Better",
    "Metric",
    "Unit",
    "better_of",
    "in_segments",
    "is_logged",
    "logged_for_all_quotes",
    "names",
    "objectives",
    "rows",
    "with_ends",
]
