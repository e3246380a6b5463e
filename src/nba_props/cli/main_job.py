"""The main job from the command line: what `train.py` and `nba-props train` share."""

from __future__ import annotations

import argparse
import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hydra.core.global_hydra import GlobalHydra
from hydra.core.hydra_config import HydraConfig
from hydra.types import RunMode
from omegaconf import DictConfig, OmegaConf

from nba_props.cli.exits import guarded, wants_trace
from nba_props.cli.rerun import check_rerun
from nba_props.cli.train_words import parsed
from nba_props.cli.unused_folder import UnusedFolder
from nba_props.configuration.base import COMPOSING_ERRORS, STUMBLES, check_size, told
from nba_props.configuration.options import register_resolver
from nba_props.configuration.place import CONFIG_NAME, conf_dir
from nba_props.core.console import say
from nba_props.core.garbage import collect_after_job
from nba_props.core.lazy import defer, load_now
from nba_props.errors import ConfigError, DataError, NBAPropsError

if TYPE_CHECKING:
    from hydra.conf import HydraConf

    from nba_props.experiment import Experiment

DEFERRED = ("numpy", "polars")
"""Libraries that no configuration needs: they are loaded when a job starts."""

_failures: list[Exception] = []
"""What went wrong in a single job, kept past Hydra, which would print a line of its own about it."""


FULL_ERROR = "HYDRA_FULL_ERROR"
"""The variable by which Hydra is told to hand errors on, traces and all."""

_unused: list[tuple[UnusedFolder, Path]] = []
"""The output folder of a single job that an earlier run has answered, or whose input cannot be used."""

_started: list[bool] = []
"""Not empty once a job has started: until then an `OSError` is about Hydra's output folder."""


def run_job(config: DictConfig) -> float | list[float] | None:
    """Run the composed experiment inside Hydra; returns its objective, a list where it has several.

    Raises:
        NBAPropsError: the configuration or an input cannot be used, and the job is one of several.
    """
    _started.append(True)
    try:
        return _objective(config)
    except (NBAPropsError, OSError, MemoryError) as error:
        if HydraConfig.get().mode is RunMode.MULTIRUN:
            raise
        _failures.append(error)
        return None
    finally:
        if HydraConfig.get().mode is RunMode.MULTIRUN:
            collect_after_job()


def _objective(config: DictConfig) -> float | list[float]:
    from nba_props.configuration.build import build

    experiment = build(config)
    load_now(*DEFERRED)
    from nba_props.configuration.preset import Preset
    from nba_props.evaluation import objectives
    from nba_props.pipeline.run import run
    from nba_props.sweep import trial_context
    from nba_props.sweep.observer import job_of, observer_of
    from nba_props.sweep.orphans import exit_when_orphaned
    from nba_props.sweep.working_directory import working_directory

    hydra, context = HydraConfig.get(), trial_context.current()
    output = Path(hydra.runtime.output_dir)
    unused = _unused_folder(hydra, experiment)
    job = job_of(experiment, Preset(hydra.runtime.choices.get("experiment")), context)
    home = "" if context is None else context.home
    with (
        exit_when_orphaned("" if context is None else context.sweeper),
        working_directory(home),
        trial_context.quiet(context),
    ):
        try:
            result = run(job, output, observer_of(experiment.objective, context))
        except (ConfigError, DataError):
            _unused.extend(unused)
            raise
    if result.output != output:
        _unused.extend(unused)
    values = objectives.values(experiment.objective, result.metrics, result.run_id)
    return values[0] if len(values) == 1 else values


def _unused_folder(hydra: HydraConf, experiment: Experiment) -> list[tuple[UnusedFolder, Path]]:
    """Return the output folder of a single job as one that may be removed, and the one of all outputs."""
    unused = UnusedFolder.of(hydra) if hydra.mode is RunMode.RUN else None
    return [] if unused is None else [(unused, Path(hydra.runtime.cwd, experiment.paths.outputs))]


def main(hydra_main: Callable[[], None]) -> int:
    """Run a function decorated with `hydra.main` and return the exit code, see `guarded`.

    Before a job starts, its whole configuration is checked, so that a mistake leaves no output folder behind
    and stops a multirun before its first job. Hydra's own options (`--help`, `--cfg`, ...) go straight on.
    """
    full_trace = wants_trace()
    # Hydra 1.4 doubts every `_target_`, also of the callback that it makes itself from our conf/train.yaml.
    warnings.filterwarnings("ignore", message=r".*resolved _target_='nba_props\.sweep\.callback\.")
    with _errors_handed_on():
        return guarded(lambda: _run(hydra_main), full_trace)


@contextmanager
def _errors_handed_on() -> Iterator[None]:
    """Have Hydra hand its errors on, to be told here; the environment is as it was afterwards."""
    before = os.environ.get(FULL_ERROR)
    os.environ[FULL_ERROR] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[FULL_ERROR]
        else:
            os.environ[FULL_ERROR] = before


def _run(hydra_main: Callable[[], None]) -> None:
    from nba_props.configuration.files import check_growth

    _started.clear()
    _unused.clear()
    args = parsed()
    check_size(args.overrides)
    if args.help:
        say(_help())  # Hydra would list all groups and compose everything first, which takes a second
        return
    defer(*DEFERRED)
    register_resolver(conf_dir())
    for folder in (conf_dir(), *_own_folders(args)):
        check_growth(folder)
    starts_jobs = not (args.hydra_help or args.cfg or args.shell_completion or args.info)
    if starts_jobs:
        _check(args)
    mistakes = (*COMPOSING_ERRORS, *((OSError,) if args.multirun else STUMBLES))
    try:
        _with_sweep_run(hydra_main)
    except mistakes as error:
        if _started:
            raise
        GlobalHydra.instance().clear()
        raise ConfigError(_not_started(args, error, starts_jobs)) from error
    for unused, outputs in _unused:
        unused.remove(outputs)
    if _failures:
        raise _failures.pop()


def _not_started(args: argparse.Namespace, error: Exception, starts_jobs: bool) -> list[str]:
    """Return why Hydra never came to a job."""
    from nba_props.configuration.wording import first_line

    if not isinstance(error, COMPOSING_ERRORS):
        is_folder = isinstance(error, OSError) and starts_jobs
        return [f"{_folder_key(args)}: {told(error)}" if is_folder else told(error)]
    if starts_jobs or args.config_path or args.experimental_rerun:
        key = getattr(error, "full_key", None)
        return [f"{key}: {first_line(error)}" if key else first_line(error)]
    return _explained(args, error)


def _folder_key(args: argparse.Namespace) -> str:
    """Return the key that says where Hydra makes the output folder."""
    key = "hydra.sweep.dir" if args.multirun else "hydra.run.dir"
    given = any(word.lstrip("+").startswith(f"{key}=") for word in args.overrides)
    return key if given or args.multirun else "paths.outputs"


def _with_sweep_run(hydra_main: Callable[[], None]) -> None:
    """Hydra tells no callback that a multirun broke off."""
    from nba_props.sweep import callback

    try:
        hydra_main()
    except BaseException as error:
        callback.close(error=error)
        raise


def _help() -> str:
    """`hydra.help.template` of the main configuration."""
    register_resolver(conf_dir())
    return str(OmegaConf.load(conf_dir() / f"{CONFIG_NAME}.yaml").hydra.help.template).rstrip()


def _check(args: argparse.Namespace) -> None:
    from nba_props.configuration.explain import check
    from nba_props.configuration.session import session

    if args.experimental_rerun:
        check_rerun(args.experimental_rerun)
    if args.config_path or args.experimental_rerun:
        return
    with session():
        check(_words(args), args.config_name or CONFIG_NAME, args.multirun)
    _check_folder(args)


def _check_folder(args: argparse.Namespace) -> None:
    """Refuse the root of the file system as output folder, before Hydra writes to it."""
    from nba_props.core.rules import breaches, own_folder

    keys = ("hydra.run.dir", "hydra.sweep.dir")
    words = (word.lstrip("+").partition("=") for word in args.overrides)
    given = {key: value.strip("\"'") for key, _, value in words if key in keys}
    problems = breaches(given, dict.fromkeys(given, own_folder))
    if problems:
        raise ConfigError(problems)


def _explained(args: argparse.Namespace, error: Exception) -> list[str]:
    from nba_props.configuration.explain import explain
    from nba_props.configuration.session import session

    with session():
        return explain(_words(args), error, args.config_name or CONFIG_NAME)


def _words(args: argparse.Namespace) -> list[str]:
    """Return the overrides, a folder of `--config-dir` among them."""
    return [*args.overrides, *(f"hydra.searchpath=['{folder.as_uri()}']" for folder in _own_folders(args))]


def _own_folders(args: argparse.Namespace) -> list[Path]:
    """Return the folder of `--config-dir`, where one is named."""
    if args.config_dir is None:
        return []
    folder = Path(args.config_dir).resolve()
    if not folder.is_dir():
        raise ConfigError(f"--config-dir {args.config_dir}: no such folder")
    return [folder]
