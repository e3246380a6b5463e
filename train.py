"""Run one experiment: `python train.py [group=option ...] [key=value ...]`.

`--help` shows what there is to choose, `--cfg job` the whole configuration without running it, `-m` runs
every combination of the values that are separated by commas. Exit codes: 0 done, 2 a mistake in the
configuration or the data, 1 a bug, 130 and 143 interrupted.
"""

from __future__ import annotations

import sys

from nba_props.core.garbage import collect_seldom

collect_seldom()

import hydra  # noqa: E402
from omegaconf import DictConfig  # noqa: E402

from nba_props.cli import main_job  # noqa: E402
from nba_props.configuration.base import VERSION_BASE  # noqa: E402


@hydra.main(config_path="conf", config_name="train", **VERSION_BASE)
def train(config: DictConfig) -> float | list[float] | None:
    """Run the job; returns the objective for sweeps."""
    return main_job.run_job(config)


if __name__ == "__main__":
    sys.exit(main_job.main(train))
