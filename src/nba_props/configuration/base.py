"""Where the configuration lies and what Hydra is told: light, so that `--help` needs nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hydra
from hydra.errors import HydraException
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

import nba_props
from nba_props.errors import ConfigError

CONFIG_NAME = "train"
VERSION_BASE: dict[str, Any] = {} if hydra.__version__ >= "1.4" else {"version_base": "1.3"}
"""Hydra 1.3 wants to be told whose defaults apply; 1.4 warns when it is."""

COMPOSING_ERRORS = (HydraException, OmegaConfBaseException, YAMLError)
"""What Hydra raises when command-line words or YAML files cannot be composed."""


def conf_dir() -> Path:
    """Return folder of `train.yaml` and the groups: packed into an installed wheel, or that of the checkout.

    Raises:
        ConfigError: neither is there.
    """
    package = Path(nba_props.__file__).resolve().parent
    for folder in (package / "conf", package.parent.parent / "conf"):
        if (folder / f"{CONFIG_NAME}.yaml").is_file():
            return folder
    raise ConfigError(f"{package / 'conf'}: no such folder; install nba-props again")
