"""The search groups: every value that they can draw is one that an experiment takes."""

from __future__ import annotations

import json

import optuna
import pytest
import yaml
from hydra.core.global_hydra import GlobalHydra
from omegaconf import OmegaConf
from optuna.distributions import BaseDistribution, CategoricalDistribution

from hydra_plugins.nba_optuna import _space
from nba_props.configuration.build import build
from nba_props.configuration.options import options
from nba_props.configuration.place import conf_dir
from nba_props.configuration.session import raw, session
from nba_props.sweep.studies import point_overrides
from nba_props.sweep.trial_context import ENTRY, as_word

GROUPS = options(conf_dir(), "search")


def corners(each: BaseDistribution) -> list[object]:
    """The values at the ends of a distribution, or all choices."""
    if isinstance(each, CategoricalDistribution):
        return list(each.choices)
    return [getattr(each, "low"), getattr(each, "high")]  # noqa: B009


def test_there_is_a_search_for_every_part_of_an_experiment() -> None:
    models = {"correction", "ensemble", "lightgbm", "ridge", "two_stage", "xgboost"}
    assert set(GROUPS) == models | {"calibration", "features", "staking"}


FAST = ("features", "lightgbm")
"""Searches that are tried among the fast tests: one of options and one of numbers."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in FAST else [pytest.mark.slow]) for name in GROUPS]
)
def test_a_search_selects_the_sweeper_and_draws_only_what_can_be_run(name: str) -> None:
    with session():
        config = raw([f"search={name}"])
        assert config.hydra.runtime.choices["hydra/sweeper"] == "nba_optuna"
        space = _space.read(dict(config.hydra.sweeper.params), [])
        ends = {key: corners(each) for key, each in space.distributions.items()}
        for turn in range(max(map(len, ends.values()))):
            point = {key: values[turn % len(values)] for key, values in ends.items()}
            build(raw([f"search={name}", *point_overrides(point)]))


@pytest.mark.parametrize(
    "name",
    [
        "lightgbm",
        *(pytest.param(name, marks=pytest.mark.slow) for name in ("features", "calibration", "staking")),
    ],
)
def test_a_job_of_a_search_has_the_values_of_its_point_and_its_place_in_the_sweep(name: str) -> None:
    with session():
        master = raw([f"search={name}", f"hydra.sweep.dir={name}"])
        space = _space.read(dict(master.hydra.sweeper.params), ["seed=3"])
        params = optuna.create_study().ask(space.distributions).params
        context = as_word(number=7, parent="abc", study="study", home="/x y", sweeper="1:2:3")
        words = [f"search={name}", *space.overrides(params), "hydra.sweep.subdir='7'", context]
        job = GlobalHydra.instance().config_loader().load_sweep_config(master, words)
        for key, value in params.items():
            known = job.hydra.runtime.choices.get(key) or OmegaConf.select(job, key)
            assert known == (yaml.safe_load(value) if isinstance(value, str) else value)
        assert (job.seed, job.hydra.sweep.dir, job.hydra.sweep.subdir) == (3, name, "7")
        place = json.loads(job.hydra.job.env_set[ENTRY])
        assert (place["number"], place["home"], place["sweeper"]) == (7, "/x y", "1:2:3")
