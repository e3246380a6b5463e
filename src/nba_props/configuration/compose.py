"""Composing: from command-line words to a configuration, and from a configuration to an experiment."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import hydra
from hydra import initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from hydra.initialize import get_gh_backup, restore_gh_from_backup
from omegaconf import DictConfig, OmegaConf, open_dict

from nba_props.configuration import options
from nba_props.configuration.base import COMPOSING_ERRORS, CONFIG_NAME, VERSION_BASE, conf_dir
from nba_props.configuration.build import build, register
from nba_props.errors import ConfigError
from nba_props.experiment import Experiment

_turn = threading.RLock()


def prepare() -> None:
    """Make the components and the resolvers of the YAML files known; call it before Hydra composes."""
    register()
    options.register_resolver(conf_dir())


@contextmanager
def session() -> Iterator[None]:
    """Hydra, ready to compose our `conf/`; inside a job too, whose own Hydra is put back afterwards.

    Hydra is one for the whole process, so threads take turns.
    """
    with _turn:
        prepare()
        running = get_gh_backup()
        GlobalHydra.instance().clear()
        try:
            with initialize_config_dir(str(conf_dir()), job_name=CONFIG_NAME, **VERSION_BASE):
                yield
        finally:
            restore_gh_from_backup(running)


def raw(overrides: Sequence[str], config_name: str = CONFIG_NAME) -> DictConfig:
    """What Hydra composes inside a `session`, the `hydra` node included.

    Raises:
        COMPOSING_ERRORS: an override or a file is wrong.
    """
    return hydra.compose(config_name, list(overrides), return_hydra_config=True)


def compose(overrides: Sequence[str] = ()) -> DictConfig:
    """The composed configuration of the main job, `hydra` left out; values that are out of range are kept.

    Raises:
        ConfigError: lists every override that cannot be composed.
    """
    from nba_props.configuration.explain import explain

    with session():
        try:
            return without_hydra(raw(overrides))
        except COMPOSING_ERRORS as error:
            raise ConfigError(explain(overrides, error)) from error


def load(overrides: Sequence[str] = ()) -> Experiment:
    """The experiment that command-line words describe.

    Raises:
        ConfigError: lists everything that is wrong with it.
    """
    from nba_props.configuration.explain import explain

    with session():
        try:
            return build(raw(overrides))
        except (ConfigError, *COMPOSING_ERRORS) as error:
            raise ConfigError(explain(overrides, error)) from error


def without_hydra(config: DictConfig) -> DictConfig:
    """The configuration without Hydra's own part."""
    with open_dict(config):
        config.pop("hydra", None)
    return config


def chosen(config: DictConfig) -> dict[str, str]:
    """The chosen option of each group of a configuration with its `hydra` node; blocks are `block@<key>`."""
    choices = OmegaConf.to_container(config.hydra.runtime.choices)
    return {str(k): str(v) for k, v in dict(choices).items() if not str(k).startswith("hydra/")}  # type: ignore[arg-type]
