"""Figures of a run and of the books on the same rows."""

from __future__ import annotations

from collections.abc import Mapping


def paired_log_loss(metrics: Mapping[str, float | None]) -> float | None:
    """Return our log loss on the rows of `novig_log_loss`, by the skill; None where there are none."""
    skill, theirs = metrics.get("skill_log_loss"), metrics.get("novig_log_loss")
    return None if skill is None or theirs is None else theirs * (1 - skill)
