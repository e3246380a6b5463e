"""A store with runs to register, of which some pass the default criteria; and ways to break it."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from nba_props.tracking.registry import ModelRegistry
from nba_props.tracking.registry.events import Event, State
from nba_props.tracking.store import Store, open_store

GOOD = {
    "val_mae": 5.9,
    "betting_roi": 0.08,
    "betting_roi_low": 0.01,
    "betting_win_rate": 0.57,
    "calibration_error": 0.02,
    "betting_sharpe_ratio": 1.4,
    "n_predictions": 26_401.0,
    "betting_n_bets": 1_200.0,
    "naive_skill_mae_low": 0.05,
    "skill_mae": 0.004,
}
PASSED = {"finding/NBP001": "passed", "finding/NBP002": "tip"}
MODEL = "nba_props_pra"


class Crash(BaseException):
    """Stands for the end of the process: from here on, nothing is done."""


class Faulty:
    """A client that works for so many calls, then fails: for good, as its process is gone, or just once."""

    def __init__(self, client: Any, calls: int, once: bool = False) -> None:
        self._client, self._left, self._once = client, calls, once
        self.calls = 0

    def __getattr__(self, name: str) -> Callable[..., Any]:
        found = getattr(self._client, name)

        def call(*words: Any, **options: Any) -> Any:
            self.calls += 1
            if self._once and self.calls == self._left + 1:
                raise ConnectionError("the store hangs up")
            if not self._once and self.calls > self._left:
                raise Crash
            return found(*words, **options)

        return call


def faulty(store: Store, calls: int, once: bool = False) -> ModelRegistry:
    """A registry whose store fails after so many calls."""
    client: Any = Faulty(store.client, calls, once)
    return ModelRegistry(replace(store, client=client), who="ada")


def add_run(
    store: Store,
    metrics: Mapping[str, float] = GOOD,
    *,
    tags: Mapping[str, str] = PASSED,
    params: Mapping[str, str] | None = None,
    market: str = "pra",
    status: str = "FINISHED",
    models: int = 1,
) -> str:
    """A run that logged a model, or several in turn; its id."""
    from mlflow.entities import Metric, Param, RunTag

    client = store.client
    found = client.get_experiment_by_name("registry")
    place = found.experiment_id if found else client.create_experiment("registry", store.artifact_root)
    run = client.create_run(place, run_name="a run").info.run_id
    entries = [Metric(name, value, 0, 0) for name, value in metrics.items()]
    named = [RunTag(name, value) for name, value in {"market": market, **tags}.items()]
    client.log_batch(run, entries, [Param(*each) for each in (params or {}).items()], named)
    for _ in range(models):
        _add_model(store, place, run)
    client.set_terminated(run, status)
    return str(run)


def _add_model(store: Store, place: str, run: str) -> None:
    from mlflow.entities import LoggedModelOutput

    client = store.client
    model = client.create_logged_model(place, name="model", source_run_id=run)
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "MLmodel").write_text("flavors: {}\n")
        client.log_model_artifacts(model.model_id, name)
    client.finalize_logged_model(model.model_id, "READY")
    client.log_outputs(run, [LoggedModelOutput(model.model_id, 0)])


def add_versions(store: Store, *metrics: Mapping[str, float]) -> ModelRegistry:
    """A registry with a version for each set of metrics."""
    registry = ModelRegistry(store, who="ada")
    for each in metrics:
        registry.register_model(add_run(store, each))
    return registry


def aliases(store: Store) -> dict[str, str]:
    """The version by alias, as the store has it."""
    held = store.client.get_registered_model(MODEL).aliases
    return {str(name): str(version) for name, version in held.items()}


def done(registry: ModelRegistry) -> list[Event]:
    """The events that took effect, registrations left out."""
    return [e for e in registry.history("pra") if e.state is State.DONE and e.action != "register"]


def reopened(path: Path) -> Store:
    """A store by its file."""
    return open_store(f"sqlite:///{path}")


def plain(text: str) -> Any:
    """JSON, read."""
    return json.loads(text)
