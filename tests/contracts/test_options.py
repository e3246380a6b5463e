"""Every component is an option of its group, and every option is of a component."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Any, cast

import pytest
from omegaconf import OmegaConf

from nba_props.configuration.build import register
from nba_props.configuration.options import groups, options
from nba_props.core.component import registered
from nba_props.experiment import Experiment
from tests.conftest import ROOT

CONF = ROOT / "conf"
PRESETS = {"experiment", "debug", "search"}
"""Groups whose files set values of other groups, and have no schema of their own."""

register()
FAMILIES = [group for group in groups(CONF) if group not in PRESETS]


def defaults(group: str, option: str) -> list[Any]:
    """The defaults list of an option's file."""
    config = OmegaConf.to_container(OmegaConf.load(CONF / group / f"{option}.yaml"))
    return list(cast(dict[str, Any], config).get("defaults", []))


def schemas(group: str, option: str) -> list[str]:
    """The schemas that the file of an option extends, as `group/name`."""
    words = [entry for entry in defaults(group, option) if isinstance(entry, str)]
    return [word.removeprefix("/schema/").partition("@")[0] for word in words if word.startswith("/schema/")]


@pytest.mark.parametrize("group", FAMILIES)
def test_each_registered_component_has_its_file(group: str) -> None:
    names = set(registered(group)) - {group}
    assert names <= set(options(CONF, group))


@pytest.mark.parametrize("group", FAMILIES)
def test_each_file_extends_a_component_of_its_group(group: str) -> None:
    """By its own name, or that of the group where all options are of one kind."""
    assert options(CONF, group)
    known = {group if name == group else f"{group}/{name}" for name in registered(group)}
    for option in options(CONF, group):
        extended = schemas(group, option)
        based_on = [word for word in extended if word.partition("/")[0] == group]
        # An option may also set values of another option of its group.
        on_another = not extended and defaults(group, option)
        assert set(based_on) <= known, option
        assert based_on or on_another, option
        if f"{group}/{option}" in known:
            assert based_on == [f"{group}/{option}"]


def test_each_group_of_the_experiment_has_a_folder() -> None:
    groups_of_it = {f.name for f in fields(Experiment) if f.default is f.default_factory is MISSING}
    assert groups_of_it <= set(FAMILIES)
    assert {"distribution", "calibration", "devig", "staking"} <= groups_of_it
