"""Composing: from command-line words to a configuration, and from a configuration to an experiment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import hydra
from hydra import initialize_config_dir
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf, open_dict
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

import nba_props
from nba_props.configuration import options
from nba_props.errors import ConfigError
from nba_props.experiment import Experiment, build, register

CONFIG_NAME = "train"
VERSION_BASE: dict[str, Any] = {} if hydra.__version__ >= "1.4" else {"version_base": "1.3"}
"""Hydra 1.3 wants to be told whose defaults apply; 1.4 warns when it is."""
COMPOSING_ERRORS = (HydraException, OmegaConfBaseException, YAMLError)
"""What Hydra raises when command-line words or YAML files cannot be composed."""


def conf_dir() -> Path:
    """The folder of `train.yaml` and the groups: packed into an installed wheel, or that of the checkout.

    Raises:
        ConfigError: neither is there.
    """
    package = Path(nba_props.__file__).resolve().parent
    for folder in (package / "conf", package.parent.parent / "conf"):
        if (folder / f"{CONFIG_NAME}.yaml").is_file():
            return folder
    raise ConfigError(f"{package / 'conf'}: no such folder; install nba-props again")


def prepare() -> None:
    """Make the components and the resolvers of the YAML files known; call it before Hydra composes."""
    register()
    options.register_resolver(conf_dir())


@contextmanager
def session() -> Iterator[None]:
    """Hydra, ready to compose our `conf/`."""
    prepare()
    with initialize_config_dir(str(conf_dir()), job_name=CONFIG_NAME, **VERSION_BASE):
        yield


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
