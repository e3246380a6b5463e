"""The search groups: every value that they can draw is one that an experiment takes."""

from __future__ import annotations

import pytest
from optuna.distributions import BaseDistribution, CategoricalDistribution

from hydra_plugins.nba_optuna import _space
from nba_props.configuration.base import conf_dir
from nba_props.configuration.build import build
from nba_props.configuration.compose import raw, session
from nba_props.configuration.options import options
from nba_props.sweep.studies import point_words

GROUPS = options(conf_dir(), "search")


def corners(each: BaseDistribution) -> list[object]:
    """The values at the ends of a distribution, or all choices."""
    if isinstance(each, CategoricalDistribution):
        return list(each.choices)
    return [getattr(each, "low"), getattr(each, "high")]  # noqa: B009


def test_there_is_a_search_for_every_part_of_an_experiment() -> None:
    assert set(GROUPS) == {"calibration", "features", "lightgbm", "ridge", "staking", "xgboost"}


@pytest.mark.parametrize("name", GROUPS)
def test_a_search_selects_the_sweeper_and_draws_only_what_can_be_run(name: str) -> None:
    with session():
        config = raw([f"search={name}"])
        assert config.hydra.runtime.choices["hydra/sweeper"] == "nba_optuna"
        space = _space.read(dict(config.hydra.sweeper.params), [])
        first = {key: corners(each)[0] for key, each in space.distributions.items()}
        for key, each in space.distributions.items():
            for value in corners(each):
                build(raw([f"search={name}", *point_words({**first, key: value})]))
