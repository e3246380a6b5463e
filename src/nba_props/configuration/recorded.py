"""An experiment as a run records it, with the class of every component, and back again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from nba_props.core.serialization import class_called, class_name
from nba_props.errors import ConfigError, NBAPropsError
from nba_props.experiment import Experiment, Paths
from nba_props.store import Tracking

NOT_RECORDED = ("paths", "tracking", "data", "games", "lines", "reports")
"""Fields of the experiment that say where it ran and what it read: a night brings its own."""


def record(experiment: Experiment) -> dict[str, Any]:
    """Return an experiment as plain data, or nothing where a component is of another package.

    Such a component cannot be made again by who reads the record.
    """
    kept = [part.name for part in fields(experiment) if part.name not in NOT_RECORDED]
    try:
        return {name: _recorded(getattr(experiment, name)) for name in kept}
    except NBAPropsError:
        return {}


def restore(recorded: Mapping[str, Any], source: Experiment, tracking: Tracking) -> Experiment:
    """Return the experiment of a record, reading the data of another one.

    Args:
        recorded: what `record` returned.
        source: the experiment whose `data`, `games`, `lines` and `reports` are read.
        tracking: where runs are kept.

    Raises:
        ConfigError: a component is of another version, or the data lack what the experiment needs.
    """
    read = {name: getattr(source, name) for name in ("data", "games", "lines", "reports")}
    try:
        parts = {name: _restored(value) for name, value in recorded.items()}
        return Experiment(**read, paths=Paths(), tracking=tracking, **parts)
    except ConfigError:
        raise
    except (NBAPropsError, TypeError, KeyError, AttributeError) as error:
        raise ConfigError(f"the record of the experiment is of another version: {error}") from error


def _recorded(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, Enum):
        return {"enum": class_name(type(value)), "name": value.name}
    if is_dataclass(value):
        kept = [part.name for part in fields(value) if part.metadata.get("plain", True)]
        parts = {name: _recorded(getattr(value, name)) for name in kept}
        return {"class": class_name(type(value)), "fields": parts}
    if isinstance(value, Mapping):
        return {"mapping": {str(key): _recorded(item) for key, item in value.items()}}
    return [_recorded(item) for item in value] if isinstance(value, list | tuple) else value


def _restored(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, list):
        return [_restored(item) for item in value]
    if not isinstance(value, Mapping):
        return value
    if "enum" in value:
        return class_called(value["enum"], Enum)[value["name"]]
    if "mapping" in value:
        return {key: _restored(item) for key, item in value["mapping"].items()}
    made = class_called(value["class"], object)
    return made(**{name: _restored(item) for name, item in value["fields"].items()})
