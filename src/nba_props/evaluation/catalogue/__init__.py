"""The one catalogue of metrics: name, unit, which way is better, and what each needs and may be used for.

Objectives of sweeps, promotion criteria, comparisons, segments, the report and the documentation read it. A
new metric is the function that works it out, and one line in the module of its topic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from nba_props.evaluation.catalogue.bets import BETS
from nba_props.evaluation.catalogue.metric import (
    ALL_ENDS,
    ENDS,
    HIGHER,
    LOWER,
    NEAREST_ZERO,
    Better,
    Metric,
    Unit,
)
from nba_props.evaluation.catalogue.predictions import ERRORS, PROBABILITIES
from nba_props.evaluation.scope import RunScope

__all__ = [
    "CATALOGUE",
    "ENDS",
    "Better",
    "Metric",
    "Unit",
    "better_of",
    "in_order",
    "in_segments",
    "is_logged",
    "logged_for_all_quotes",
    "metric_of",
    "names",
    "objectives",
    "rows",
    "with_ends",
]

_METRICS = (*ERRORS, *PROBABILITIES, *BETS)

CATALOGUE = {metric.name: metric for metric in _METRICS}
"""The metrics by name, in the order of the documentation; those of segments go by their last part."""

_OWN = (
    (re.compile(r"(.*_)?skill_\w+"), HIGHER),
    (re.compile(r"(.*_)?bias"), NEAREST_ZERO),
    (re.compile(r"(.*_)?(mae|rmse|mape|log_loss|brier_score|crps|calibration_error)"), LOWER),
    (re.compile(r"(.*_)?r2"), HIGHER),
)
"""Which way metrics that a person logs by hand are better, by how their names end: `holdout_mae`."""


@cache
def names() -> frozenset[str]:
    """Return names of everything that runs log, ends of intervals included, those of segments left out."""
    return frozenset(name for metric in _METRICS for name in _logged_as(metric))


def is_logged(name: str) -> bool:
    """Whether runs log a metric of this name, in all or in a segment (`segment/tier/stars/val_mae`)."""
    segment = re.fullmatch(r"segment/[^/]+/[^/]+/([^/]+)", name)
    return segment[1] in [*in_segments(), "n_predictions"] if segment else name in names()


def logged_for_all_quotes() -> list[str]:
    """Return the metrics that are logged as `with_suspect_<name>` too, ends of intervals included."""
    return [f"{metric.name}{end}" for metric in _METRICS for end in metric.with_suspect]


def rows(*needs: RunScope) -> list[Metric]:
    """Return the metrics that the report has rows for, of those that need one of these parts of a run."""
    return [metric for metric in _METRICS if metric.label and metric.needs in needs]


def with_ends() -> list[str]:
    """Return the metrics that are logged with the ends of their intervals."""
    return [metric.name for metric in _METRICS if metric.has_ends]


def in_segments() -> list[str]:
    """Return the metrics that segments of player-games have."""
    return [metric.name for metric in _METRICS if metric.in_segments]


def objectives() -> list[str]:
    """Return the metrics that a sweep can be run on."""
    return [metric.name for metric in _METRICS if metric.is_objective]


def metric_of(name: str) -> Metric | None:
    """Return the metric that a logged name is of; None where the catalogue has none.

    Metrics of segments go by their last part, the ends of intervals by what they are ends of, and
    `with_suspect_` changes nothing.
    """
    return CATALOGUE.get(_bare(name))


def better_of(name: str) -> Better | None:
    """Which way a metric is better; None where that is not known, or no value of it is.

    Metrics that are not in the catalogue, see `metric_of`, go by how their names end.
    """
    known, bare = metric_of(name), _bare(name)
    if known is not None:
        return known.better
    return next((better for pattern, better in _OWN if pattern.fullmatch(bare)), None)


def in_order(names: Iterable[str]) -> list[str]:
    """Return names of metrics as the documentation orders them, those that it does not know last, by name."""
    places = {name: place for place, name in enumerate(CATALOGUE)}
    return sorted(names, key=lambda name: (places.get(_bare(name), len(places)), name))


def _bare(name: str) -> str:
    """Return what a name is of: without its segment, the end of an interval, or that suspect quotes count."""
    return re.sub("^with_suspect_|_(low|high)$", "", name.rsplit("/", 1)[-1])


def _logged_as(metric: Metric) -> list[str]:
    own = ALL_ENDS if metric.has_ends else ("",)
    return [
        *(f"{metric.name}{end}" for end in own),
        *(f"with_suspect_{metric.name}{end}" for end in metric.with_suspect),
    ]
