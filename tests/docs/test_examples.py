"""Examples of the documentation come out as written; files are read, presets and options compose."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from nba_props.configuration.compose import load
from nba_props.configuration.options import groups, options
from nba_props.core import component
from nba_props.data.inspection.inspect import inspect
from nba_props.data.inspection.option import settings_of
from tests.conftest import ROOT
from tests.docs.blocks import Block, blocks, written_in

SCHEMA = re.compile(r"/schema/(\w+)(?:/(\w+))?@_here_")


def of_language(language: str) -> list[Block]:
    return [block for page in written_in(language) for block in blocks(page) if block.language == language]


def by_place(block: Block) -> str:
    return block.place


@pytest.mark.parametrize("page", written_in("pycon"), ids=lambda page: str(page.relative_to(ROOT)))
def test_worked_examples_come_out_as_written(page: Path) -> None:
    with np.printoptions():  # the examples set their own
        results = doctest.testfile(str(page), module_relative=False)
    assert results.attempted >= 5
    assert results.failed == 0


@pytest.mark.parametrize("block", of_language("csv"), ids=by_place)
def test_a_run_would_take_the_files_that_are_shown(block: Block, tmp_path: Path) -> None:
    (tmp_path / "shown.csv").write_text(block.text, encoding="utf-8")
    assert inspect([str(tmp_path / "shown.csv")], settings_of([])).is_sound


@pytest.mark.parametrize("block", of_language("yaml"), ids=by_place)
def test_yaml_is_a_preset_an_option_or_a_workflow(block: Block, tmp_path: Path) -> None:
    content = yaml.safe_load(block.text)
    if block.text.startswith("# @package _global_"):
        assert load([f"hydra.searchpath=[file://{tmp_path}]", preset(block, tmp_path)]).model
    elif "jobs" in content:
        assert content["jobs"]
    else:
        assert option_problems(content, tmp_path) == []


def preset(block: Block, folder: Path) -> str:
    (folder / "experiment").mkdir()
    (folder / "experiment/shown.yaml").write_text(block.text, encoding="utf-8")
    return "experiment=shown"


def option_problems(content: dict[str, Any], folder: Path) -> list[str]:
    """What is wrong with a file of `conf/`: the schema or option that it begins with, and its keys."""
    first = content["defaults"][0]
    found = SCHEMA.fullmatch(first)
    group, name = (found[1], found[2]) if found else (extended(first), None)
    if group not in groups(ROOT / "conf"):
        return [f"{first}: no such group"]
    if name is not None:  # a component of the reader's own
        return []
    (folder / group).mkdir()
    (folder / group / "shown.yaml").write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return [] if load([f"hydra.searchpath=[file://{folder}]", f"{group}=shown"]) else [f"{group}=shown"]


def extended(option: str) -> str:
    """The group of an option that another one extends."""
    return next(group for group in component.groups() if option in options(ROOT / "conf", group))
