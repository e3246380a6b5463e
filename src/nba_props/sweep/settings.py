"""The options of a sweep, checked before anything is started."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from omegaconf import OmegaConf

from nba_props.core.rules import above, at_least, between, breaches, optional
from nba_props.errors import ConfigError

DIRECTIONS = ("minimize", "maximize")
RULES = {
    "n_trials": at_least(1),
    "n_jobs": optional(at_least(1)),
    "timeout": optional(above(0)),
    "max_failure_rate": between(0, 1),
    "min_trials": at_least(1),
    "heartbeat": at_least(1),
}


@dataclass(frozen=True)
class Settings:
    """The options of `hydra/sweeper=nba_optuna` as plain values; see `hydra_plugins.nba_optuna.config`."""

    sampler: dict[str, Any] = field(default_factory=lambda: {"kind": "tpe"})
    pruner: dict[str, Any] = field(default_factory=lambda: {"kind": "none"})
    direction: str | Sequence[str] | None = None
    storage: str | None = None
    study_name: str | None = None
    n_trials: int = 20
    n_jobs: int | None = None
    timeout: float | None = None
    max_failure_rate: float = 0.3
    min_trials: int = 5
    heartbeat: int = 15
    params: dict[str, Any] | None = None
    custom_search_space: str | None = None

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Settings:
        """The settings that Hydra handed to the plugin.

        Raises:
            ConfigError: lists every option that is out of range.
        """
        names = {each.name for each in fields(cls)}
        given = {key: _plain(value) for key, value in options.items() if key in names and value is not None}
        problems = [f"hydra.sweeper.{line}" for line in breaches({**_DEFAULTS, **given}, RULES)]
        problems += _direction_problems(given.get("direction"))
        if problems:
            raise ConfigError(problems)
        return cls(**given)

    def directions(self, default: Sequence[str]) -> list[str]:
        """`minimize` or `maximize` for each objective; `default` where the option is left out."""
        if self.direction is None:
            return list(default)
        return _listed(self.direction)


_DEFAULTS = {key: Settings.__dataclass_fields__[key].default for key in RULES}


def _plain(value: object) -> Any:  # noqa: ANN401
    return OmegaConf.to_container(value, resolve=True) if OmegaConf.is_config(value) else value


def _listed(direction: object) -> list[str]:
    several = isinstance(direction, Sequence) and not isinstance(direction, str)
    return [str(getattr(each, "name", each)) for each in (direction if several else [direction])]  # type: ignore[attr-defined]


def _direction_problems(direction: object) -> list[str]:
    if direction is None:
        return []
    wrong = [each for each in _listed(direction) if each not in DIRECTIONS]
    return [f"hydra.sweeper.direction={each}: must be minimize or maximize" for each in wrong]
