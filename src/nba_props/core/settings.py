"""Configurations by dotted names, as parameters of a run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NOT_PARAMETERS = ("paths", "run_name", "tracking", "criteria", "hydra")
"""Top-level keys that say where a job runs, or what is asked of it afterwards."""


def flatten(values: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested mappings as one, with dotted names; empty mappings vanish."""
    flat: dict[str, Any] = {}
    for key, value in values.items():
        name = f"{prefix}{key}"
        flat.update(flatten(value, f"{name}.") if isinstance(value, Mapping) else {name: value})
    return flat


def settings(config: Mapping[str, Any], choices: Mapping[str, str]) -> dict[str, Any]:
    """Return a configuration by dotted names, without where it runs, and the chosen option of each group."""
    kept = {key: value for key, value in config.items() if key not in NOT_PARAMETERS}
    plain = {key: value for key, value in kept.items() if not isinstance(value, Mapping)}
    nested = {key: value for key, value in kept.items() if isinstance(value, Mapping)}
    return {**flatten(nested), **plain, **choices}
