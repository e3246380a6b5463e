"""The plugin's class. Hydra imports this module at every start; what it does is in `_sweep`."""

from __future__ import annotations

from typing import Any

from hydra.plugins.sweeper import Sweeper
from hydra.types import HydraContext, TaskFunction
from omegaconf import DictConfig


class NBAOptunaSweeper(Sweeper):
    """Optuna sweeps that resume, prune and share a study; see `NBAOptunaConf` for the options."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401
        self.options = options
        self.config: DictConfig | None = None
        self.task_function: TaskFunction | None = None
        self.hydra_context: HydraContext | None = None

    def setup(self, *, hydra_context: HydraContext, task_function: TaskFunction, config: DictConfig) -> None:
        """Take over what Hydra composed; the launcher is made when the sweep's folder is known."""
        self.config = config
        self.hydra_context = hydra_context
        self.task_function = task_function

    def sweep(self, arguments: list[str]) -> Any:  # noqa: ANN401
        """Run the sweep that command-line overrides describe; returns the study."""
        from hydra_plugins.nba_optuna._launchers import HydraSetup
        from hydra_plugins.nba_optuna._sweep import run

        if self.config is None or self.hydra_context is None or self.task_function is None:
            raise RuntimeError("setup() comes before sweep()")
        return run(HydraSetup(self.config, self.hydra_context, self.task_function), self.options, arguments)
