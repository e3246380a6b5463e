"""A file stands for the code that was loaded from it, not for what became of it since."""

from __future__ import annotations

import importlib
import os
import sys
import time
import types
from pathlib import Path

import pytest

from nba_props.core.loaded_source import _Clock, loaded_source

NAME = "a_module_that_is_edited"


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    found = tmp_path / f"{NAME}.py"
    found.write_text("x = 1\n")
    return found


def test_a_module_that_is_not_loaded_is_its_file(path: Path) -> None:
    assert loaded_source(path, NAME) == b"x = 1\n"
    path.write_bytes(b"x = 20\r\n")
    assert loaded_source(path, NAME) == b"x = 20\n"


def test_an_edited_module_is_another_one_and_after_a_reload_its_file(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = importlib.import_module(NAME)
    monkeypatch.setitem(sys.modules, NAME, module)
    before = loaded_source(path, NAME)
    path.write_text("x = 20\n")
    edited = loaded_source(path, NAME)
    assert edited == loaded_source(path, NAME)
    assert edited not in (before, b"x = 20\n")
    path.write_text("x = 1\n")
    assert loaded_source(path, NAME) == before
    path.write_text("x = 20\n")
    importlib.reload(module)
    assert loaded_source(path, NAME) == b"x = 20\n"


def test_a_module_that_was_edited_before_anyone_looked_is_of_this_process(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, NAME, importlib.import_module(NAME))
    path.write_text("x = 2\n")
    os.utime(path, (time.time() + 1, time.time() + 1))
    told = loaded_source(path, NAME)
    assert told == loaded_source(path, NAME) != b"x = 2\n"
    assert told.startswith(b"x = 2\n\n# in process ")
    path.write_text("x = 3\n")
    assert loaded_source(path, NAME) not in (told, b"x = 3\n")


@pytest.mark.parametrize(("age", "is_known"), [(1e6, True), (-60, False)])
def test_what_was_loaded_before_this_package_is_known_if_it_is_older_than_the_process(
    age: float, is_known: bool, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, NAME, types.ModuleType(NAME))
    monkeypatch.delitem(_Clock.asked, NAME, raising=False)
    os.utime(path, (time.time() - age,) * 2)
    assert (loaded_source(path, NAME) == b"x = 1\n") is is_known
