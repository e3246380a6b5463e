"""A Hydra application whose job is a parabola, for tests: `python app.py -m hydra/sweeper=nba_optuna ...`."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hydra
from hydra.core.config_store import ConfigStore
from hydra.core.hydra_config import HydraConfig
from omegaconf import DictConfig

from nba_props.configuration.base import VERSION_BASE
from nba_props.sweep.trial_context import current

SECONDS = "PARABOLA_SECONDS"
"""A variable that says how long a job takes, in place of its setting, which would make another study."""


@dataclass
class Config:
    """The job's settings; the minimum of `value` is at x=2, n=3."""

    x: float = 0.0
    n: int = 1
    word: str = "a"
    fail_above: float = 100.0
    seconds: float = 0.0
    steps: int = 0
    objectives: int = 1
    log: str = ""
    grave: str = ""
    shape: dict[str, Any] = field(default_factory=dict)


ConfigStore.instance().store(name="parabola", node=Config)
for shape in ("narrow", "wide"):
    ConfigStore.instance().store(group="shape", name=shape, node={"depth": 1})


def job(config: DictConfig) -> Any:
    """One trial: notes that it ran, reports on the way, and returns one or two values."""
    note(config)
    die_once(config)
    time.sleep(float(os.environ.get(SECONDS, config.seconds)))
    if config.x > config.fail_above:
        raise RuntimeError(f"x is {config.x}")
    value = (config.x - 2) ** 2 + (config.n - 3) ** 2
    member = current()
    for step in range(config.steps):
        if member is not None:
            member.report(value, step)
    return value if config.objectives == 1 else [value, config.x]


def note(config: DictConfig) -> None:
    """One line in the file `log` for each job that was started: its number and its values."""
    if config.log:
        output = Path(HydraConfig.get().runtime.output_dir).name
        line = f"{output} {config.x} {config.n} {os.getpid()}\n"
        with Path(config.log).open("a", encoding="utf-8") as file:
            file.write(line)


def die_once(config: DictConfig) -> None:
    """The first job to come here is killed, as where memory runs out; the file `grave` tells the others."""
    if config.grave:
        with suppress(FileExistsError), Path(config.grave).open("x"):
            os.kill(os.getpid(), signal.SIGKILL)


def space(config: DictConfig, trial: Any) -> None:
    """A custom search space, on top of the words."""
    trial.suggest_int("n", 1, 5 if config.x == 0 else 2)


main = hydra.main(config_path=None, config_name="parabola", **VERSION_BASE)(job)

if __name__ == "__main__":
    main()
