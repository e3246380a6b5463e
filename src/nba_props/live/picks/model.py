"""The models that a night is made with: fetched from the store, with the experiment that fitted them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from nba_props.configuration.recorded import restore
from nba_props.errors import ConfigError, TrackingError
from nba_props.experiment import Experiment
from nba_props.serving.bundle import ModelBundle
from nba_props.serving.loading import load_bundle
from nba_props.tracking import mlflow_client
from nba_props.tracking.comparison.search import find_run
from nba_props.tracking.job_log import RECORD
from nba_props.tracking.registry.base import full_name, market_of

if TYPE_CHECKING:
    from nba_props.tracking.registry import ModelRegistry
    from nba_props.tracking.store import Store

NO_VERSION = "run"
"""The version of a model that is named by its run."""


@dataclass(frozen=True)
class NightModel:
    """A model with what made it.

    `name` and `version` are those of the registry, `experiment` the run's own, reading tonight's data, and
    `metrics` what the run came to.
    """

    name: str
    version: str
    run_id: str
    experiment: Experiment
    bundle: ModelBundle
    metrics: Mapping[str, float]

    @property
    def market(self) -> str:
        """The market that is predicted."""
        return self.experiment.market.name

    @property
    def trained_until(self) -> dt.date | None:
        """The day before which all that the model learnt from was played; None where it does not say."""
        until = self.bundle.about.get("train_until")
        return None if until is None else dt.date.fromisoformat(str(until)[:10])


def markets_named(text: str) -> list[str]:
    """Return the markets of a list apart by commas, each once: `pra` and `nba_props_pra` are the same."""
    return list(dict.fromkeys(market_of(name.strip()) for name in text.split(",") if name.strip()))


def models_of(
    registry: ModelRegistry, store: Store, markets: Sequence[str], alias: str, source: Experiment
) -> list[NightModel]:
    """Return the models that an alias names for markets; for all markets that it names where none is given.

    Raises:
        RegistryError: a market has no such version.
        ConfigError: nothing has the alias, or a model needs what the data do not have.
    """
    wanted = list(markets) or [model.market for model in registry.list_models() if alias in model.aliases]
    if not wanted:
        raise ConfigError(
            f"--model {alias}: no registered model has this alias; see nba-props registry list, or name a "
            "run with --run"
        )
    return [_of_market(registry, store, market, alias, source) for market in wanted]


def model_of_run(store: Store, run: str, source: Experiment) -> NightModel:
    """Return the model that a run logged.

    Raises:
        TrackingError: there is no such run, or it keeps no model.
        ConfigError: the model needs what the data do not have.
    """
    run_id = find_run(store, run).id
    return _model(store, f"runs:/{run_id}/model", run_id, NO_VERSION, source)


def _of_market(
    registry: ModelRegistry, store: Store, market: str, alias: str, source: Experiment
) -> NightModel:
    version = registry.get_model_version(market, alias)
    uri = f"models:/{full_name(market)}/{version.version}"
    return _model(store, uri, version.run_id, version.version, source)


def _model(store: Store, uri: str, run_id: str, version: str, source: Experiment) -> NightModel:
    recorded = _record(store, run_id)
    try:
        experiment = restore(recorded, source, source.tracking)
    except ConfigError as error:
        raise ConfigError([f"run {run_id[:8]}: {problem}" for problem in error.problems]) from error
    # The run has proved its features; a night makes them again by the same code.
    unproved = replace(experiment, features=replace(experiment.features, prove=False))
    metrics = store.client.get_run(run_id).data.metrics
    name = full_name(experiment.market.name)
    return NightModel(name, version, run_id, unproved, load_bundle(store, uri), metrics)


def _record(store: Store, run_id: str) -> Mapping[str, Any]:
    """Return what a run records of its experiment.

    Raises:
        TrackingError: it records nothing, as runs of earlier versions and of own components do.
    """
    from mlflow.exceptions import MlflowException

    with mlflow_client.one_line_errors(f"run {run_id}"), TemporaryDirectory() as folder:
        try:
            path = Path(store.client.download_artifacts(run_id, RECORD, folder))
            found: Mapping[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        except (MlflowException, OSError) as error:
            raise TrackingError(
                f"run {run_id[:8]}: it keeps no {RECORD}, by which its features can be made again; run it "
                "again with force=true (components of other packages cannot be recorded)"
            ) from error
    return found
