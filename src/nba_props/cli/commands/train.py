"""Run an experiment, from any folder: the same as `python train.py`."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import hydra

from nba_props.cli import main_job
from nba_props.configuration.base import VERSION_BASE
from nba_props.configuration.place import CONFIG_NAME, conf_dir


def main(argv: Sequence[str]) -> int:
    """Hand the words to Hydra; returns the exit code."""
    sys.argv = ["nba-props train", *argv]
    decorate = hydra.main(config_path=str(conf_dir()), config_name=CONFIG_NAME, **VERSION_BASE)
    return main_job.main(decorate(main_job.run_job))
