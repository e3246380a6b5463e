"""The file of Hydra's `--experimental-rerun`: a job's configuration, kept by `PickleJobInfoCallback`."""

from __future__ import annotations

import pickle
from pathlib import Path

from omegaconf import DictConfig

from nba_props.errors import ConfigError

_NO_JOB = "must be the config.pickle of a job that ran with Hydra's PickleJobInfoCallback"


def check_rerun(name: str) -> None:
    """Refuse a file that is no job, before Hydra reads it in the same way.

    Raises:
        ConfigError: it cannot be read, or holds something else.
    """
    option = f"--experimental-rerun {name}"
    try:
        found = pickle.loads(Path(name).read_bytes())  # noqa: S301 - what the option is for
    except OSError as error:
        raise ConfigError(f"{option}: {error.strerror or error}") from error
    except Exception as error:  # a pickle may raise anything
        raise ConfigError(f"{option}: {_NO_JOB} ({type(error).__name__})") from error
    if not isinstance(found, DictConfig) or "hydra" not in found:
        raise ConfigError(f"{option}: {_NO_JOB} (it holds a {type(found).__name__})")
