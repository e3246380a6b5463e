"""How metrics are ordered: by the catalogue, or as a person says."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from nba_props.errors import ConfigError, did_you_mean
from nba_props.evaluation.catalogue import Better, better_of

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


def direction(name: str, asked: Better | None, known: Callable[[], Iterable[str]]) -> Better:
    """Which way a metric is to be ordered.

    Args:
        name: the metric.
        asked: what a person says, which counts more than the catalogue.
        known: gives the metrics that the store has; called only where the catalogue does not know.

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
    short = [name for name in names if "/" not in name and not name.startswith("fold_")]
    return list(names) if "/" in name else short or list(HEADLINES)


def is_better(better: Better, value: float, than: float) -> bool:
    """Whether a value beats another; equal ones do not."""
    return loss(better, value) < loss(better, than)


def loss(better: Better, value: float) -> float:
    """Return the value as something that is better the lower it is."""
    if better is Better.higher:
        return -value
    return abs(value) if better is Better.nearest_zero else value
