"""Where the configuration lies."""

from __future__ import annotations

from pathlib import Path

import nba_props
from nba_props.errors import ConfigError

CONFIG_NAME = "train"


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
