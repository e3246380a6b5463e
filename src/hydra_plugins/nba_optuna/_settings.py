"""The options of a sweep, checked before anything is started."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from omegaconf import OmegaConf

from hydra_plugins.nba_optuna.config import NBAOptunaConf
from nba_props.core.rules import above, at_least, between, breaches, optional
from nba_props.errors import ConfigError
from nba_props.evaluation.formatting import count

DIRECTIONS = ("minimize", "maximize")
RULES = {
    "n_trials": at_least(1),
    "n_jobs": optional(at_least(1)),
    "timeout": optional(above(0)),
    "max_failure_rate": between(0, 1),
    "min_trials": at_least(1),
    "heartbeat": at_least(1),
}


def checked(options: Mapping[str, Any]) -> NBAOptunaConf:
    """Turn what Hydra handed to the plugin into plain values; null stands for an option's default.

    Raises:
        ConfigError: lists every option that is out of range.
    """
    names = {field.name for field in fields(NBAOptunaConf)}
    given = {key: _plain(value) for key, value in options.items() if key in names and value is not None}
    settings = NBAOptunaConf(**given)
    problems = [f"hydra.sweeper.{line}" for line in breaches(vars(settings), RULES)]
    problems += _direction_problems(settings.direction)
    if problems:
        raise ConfigError(problems)
    return settings


def directions(settings: NBAOptunaConf, default: Sequence[str] | None) -> list[str]:
    """Return `minimize` or `maximize` for each objective.

    Args:
        settings: of the sweeper.
        default: one for each objective; None where nobody knows of any, which counts as one to be minimized.

    Raises:
        ConfigError: the option names more than there are objectives, or fewer.
    """
    if settings.direction is None:
        return ["minimize"] if default is None else list(default)
    chosen = _listed(settings.direction)
    if default is not None and len(chosen) != len(default):
        amount = count(len(default), "metric")
        raise ConfigError(
            f"hydra.sweeper.direction={','.join(chosen)}: the objective has {amount}; name a direction for "
            f"each, or leave the option out: {', '.join(default)}"
        )
    return chosen


def _plain(value: object) -> Any:  # noqa: ANN401
    return OmegaConf.to_container(value, resolve=True) if OmegaConf.is_config(value) else value


def _listed(direction: object) -> list[str]:
    several = isinstance(direction, Sequence) and not isinstance(direction, str)
    names: Sequence[object] = direction if several else [direction]  # type: ignore[assignment]
    return [str(getattr(name, "name", name)) for name in names]


def _direction_problems(direction: object) -> list[str]:
    if direction is None:
        return []
    wrong = [name for name in _listed(direction) if name not in DIRECTIONS]
    return [f"hydra.sweeper.direction={name}: must be minimize or maximize" for name in wrong]
