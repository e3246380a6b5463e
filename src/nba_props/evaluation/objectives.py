"""What a sweep optimises: one metric, or several joined by `+`, and which way each is better."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nba_props.core.rules import Rule, one_of
from nba_props.errors import ConfigError
from nba_props.evaluation.catalogue import CATALOGUE, Better, better_of
from nba_props.evaluation.scope import RunScope


def names(objective: str) -> list[str]:
    """Return the metrics of an objective: `val_mae+betting_roi` are two."""
    return [name.strip() for name in objective.split("+")]


def values(objective: str, metrics: Mapping[str, float], run_id: str) -> list[float]:
    """Return the metrics of an objective.

    Raises:
        ConfigError: the run does not have one of them.
    """
    missing = [name for name in names(objective) if name not in metrics]
    if missing:
        raise ConfigError([f"objective={name}: run {run_id} has no such metric" for name in missing])
    return [metrics[name] for name in names(objective)]


def are_known(objective: str, metrics: Mapping[str, float]) -> bool:
    """Whether metrics hold all of an objective; those of a trial hold no bets unless it was about them."""
    return all(name in metrics for name in names(objective))


def allowed(known: Iterable[str]) -> Rule:
    """Return the rule that every metric of an objective is one of the known."""
    rule = one_of(known)
    return lambda value: next((wrong for name in names(value) if (wrong := rule(name))), None)


def is_higher_better(metric: str) -> bool:
    """Whether more of a metric is better."""
    return better_of(metric) is Better.higher


def directions(objective: str) -> list[str]:
    """`minimize` or `maximize` for each metric of an objective."""
    return ["maximize" if is_higher_better(name) else "minimize" for name in names(objective)]


def scope_of(objective: str) -> RunScope:
    """How much of a run an objective asks for."""
    return max(CATALOGUE[name].needs for name in names(objective))
