"""Versions of one model side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nba_props.errors import ConfigError, did_you_mean
from nba_props.evaluation.catalogue import better_of
from nba_props.tracking.comparison.metrics import is_better
from nba_props.tracking.comparison.settings import settings_that_differ
from nba_props.tracking.registry.base import RegistryError, Version
from nba_props.tracking.registry.client import RegistryClient


@dataclass(frozen=True)
class MetricRow:
    """One metric: its value by version (None where the run has none), and the version that has the best.

    `best` is None where no value is better by itself, or none beats the others.
    """

    metric: str
    values: Mapping[str, float | None]
    best: str | None


@dataclass(frozen=True)
class VersionComparison:
    """Versions with their metrics, and the parameters in which their runs differ, by version."""

    model: str
    versions: tuple[Version, ...]
    metrics: tuple[MetricRow, ...]
    params: Mapping[str, Mapping[str, str | None]]


def compare(
    client: RegistryClient, model: str, versions: Sequence[Version], metrics: Sequence[str]
) -> VersionComparison:
    """Compare versions by the metrics of their runs.

    Args:
        client: the store.
        model: the registered model.
        versions: at least two.
        metrics: those to show; by default all but those of segments and folds.

    Raises:
        RegistryError: a run is gone.
        ConfigError: no run has one of the metrics.
    """
    found: dict[str, Mapping[str, float]] = {}
    params: dict[str, Mapping[str, str]] = {}
    for each in versions:
        run = client.run(each.run_id)
        if run is None:
            raise RegistryError(f"{model} version {each.version}: its run {each.run_id} was deleted")
        found[each.version], params[each.version] = run.data.metrics, run.data.params
    known = {name for values in found.values() for name in values}
    rows = tuple(_row(name, found) for name in _wanted(metrics, known))
    return VersionComparison(model, tuple(versions), rows, differences(params))


def differences(params: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str | None]]:
    """Return the settings whose values are not all the same, by version."""
    found = settings_that_differ(list(params.values()))
    return {name: dict(zip(params, values, strict=True)) for name, values in found.items()}


def _wanted(asked: Sequence[str], known: set[str]) -> list[str]:
    strange = [name for name in asked if name not in known]
    if strange:
        raise ConfigError(f"metric {name}: no run has it; {did_you_mean(name, known)}" for name in strange)
    return list(asked) or sorted(name for name in known if "/" not in name and not name.startswith("fold_"))


def _row(name: str, found: Mapping[str, Mapping[str, float]]) -> MetricRow:
    values = {version: metrics.get(name) for version, metrics in found.items()}
    return MetricRow(name, values, _best(name, values))


def _best(name: str, values: Mapping[str, float | None]) -> str | None:
    better = better_of(name)
    known = {
        version: value for version, value in values.items() if value is not None and math.isfinite(value)
    }
    if better is None or len(known) < 2:
        return None
    best = next(iter(known))
    for version, value in known.items():
        if is_better(better, value, known[best]):
            best = version
    ties = [version for version, value in known.items() if not is_better(better, known[best], value)]
    return best if len(ties) == 1 else None
