"""A process may end between any two calls to the store: production is never empty, the next one goes on."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nba_props.errors import TrackingError
from nba_props.tracking.registry import ModelRegistry
from nba_props.tracking.registry.events import RegistryChange
from nba_props.tracking.store import Store
from tests.sizes import DEEP
from tests.tracking.registry.shop import MODEL, Crash, add_run, aliases, done, faulty, reopened

MOST_CALLS = 40


@dataclass(frozen=True)
class Case:
    """A command, and the aliases it leads to."""

    command: Callable[[ModelRegistry], RegistryChange]
    aliases: dict[str, str]


def _held(production: str, previous: str, staging: str | None = "4") -> dict[str, str]:
    found = {"production": production, "previous": previous, "staging": staging}
    return {alias: version for alias, version in found.items() if version is not None}


CASES = {
    "promote": Case(lambda each: each.promote_model("pra", 3, override="tried"), _held("3", "2")),
    "promote a candidate": Case(lambda each: each.promote_model("pra", 4), _held("4", "2", None)),
    "stage": Case(lambda each: each.promote_model("pra", 3, to="staging"), _held("2", "1", "3")),
    "roll back": Case(lambda each: each.rollback_model("pra", "bad"), _held("1", "2")),
    "roll back to": Case(lambda each: each.rollback_model("pra", "bad", version=3), _held("3", "2")),
    "archive": Case(lambda each: each.archive("pra", 4), _held("2", "1", None)),
}
CHANGES = 4
"""In the history, once the command is done."""
USUAL = {("promote", "crash"), ("roll back", "hiccup")}


def _faults() -> list[Any]:
    """Every command with every kind of fault; all but the usual ones are slow, other hiccups deep."""
    pairs = itertools.product(CASES, {"crash": False, "hiccup": True}.items())
    return [
        pytest.param(
            name,
            once,
            id=f"{name}-{kind}",
            marks=[] if (name, kind) in USUAL else DEEP if once else [pytest.mark.slow],
        )
        for name, (kind, once) in pairs
    ]


@pytest.fixture(scope="module")
def stage(_stocked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Version 2 in production, 1 before it, 4 in staging."""
    path = tmp_path_factory.mktemp("faults") / "mlflow.db"
    _copy(_stocked, path)
    store = reopened(path)
    registry = ModelRegistry(store, who="ada")
    registry.register_model(add_run(store))
    registry.promote_model("pra", 2)
    registry.promote_model("pra", 4, to="staging")
    return path


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    for suffix in ("", "-wal"):
        if (part := source.with_name(source.name + suffix)).exists():
            shutil.copyfile(part, target.with_name(target.name + suffix))


def every_fault(stage: Path, folder: Path, case: Case, once: bool) -> list[Store]:
    """Stores in which the command failed after 0, 1, 2 … calls, as far as it did."""
    failed: list[Store] = []
    for calls in range(MOST_CALLS):
        _copy(stage, folder / str(calls) / "mlflow.db")
        store = reopened(folder / str(calls) / "mlflow.db")
        try:
            case.command(faulty(store, calls, once))
        except (Crash, TrackingError):
            failed.append(store)
        else:
            return failed
    raise AssertionError(f"not done after {MOST_CALLS} calls")


def check_whole(store: Store) -> None:
    """Production is there, and every alias points at a version that is there."""
    held = aliases(store)
    assert held["production"] in ("1", "2", "3", "4")
    for alias in held:
        assert store.client.get_model_version_by_alias(MODEL, alias).status == "READY"


@pytest.mark.slow
@pytest.mark.parametrize(("name", "once"), _faults())
def test_a_change_that_breaks_off_anywhere_leaves_production_and_can_be_repeated(
    stage: Path, tmp_path: Path, name: str, once: bool
) -> None:
    case = CASES[name]
    failed = every_fault(stage, tmp_path, case, once)
    assert len(failed) >= 6
    for store in failed:
        check_whole(store)
        registry = ModelRegistry(store, who="ada")
        case.command(registry)
        assert aliases(store) == case.aliases
        assert len(done(registry)) == CHANGES
        assert not [event for event in registry.history("pra") if event.open]


@pytest.mark.slow
def test_a_registration_that_breaks_off_anywhere_makes_one_version(stage: Path, tmp_path: Path) -> None:
    for calls in range(MOST_CALLS):
        path = tmp_path / str(calls) / "mlflow.db"
        _copy(stage, path)
        store = reopened(path)
        run = add_run(store)
        try:
            faulty(store, calls).register_model(run)
        except Crash:
            assert ModelRegistry(store).register_model(run).version == "5"
            assert ModelRegistry(store).get_model_info("pra").model.latest == "5"
            check_whole(store)
        else:
            assert calls > 6
            return
    raise AssertionError(f"not done after {MOST_CALLS} calls")


@pytest.mark.slow
def test_another_command_recovers_what_broke_off(stage: Path, tmp_path: Path) -> None:
    for store in every_fault(stage, tmp_path, CASES["promote"], once=False):
        registry = ModelRegistry(store, who="bob")
        was = aliases(store)["production"]
        registry.promote_model("pra", 1, override="back to the start")
        assert aliases(store) == {"production": "1", "previous": was, "staging": "4"}
        last = done(registry)[-1]
        assert (last.who, last.before) == ("bob", was)
        assert not [event for event in registry.history("pra") if event.open]


@pytest.mark.slow
def test_a_rollback_after_a_promotion_that_broke_off_goes_to_the_right_version(
    stage: Path, tmp_path: Path
) -> None:
    for store in every_fault(stage, tmp_path, CASES["promote"], once=False):
        was = aliases(store)["production"]
        ModelRegistry(store, who="bob").rollback_model("pra", "stop")
        assert aliases(store)["production"] == {"3": "2", "2": "1"}[was]
