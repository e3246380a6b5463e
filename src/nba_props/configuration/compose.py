"""Composing: from command-line words to a configuration, and from a configuration to an experiment."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from omegaconf import DictConfig

from nba_props.configuration.base import COMPOSING_ERRORS, check_size
from nba_props.configuration.build import build
from nba_props.configuration.explain import explain
from nba_props.configuration.session import raw, session, without_hydra
from nba_props.data.dataset import DataSource
from nba_props.errors import ConfigError
from nba_props.experiment import Experiment


def compose(overrides: Sequence[str] = ()) -> DictConfig:
    """Return composed configuration of the main job, `hydra` left out; values that are out of range are kept.

    Raises:
        ConfigError: lists every override that cannot be composed.
    """
    with session():
        return without_hydra(_composed(overrides))


def load(
    overrides: Sequence[str] = (), in_place: Callable[[DataSource], DataSource] | None = None
) -> Experiment:
    """Return the experiment that command-line words describe.

    Args:
        overrides: the words.
        in_place: returns the data source to use in place of the one that they name.

    Raises:
        ConfigError: lists everything that is wrong with it.
    """
    with session():
        return build(_composed(overrides), in_place)


def _composed(overrides: Sequence[str]) -> DictConfig:
    check_size(overrides)
    try:
        return raw(overrides)
    except COMPOSING_ERRORS as error:
        raise ConfigError(explain(overrides, error)) from error
