"""What promotion, rollback and archiving do to aliases, and what they refuse."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from nba_props.errors import NBAPropsError
from nba_props.tracking.registry import ModelRegistry
from nba_props.tracking.registry.base import GateError, RegistryError
from nba_props.tracking.registry.events import Action, State
from nba_props.tracking.store import Store
from tests.tracking.registry.shop import GOOD, MODEL, add_run, aliases, done


def test_what_was_in_production_becomes_previous(registry: ModelRegistry, store: Store) -> None:
    change = registry.promote_model("pra", 2)
    assert change.changed
    assert aliases(store) == {"production": "2", "previous": "1"}


def test_a_candidate_that_goes_live_leaves_staging(registry: ModelRegistry, store: Store) -> None:
    registry.promote_model("pra", 2, to="staging")
    assert aliases(store) == {"production": "1", "staging": "2"}
    registry.promote_model("pra", "staging")
    assert aliases(store) == {"production": "2", "previous": "1"}


def test_staging_asks_for_no_gate(registry: ModelRegistry, store: Store) -> None:
    registry.promote_model("pra", 3, to="staging")
    assert aliases(store)["staging"] == "3"


def test_a_version_that_fails_the_gate_changes_nothing(registry: ModelRegistry, store: Store) -> None:
    before = registry.history("pra")
    with pytest.raises(GateError, match=r"betting_roi: 0\.01 is not above 0\.05") as caught:
        registry.promote_model("pra", 3)
    assert [check.what for check in caught.value.verdict.failed] == ["betting_roi"]
    assert aliases(store) == {"production": "1"}
    assert registry.history("pra") == before


def test_an_override_promotes_and_is_recorded(registry: ModelRegistry, store: Store) -> None:
    registry.promote_model("pra", 3, override="the books changed their limits")
    event = done(registry)[-1]
    assert aliases(store)["production"] == "3"
    assert (event.override, event.failed, event.reason) == (
        True,
        ["betting_roi"],
        "the books changed their limits",
    )


def test_an_override_that_was_not_needed_is_not_called_one(registry: ModelRegistry) -> None:
    registry.promote_model("pra", 2, override="in a hurry")
    assert not done(registry)[-1].override


@pytest.mark.parametrize("reason", ["", "   "])
def test_an_override_needs_a_reason(registry: ModelRegistry, reason: str) -> None:
    with pytest.raises(NBAPropsError, match="must say why"):
        registry.promote_model("pra", 3, override=reason)


def test_promoting_what_is_live_changes_nothing_and_says_since_when(
    registry: ModelRegistry, store: Store
) -> None:
    change = registry.promote_model("pra", 1)
    assert not change.changed
    assert change.event is not None
    assert change.event.version == "1"
    assert aliases(store) == {"production": "1"}
    assert len(done(registry)) == 1


def test_a_rollback_puts_the_previous_version_back(registry: ModelRegistry, store: Store) -> None:
    registry.promote_model("pra", 2)
    registry.rollback_model("pra", "it lost money")
    assert aliases(store) == {"production": "1", "previous": "2"}
    event = done(registry)[-1]
    assert (event.action, event.version, event.before, event.reason) == (
        Action.ROLLBACK,
        "1",
        "2",
        "it lost money",
    )


def test_a_rollback_to_a_named_version_asks_for_no_gate(registry: ModelRegistry, store: Store) -> None:
    registry.rollback_model("pra", "known to be safe", version=3)
    assert aliases(store) == {"production": "3", "previous": "1"}


def test_a_second_rollback_does_not_bring_the_bad_version_back(registry: ModelRegistry, store: Store) -> None:
    registry.promote_model("pra", 2)
    registry.rollback_model("pra", "it lost money")
    with pytest.raises(RegistryError, match="2 was itself rolled back \\(it lost money\\)"):
        registry.rollback_model("pra", "again")
    assert aliases(store)["production"] == "1"
    registry.rollback_model("pra", "it was not its fault", version="previous")
    assert aliases(store)["production"] == "2"


def test_a_version_that_was_rolled_back_goes_live_again_by_override_only(registry: ModelRegistry) -> None:
    registry.promote_model("pra", 2)
    registry.rollback_model("pra", "it lost money")
    with pytest.raises(GateError, match="it lost money"):
        registry.promote_model("pra", 2)
    registry.promote_model("pra", 2, override="the feed was broken")
    assert registry.evaluate_for_production("pra", 2).passed


def test_without_a_previous_version_there_is_no_way_back(registry: ModelRegistry) -> None:
    with pytest.raises(RegistryError, match="no previous production version"):
        registry.rollback_model("pra", "no reason")


def test_an_archived_version_cannot_be_promoted_until_it_is_taken_back(
    registry: ModelRegistry, store: Store
) -> None:
    registry.archive("pra", 2, "superseded")
    assert registry.get_model_version("pra", 2).archived == "superseded"
    with pytest.raises(RegistryError, match="archived \\(superseded\\)"):
        registry.promote_model("pra", 2)
    registry.archive("pra", 2, undo=True)
    registry.promote_model("pra", 2)
    assert aliases(store)["production"] == "2"


def test_archiving_a_candidate_takes_it_out_of_staging(registry: ModelRegistry, store: Store) -> None:
    registry.promote_model("pra", 3, to="staging")
    registry.archive("pra", "staging", "no good")
    assert aliases(store) == {"production": "1"}


def test_what_is_live_and_what_a_rollback_goes_back_to_cannot_be_archived(registry: ModelRegistry) -> None:
    registry.promote_model("pra", 2)
    for version, name in (("2", "production"), ("1", "previous")):
        with pytest.raises(RegistryError, match=f"is {name}, so it cannot be archived"):
            registry.archive("pra", version)


def test_archiving_twice_is_done_once(registry: ModelRegistry) -> None:
    assert registry.archive("pra", 2).changed
    assert not registry.archive("pra", 2).changed
    assert [event.action for event in done(registry)] == ["promote", "archive"]


def test_a_version_without_files_does_not_go_live(
    registry: ModelRegistry, store: Store, tmp_path: Path
) -> None:
    registry.register_model(add_run(store))
    shutil.rmtree(registry.get_model_version("pra", 4).source)
    with pytest.raises(RegistryError, match="its files are gone"):
        registry.promote_model("pra", 4)
    assert aliases(store) == {"production": "1"}


def test_a_version_whose_run_is_deleted_cannot_be_judged(registry: ModelRegistry, store: Store) -> None:
    store.client.delete_run(registry.get_model_version("pra", 2).run_id)
    with pytest.raises(RegistryError, match="was deleted, so nothing can be said of it"):
        registry.promote_model("pra", 2)


def test_unknown_names_are_told_with_what_there_is(registry: ModelRegistry) -> None:
    with pytest.raises(RegistryError, match="nba_props_prra: is not registered; did you mean pra"):
        registry.get_model_info("prra")
    with pytest.raises(RegistryError, match="has no version 9; the newest is 3"):
        registry.promote_model("pra", 9)
    with pytest.raises(RegistryError, match=r"has no version stagin; .*production \(1\)"):
        registry.promote_model("pra", "stagin")
    with pytest.raises(RegistryError, match="to=prod: must be one of staging, production; did you mean"):
        registry.promote_model("pra", 2, to="prod")


def test_a_registration_makes_one_version_of_a_run(empty: Store) -> None:
    registry = ModelRegistry(empty)
    run = add_run(empty)
    first, second = registry.register_model(run, "the first"), registry.register_model(run)
    assert (first.changed, first.version, second.changed, second.version) == (True, "1", False, "1")
    version = registry.get_model_version("pra", 1)
    assert (version.run_id, version.description, version.model) == (run, "the first", MODEL)


def test_of_several_models_of_a_run_the_one_that_was_logged_last_is_registered(empty: Store) -> None:
    run = add_run(empty, models=4)
    version = ModelRegistry(empty).register_model(run).version
    made = empty.client.search_logged_models([empty.client.get_run(run).info.experiment_id])
    last = max(made, key=lambda each: each.creation_timestamp)
    assert len(made) == 4
    found = empty.client.get_model_version(MODEL, version)
    assert found.tags["logged_model"] == last.model_id


def test_the_logged_model_leads_to_its_version(registry: ModelRegistry, store: Store) -> None:
    version = registry.get_model_version("pra", 2)
    logged = store.client.get_logged_model(version.tags["logged_model"])
    assert logged.tags["mlflow.modelVersions"] == '[{"name": "nba_props_pra", "version": 2}]'


@pytest.mark.parametrize(
    ("status", "market", "message"),
    [("FAILED", "pra", "is FAILED, not FINISHED"), ("FINISHED", "", "has no tag market")],
)
def test_runs_that_cannot_be_registered_say_why(empty: Store, status: str, market: str, message: str) -> None:
    run = add_run(empty, status=status, market=market)
    with pytest.raises(RegistryError, match=message):
        ModelRegistry(empty).register_model(run)


def test_a_run_without_a_model_cannot_be_registered(empty: Store) -> None:
    run = empty.client.create_run("0").info.run_id
    empty.client.set_terminated(run, "FINISHED")
    with pytest.raises(RegistryError, match="has logged no model"):
        ModelRegistry(empty).register_model(run)
    with pytest.raises(RegistryError, match="run nope: a run is named by its id, or by the first 4"):
        ModelRegistry(empty).register_model("nope")
    with pytest.raises(RegistryError, match=r"run 0{32}: is not in sqlite"):
        ModelRegistry(empty).register_model("0" * 32)


def test_every_market_has_a_model_of_its_own(registry: ModelRegistry, store: Store) -> None:
    registry.register_model(add_run(store, GOOD, market="points"))
    assert [each.market for each in registry.list_models()] == ["points", "pra"]
    assert registry.list_models()[1].aliases == {"production": "1"}


def test_the_history_tells_who_did_what_and_why(registry: ModelRegistry) -> None:
    registry.promote_model("pra", 2, reason="better on stars")
    last = registry.history("pra", limit=1)[0]
    assert (last.who, last.action, last.version, last.before, last.to, last.reason, last.state) == (
        "ada", Action.PROMOTE, "2", "1", "production", "better on stars", State.DONE,
    )  # fmt: skip
    assert last.metrics["val_mae"] == 5.8
    assert [event.action for event in registry.history("pra")] == ["register"] * 3 + ["promote"] * 2


def test_archived_versions_are_listed_on_demand(registry: ModelRegistry) -> None:
    registry.archive("pra", 2)
    assert [each.version for each in registry.get_model_info("pra").versions] == ["3", "1"]
    assert [each.version for each in registry.get_model_info("pra", archived=True).versions] == [
        "3",
        "2",
        "1",
    ]
    assert [each.version for each in registry.get_model_info("pra", limit=1).versions] == ["3"]
    assert registry.get_model_info("pra").versions[1].aliases == ("production",)


def test_versions_are_compared_by_metrics_and_parameters(registry: ModelRegistry, store: Store) -> None:
    registry.register_model(add_run(store, {"val_mae": 5.9, "n_predictions": 1.0}, params={"depth": "4"}))
    found = registry.compare_models("pra", ["production", "2", "4"])
    rows = {row.metric: row for row in found.metrics}
    assert rows["val_mae"].values == {"1": 5.9, "2": 5.8, "4": 5.9}
    assert rows["val_mae"].best == "2"
    assert rows["betting_roi"].values["4"] is None
    assert rows["betting_roi"].best is None
    assert found.params == {"depth": {"1": None, "2": None, "4": "4"}}


def test_one_version_is_nothing_to_compare(registry: ModelRegistry) -> None:
    with pytest.raises(RegistryError, match="name two versions or more to compare; there is: 1"):
        registry.compare_models("pra")


def test_a_store_that_is_missing_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(NBAPropsError, match="there is no store"):
        ModelRegistry(f"sqlite:///{tmp_path / 'nowhere.db'}")
    assert not list(tmp_path.iterdir())
