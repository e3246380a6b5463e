"""Hydra made ready to compose our `conf/`, and what it composes."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import hydra
from hydra import initialize_config_dir
from hydra.core.global_hydra import GlobalHydra
from hydra.initialize import get_gh_backup, restore_gh_from_backup
from omegaconf import DictConfig, OmegaConf, open_dict

from nba_props.configuration import kept, options
from nba_props.configuration.base import VERSION_BASE, composing
from nba_props.configuration.place import CONFIG_NAME, conf_dir

_turn = threading.RLock()


@contextmanager
def session() -> Iterator[None]:
    """Hydra, ready to compose our `conf/`; inside a job too, whose own Hydra is put back afterwards.

    Hydra is one for the whole process, so threads take turns.
    """
    with _turn:
        options.register_resolver(conf_dir())
        running = get_gh_backup()
        GlobalHydra.instance().clear()
        try:
            with initialize_config_dir(str(conf_dir()), job_name=CONFIG_NAME, **VERSION_BASE):
                yield
        finally:
            restore_gh_from_backup(running)


def raw(overrides: Sequence[str], config_name: str = CONFIG_NAME) -> DictConfig:
    """Return the composition of command-line words inside a `session`, the `hydra` node included.

    Raises:
        COMPOSING_ERRORS: an override or a file is wrong.
    """
    with composing():
        return kept.composed(
            config_name,
            overrides,
            lambda: hydra.compose(config_name, list(overrides), return_hydra_config=True),
        )


def without_hydra(config: DictConfig) -> DictConfig:
    """Return the configuration without Hydra's own part."""
    with open_dict(config):
        config.pop("hydra", None)
    return config


def chosen(config: DictConfig) -> dict[str, str]:
    """Return the chosen option of each group of a configuration with its `hydra` node.

    Blocks are `block@<key>`; parts of options, whose groups begin with `_`, are left out.
    """
    choices = OmegaConf.to_container(config.hydra.runtime.choices)
    return {str(k): str(v) for k, v in dict(choices).items() if not str(k).startswith(("hydra/", "_"))}  # type: ignore[arg-type]
