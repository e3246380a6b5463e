"""`registry promote --after-shadow`: only what was shown to be better on the same nights goes live."""

from __future__ import annotations

import pytest

from nba_props.cli import main
from nba_props.tracking.registry import ModelRegistry
from nba_props.tracking.registry.base import GateError
from nba_props.tracking.store import Store
from tests.tracking.registry.shop import aliases


def add_watch(store: Store, champion: str, challenger: str, e: float) -> None:
    """The run of a watch that scored a challenger."""
    place = store.client.create_experiment(f"watch {e}", store.artifact_root)
    tags = {"kind": "watch", "champion": champion, "challenger": challenger}
    run = store.client.create_run(place, tags=tags).info.run_id
    store.client.log_metric(run, "shadow_e", e)
    store.client.set_terminated(run)


def run_of(registry: ModelRegistry, version: int) -> str:
    return registry.get_model_version("pra", version).run_id


def test_a_version_that_nobody_watched_stays(store: Store, registry: ModelRegistry) -> None:
    with pytest.raises(GateError, match="nba-props monitor --challenger"):
        registry.promote_model("pra", 2, after_shadow=True)
    assert aliases(store)["production"] == "1"


@pytest.mark.parametrize(("e", "live"), [(19.0, "1"), (21.0, "2")])
def test_the_evidence_decides(store: Store, registry: ModelRegistry, e: float, live: str) -> None:
    add_watch(store, run_of(registry, 1), run_of(registry, 2), e)
    code = main(["registry", "promote", "pra", "2", "--after-shadow", "--store", store.uri])
    assert (code, aliases(store)["production"]) == (int(live == "1"), live)


def test_a_watch_beside_another_champion_counts_for_nothing(store: Store, registry: ModelRegistry) -> None:
    add_watch(store, run_of(registry, 3), run_of(registry, 2), 1000.0)
    with pytest.raises(GateError, match="no watch beside version 1"):
        registry.promote_model("pra", 2, after_shadow=True)
