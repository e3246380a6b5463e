"""Components are known by what their modules declare, and imported when they are asked for."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from nba_props.core import component
from nba_props.errors import ConfigError

ONE = """
from dataclasses import dataclass
from nba_props.core.component import component

@component("{group}", "{name}")
@dataclass
class One:
    number: int = 3
"""
OTHERWISE = ONE.replace('@component("{group}", "{name}")', '@component("{group}", name="{name}")')


@pytest.fixture
def family(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A package on the path whose modules are options of a group that nothing else has."""
    folder = tmp_path / "family_of_two"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for name in [name for name in sys.modules if name.startswith("family_of_two")]:
        del sys.modules[name]
    for known in (component._DECLARED, component._REGISTERED):
        known.pop("colour", None)
    for key in [key for key in component._FIRST if key[0] == "colour"]:
        del component._FIRST[key]
    component.declare_family.cache_clear()


def test_only_the_module_of_the_component_that_is_asked_for_is_imported(family: Path) -> None:
    for name in ("red", "blue"):
        (family / f"{name}.py").write_text(ONE.format(group="colour", name=name))
    component.declare_family("family_of_two")
    assert component.names("colour") == {"red", "blue"}
    assert "family_of_two.red" not in sys.modules
    found = component.find("colour", "red")
    assert found is not None
    assert found().number == 3
    assert "family_of_two.blue" not in sys.modules
    assert component.find("colour", "green") is None
    assert set(component.registered("colour")) == {"red", "blue"}


def test_a_component_that_is_declared_otherwise_is_known_too(family: Path) -> None:
    (family / "red.py").write_text(OTHERWISE.format(group="colour", name="red"))
    component.declare_family("family_of_two")
    assert component.names("colour") == {"red"}
    assert component.find("colour", "red") is component.registered("colour")["red"]


def test_components_that_import_the_old_place_go_on_working() -> None:
    with pytest.warns(DeprecationWarning, match=r"nba_props\.core\.component now"):
        old = importlib.reload(importlib.import_module("nba_props.component"))
    assert old.component is component.component


@pytest.mark.parametrize(
    "text", ["import no_such_module", "x = (", "y = undefined", "raise ValueError('no')"]
)
def test_a_component_that_cannot_be_imported_is_one_line(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = f"broken_{len(text)}"
    folder = tmp_path / package
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "mine.py").write_text(f'@component("broken{len(text)}", "mine")\n{text}\n')
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(component, "_DECLARED", {})  # no later test meets what cannot be imported
    component.declare_family(package)
    with pytest.raises(ConfigError, match=rf"^{package}\.mine: cannot be imported: \w+Error: ") as caught:
        component.find(f"broken{len(text)}", "mine")
    assert len(str(caught.value).splitlines()) == 1
