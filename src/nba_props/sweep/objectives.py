"""What a sweep optimises: one metric, or several joined by `+`, and which way each is better."""

from __future__ import annotations

HIGHER = ("val_r2", "skill_", "naive_skill_", "betting_roi", "betting_clv", "betting_sharpe_ratio")
"""Metrics, or the starts of their names, of which more is better; of all others less is."""


def names(objective: str) -> list[str]:
    """The metrics of an objective: `val_mae+betting_roi` are two."""
    return [name.strip() for name in objective.split("+")]


def is_higher_better(metric: str) -> bool:
    """Whether more of a metric is better."""
    return metric.startswith(HIGHER)


def directions(objective: str) -> list[str]:
    """`minimize` or `maximize` for each metric of an objective."""
    return ["maximize" if is_higher_better(name) else "minimize" for name in names(objective)]
