"""Hydra's launchers: how one is made, and how many jobs it runs side by side."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from hydra.core.plugins import Plugins
from hydra.plugins.launcher import Launcher
from hydra.types import HydraContext, TaskFunction
from omegaconf import DictConfig, OmegaConf, open_dict, read_write

from hydra_plugins.nba_optuna._executors import AsyncExecutor, BatchExecutor, Executor, Launch
from nba_props.core.parallel import processors
from nba_props.errors import ConfigError
from nba_props.tracking.mlflow_client import first_line

MAX_QUEUED = 8
"""Jobs that a queue is given at once. It takes any number, but a sampler learns only from trials that have
ended, and what others in the queue wait for is not ours to say.
"""
SECONDS_TO_ANSWER = 10.0


@dataclass(frozen=True)
class HydraSetup:
    """Hydra's own objects, as it hands them to a sweeper."""

    config: DictConfig
    context: HydraContext
    task: TaskFunction


def make_launcher(hydra: HydraSetup) -> Launcher:
    """Make the configured launcher. It writes to the sweep's folder, `hydra.sweep.dir`, which must be set.

    Ray would start a job whose worker died a second time by itself: two runs for one trial. Its point is run
    again under a new number, as under every other launcher.
    """
    launcher = Plugins.instance().instantiate_launcher(
        config=hydra.config, hydra_context=hydra.context, task_function=hydra.task
    )
    if not hydra.config.hydra.verbose:
        package = type(launcher).__module__.rpartition(".")[0]
        logging.getLogger(package).setLevel(logging.WARNING)  # a line or two of each trial's overrides
    ray = getattr(launcher, "ray_cfg", None)
    if ray is not None:
        with read_write(ray), open_dict(ray):
            ray.remote.setdefault("max_retries", 0)
    return launcher


def make_executor(launcher: Launcher, max_workers: int, launch: Launch) -> Executor:
    """Make the executor for a launcher: one launch a trial where it takes several at a time, else batches."""
    traits = _traits(launcher)
    if max_workers > 1 and traits.kill_workers is not None:
        traits.start_workers(launcher)
        return AsyncExecutor(launch, max_workers, traits.kill_workers)
    return BatchExecutor(launch, max_workers)


def max_workers(launcher: Launcher) -> int:
    """Count the jobs that a launcher runs side by side.

    Raises:
        ConfigError: its cluster cannot be reached.
    """
    return max(1, _traits(launcher).max_workers(launcher))


def _cores(_: Any = None) -> int:  # noqa: ANN401
    """Count the cores of this machine that this process may use."""
    return processors()


def _joblib_workers(launcher: Any) -> int:  # noqa: ANN401
    """Read `n_jobs`, of which negative numbers count from the cores: -1 is all of them."""
    asked = int((launcher.joblib or {}).get("n_jobs") or -1)
    return asked if asked > 0 else _cores() + 1 + asked


def _start_joblib_workers(launcher: Any) -> None:  # noqa: ANN401
    """Make the workers that all launches share, as the launcher would.

    joblib hands workers that are being made to whoever asks for them meanwhile, without their folder for
    large arrays: of launches from several threads, all but the first would fail.
    """
    from joblib import Parallel, delayed

    settings = {**launcher.joblib, "backend": "loky"}
    for name in ("pre_dispatch", "batch_size", "max_nbytes"):
        if str(settings.get(name)).isdecimal():
            settings[name] = int(settings[name])
    Parallel(**settings)([delayed(int)()])


def _kill_joblib_workers() -> None:
    from joblib.externals.loky import get_reusable_executor

    get_reusable_executor(reuse=True).shutdown(wait=False, kill_workers=True)


def _local_queue_workers(launcher: Any) -> int:  # noqa: ANN401
    """Divide this machine's cores, on which it would start any number of jobs at once."""
    return _cores() // int(launcher.params.get("cpus_per_task") or 1)


def _slurm_workers(launcher: Any) -> int:  # noqa: ANN401
    return min(MAX_QUEUED, int(launcher.params["array_parallelism"]))


def _ray_workers(launcher: Any) -> int:  # noqa: ANN401
    """Divide the CPUs of the cluster, which is joined or started for that, by those that a job reserves."""
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


@dataclass(frozen=True)
class LauncherTraits:
    """Properties of a launcher that it does not tell itself.

    Args:
        max_workers: counts the jobs that it runs side by side.
        kill_workers: ends its running jobs; only for one that may be called from several threads.
        start_workers: what has to be done before it is.
    """

    max_workers: Callable[[Any], int]
    kill_workers: Callable[[], None] | None = None
    start_workers: Callable[[Any], None] = lambda _: None


TRAITS = {
    "BasicLauncher": LauncherTraits(lambda _: 1),
    "JoblibLauncher": LauncherTraits(_joblib_workers, _kill_joblib_workers, _start_joblib_workers),
    "LocalLauncher": LauncherTraits(_local_queue_workers),
    "SlurmLauncher": LauncherTraits(_slurm_workers),
    "RayLauncher": LauncherTraits(_ray_workers),
}
"""By name of class, since a launcher's package may not be installed."""
OTHERS = LauncherTraits(_cores)


def _traits(launcher: Launcher) -> LauncherTraits:
    return TRAITS.get(type(launcher).__name__, OTHERS)
