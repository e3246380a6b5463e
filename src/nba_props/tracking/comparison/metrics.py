"""Which way each metric is better: the one table of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import Enum

from nba_props.errors import ConfigError, did_you_mean


class Better(Enum):
    """Which value of a metric is the better one: the `higher`, the `lower`, or the one `nearest_zero`."""

    higher = "higher"
    lower = "lower"
    nearest_zero = "nearest_zero"


_TABLE: tuple[tuple[str, Better | None], ...] = (
    (r".*(line|naive|novig)_(mae|rmse|bias|log_loss|brier_score|calibration_error)", None),
    (r"betting_(n_\w+|staked|expected_roi|average_odds|kelly_criterion)|n_\w+", None),
    (r"(.*_)?skill_\w+", Better.higher),
    (r"(.*_)?bias", Better.nearest_zero),
    (r"(.*_)?(mae|rmse|mape|log_loss|brier_score|brier_reliability|crps)", Better.lower),
    (r"(.*_)?calibration_error(_debiased)?", Better.lower),
    (r"(.*_)?r2|brier_resolution", Better.higher),
    (r"betting_(max_drawdown|longest_losing_run|risk_of_ruin|risk_of_halving)", Better.lower),
    (r"betting_(profit|(flat_)?roi|win_rate|clv|clv_novig|beat_close)", Better.higher),
    (r"betting_(sharpe_ratio|deflated_sharpe|p_roi_above_0|median_growth)", Better.higher),
    (r"training_time", Better.lower),
)
"""Patterns of whole names, the first that fits counts. None: no value of it is better, because it describes
the data, the references or a setting."""

HEADLINES = (
    "val_mae",
    "skill_mae",
    "log_loss",
    "calibration_error",
    "betting_roi",
    "betting_clv",
    "betting_sharpe_ratio",
)
"""What phases are judged by where nobody says."""


def better_of(name: str) -> Better | None:
    """Which way a metric is better; None where the table does not know it, or no value of it is.

    Metrics of segments (`segment/tier/stars/val_mae`) go by their last part, the ends of intervals
    (`skill_mae_low`) by what they are ends of, and `with_suspect_` changes nothing.
    """
    bare = re.sub("^with_suspect_|_(low|high)$", "", name.rsplit("/", 1)[-1])
    return next((better for pattern, better in _TABLE if re.fullmatch(pattern, bare)), None)


def direction(name: str, asked: Better | None, known: Callable[[], Iterable[str]]) -> Better:
    """Which way a metric is to be ordered.

    Args:
        name: the metric.
        asked: what a person says, which counts more than the table.
        known: gives the metrics that the store has; called only where the table does not know.

    Raises:
        ConfigError: the metric is unknown, or nobody says which of its values is better.
    """
    found = asked or better_of(name)
    if found is not None:
        return found
    names = set(known())
    if name not in names:
        raise ConfigError(f"metric {name}: no run has it; {did_you_mean(name, _to_suggest(name, names))}")
    raise ConfigError(
        f"metric {name}: it is not known which of its values is better; say --better higher, "
        "lower or nearest_zero"
    )


def _to_suggest(name: str, names: Iterable[str]) -> list[str]:
    """Without those of segments and folds, unless one of them is meant."""
    short = [each for each in names if "/" not in each and not each.startswith("fold_")]
    return list(names) if "/" in name else short or list(HEADLINES)


def is_better(better: Better, value: float, than: float) -> bool:
    """Whether a value beats another; equal ones do not."""
    return loss(better, value) < loss(better, than)


def loss(better: Better, value: float) -> float:
    """The value as something that is better the lower it is."""
    if better is Better.higher:
        return -value
    return abs(value) if better is Better.nearest_zero else value
