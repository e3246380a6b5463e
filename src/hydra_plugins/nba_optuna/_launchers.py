"""What the sweeper must know of Hydra's launchers: how one is made, how it runs jobs side by side."""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from hydra.core.config_loader import ConfigLoader
from hydra.core.plugins import Plugins
from hydra.plugins.launcher import Launcher
from hydra.types import HydraContext, TaskFunction
from omegaconf import DictConfig, OmegaConf, open_dict, read_write

from hydra_plugins.nba_optuna._composing import QuickLoader
from hydra_plugins.nba_optuna._lanes import Batches, Lanes, Launch
from nba_props.errors import ConfigError
from nba_props.tracking.mlflow_client import first_line

if TYPE_CHECKING:
    from hydra_plugins.nba_optuna.sweeper import NBAOptunaSweeper

IN_A_QUEUE = 8
"""How many jobs a queue is given at once. It takes any number, but a sampler learns only from trials that
have ended, and what others in the queue wait for is not ours to say.
"""
SECONDS_TO_ANSWER = 10.0


def make(sweeper: NBAOptunaSweeper) -> Launcher:
    """The configured launcher. It takes the sweep's folder from `hydra.sweep.dir`, which must be set by now.

    Ray would start a job whose worker died a second time by itself: two runs for one trial. Its point is run
    again under a new number, as under every other launcher.
    """
    context = cast(HydraContext, sweeper.hydra_context)
    loader = cast(ConfigLoader, QuickLoader(context.config_loader))
    launcher = Plugins.instance().instantiate_launcher(
        config=cast(DictConfig, sweeper.config),
        hydra_context=HydraContext(loader, context.callbacks),
        task_function=cast(TaskFunction, sweeper.task_function),
    )
    if not cast(DictConfig, sweeper.config).hydra.verbose:
        package = type(launcher).__module__.rpartition(".")[0]
        logging.getLogger(package).setLevel(logging.WARNING)  # a line or two of each trial's words
    ray = getattr(launcher, "ray_cfg", None)
    if ray is not None:
        with read_write(ray), open_dict(ray):
            ray.remote.setdefault("max_retries", 0)
    return launcher


def places(launcher: Launcher, width: int, launch: Launch) -> Batches | Lanes:
    """Where trials run: joblib's workers take one at a time, other launchers a batch."""
    if width > 1 and type(launcher).__name__ == "JoblibLauncher":
        return Lanes(launch, width, _kill_joblib_workers)
    return Batches(launch, width)


def _kill_joblib_workers() -> None:
    from joblib.externals.loky import get_reusable_executor

    get_reusable_executor(reuse=True).shutdown(wait=False, kill_workers=True)


def width(launcher: Launcher) -> int:
    """How many jobs a launcher runs side by side.

    Raises:
        ConfigError: its cluster cannot be reached.
    """
    known = _WIDTHS.get(type(launcher).__name__, _cores)
    return max(1, known(launcher))


def _cores(_: Any = None) -> int:  # noqa: ANN401
    """The cores of this machine that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _of_joblib(launcher: Any) -> int:  # noqa: ANN401
    """Negative numbers count from the cores: -1 is all of them."""
    asked = int((launcher.joblib or {}).get("n_jobs") or -1)
    return asked if asked > 0 else _cores() + 1 + asked


def _of_local_queue(launcher: Any) -> int:  # noqa: ANN401
    """It would start any number at once, on the cores of this machine."""
    return _cores() // int(launcher.params.get("cpus_per_task") or 1)


def _of_slurm(launcher: Any) -> int:  # noqa: ANN401
    return min(IN_A_QUEUE, int(launcher.params["array_parallelism"]))


def _of_ray(launcher: Any) -> int:  # noqa: ANN401
    """The CPUs of the cluster, which is joined or started for that, over those that a job reserves."""
    options = cast(dict[str, Any], OmegaConf.to_container(launcher.ray_cfg, resolve=True))
    _reach(options["init"].get("address"))
    import ray

    if not ray.is_initialized():
        try:
            ray.init(**options["init"])
        except (OSError, RuntimeError, ValueError, TypeError) as error:
            raise ConfigError(f"hydra.launcher.ray.init: {first_line(error)}") from error
    return int(ray.cluster_resources().get("CPU", 1) // float(options["remote"].get("num_cpus") or 1))


def _reach(address: str | None) -> None:
    """See whether a cluster answers where there should be one; Ray takes two minutes to tell that none does.

    Raises:
        ConfigError: none answers.
    """
    host, _, port = str(address or "").removeprefix("ray://").rpartition(":")
    if not (host and port.isdigit()):  # "auto", "local" or none at all
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), SECONDS_TO_ANSWER).close()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(
            f"hydra.launcher.ray.init.address={address}: no cluster answers: {reason}"
        ) from error


_WIDTHS: dict[str, Callable[[Any], int]] = {
    "BasicLauncher": lambda _: 1,
    "JoblibLauncher": _of_joblib,
    "LocalLauncher": _of_local_queue,
    "SlurmLauncher": _of_slurm,
    "RayLauncher": _of_ray,
}
