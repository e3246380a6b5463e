"""A process that has imported things and done nothing else, forks of which run commands; see `tests.warm`.

It is asked over a socket, whose descriptor is its only word. Each request brings two pipes, in which the
fork's output and its process id and wait status are told.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from pkgutil import walk_packages
from types import CodeType, ModuleType

import numpy as np
import pytest

import nba_props
from nba_props.tracking import mlflow_client
from tests import compositions
from tests.warm import workers

ROOT = Path(__file__).resolve().parents[2]

IMPORTED = [
    "alembic.command", "alembic.runtime.environment", "alembic.op", "filelock", "hydra.core.utils",
    "hydra._internal.hydra", "joblib", "lightgbm", "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg", "matplotlib.figure", "matplotlib.layout_engine", "mlflow",
    "mlflow.models", "mlflow.pyfunc", "mlflow.store.artifact.local_artifact_repo",
    "mlflow.store.db_migrations", "mlflow.store.tracking.sqlalchemy_store",
    "mlflow.tracking._model_registry.client", "numpy", "optuna", "optuna.samplers._tpe.sampler",
    "optuna.storages._rdb.storage", "optuna.visualization.matplotlib", "pandas", "polars", "psutil",
    "pyarrow.parquet", "rich.console", "rich.table", "scipy.optimize", "scipy.stats", "skops.io",
    "sklearn.linear_model", "sklearn.pipeline", "sqlalchemy.dialects.sqlite",
]  # fmt: skip
"""What takes each process seconds to import beside this project, and starts no thread that a fork needs."""

UNNEEDED = ("jemalloc_bg_thd", "polars-ooc-clea")
"""Threads of libraries that forks do without: memory is given back, and old files of Polars are removed."""

PUT = dict[str, str]()
"""What libraries put into the environment while they were imported."""

JOBLIB = "hydra/launcher=joblib"
"""The word of commands whose workers are forked, too."""


@dataclass(frozen=True)
class Request:
    """A command to run: the words after `python`, and where."""

    words: list[str]
    environment: dict[str, str]
    folder: str
    own_session: bool
    errors: bool


def serve(channel: socket.socket) -> Request | None:
    """Answer requests, one at a time; returns in each fork with what it is to run, and None at the end."""
    wake, woken = os.pipe()
    for each in (wake, woken):
        os.set_blocking(each, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(woken)
    asked = select.poll()
    for each in (channel.fileno(), wake):
        asked.register(each, select.POLLIN)
    told: dict[int, int] = {}
    while True:
        ready = {descriptor for descriptor, _ in asked.poll()}
        if wake in ready:
            os.read(wake, 512)
            _tell_ends(told)
        if channel.fileno() not in ready:
            continue
        message, pipes, _, _ = socket.recv_fds(channel, 1 << 20, 2)
        if not message:
            return None
        output, status = pipes
        pid = os.fork()
        if not pid:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            channel.close()
            for each in (wake, woken, status, *told.values()):
                os.close(each)
            request = Request(**json.loads(message))
            os.dup2(output, 1)
            os.dup2(output if request.errors else os.open(os.devnull, os.O_WRONLY), 2)
            os.close(output)
            return request
        os.close(output)
        os.write(status, f"{pid}\n".encode())
        told[pid] = status


def _tell_ends(told: dict[int, int]) -> None:
    """Tell of each fork that has ended how it did."""
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            pid, status = ended
            with suppress(BrokenPipeError):
                os.write(told[pid], f"{status}\n".encode())
            os.close(told.pop(pid))


def run(request: Request) -> None:
    """Be what `python WORDS` would be."""
    if request.own_session:
        os.setsid()
    os.environ.clear()
    os.environ.update(PUT | request.environment)
    os.chdir(request.folder)
    words = request.words
    if JOBLIB in words:
        words = workers.prepare() or words
    np.random.seed()
    main = ModuleType("__main__")
    code, sys.argv = _program(words, main)
    more = request.environment.get("PYTHONPATH", "").split(os.pathsep)
    sys.path[1:1] = [path for path in more if path and path not in sys.path]
    sys.modules["__main__"] = main
    exec(code, main.__dict__)


def _program(words: list[str], main: ModuleType) -> tuple[CodeType, list[str]]:
    """The program that words start and its own words; sets where it looks for modules first."""
    if words[0] == "-c":
        sys.path[0] = ""
        return compile(words[1], "<string>", "exec"), ["-c", *words[2:]]
    if words[0] == "-m":
        sys.path[0] = str(Path.cwd())
        spec = find_spec(words[1])
        if spec is not None and spec.submodule_search_locations is not None:
            spec = find_spec(f"{words[1]}.__main__")
        assert spec is not None
        assert spec.origin is not None
        main.__spec__, main.__file__, main.__package__ = spec, spec.origin, spec.parent
        file, rest = Path(spec.origin), words[2:]
    else:
        file, rest = Path(words[0]), words[1:]
        sys.path[0], main.__file__ = str(file.parent), str(file)
    return compile(file.read_bytes(), file, "exec"), [str(file), *rest]


def prepare() -> None:
    """Import what commands will need; what libraries put into the environment meanwhile, forks find there."""
    before = dict(os.environ)
    mlflow_client.load()
    own = (each.name for each in walk_packages(nba_props.__path__, "nba_props."))
    for name in (*IMPORTED, *own):
        if name.endswith("__main__"):
            continue
        with suppress(ModuleNotFoundError):
            importlib.import_module(name)
    _read_configuration()
    PUT.update({key: value for key, value in os.environ.items() if key not in before})
    threads = {(each / "comm").read_text().strip() for each in Path("/proc/self/task").iterdir()}
    assert threads <= {Path("/proc/self/comm").read_text().strip(), *UNNEEDED}, f"a fork would lack {threads}"
    gc.collect()
    gc.freeze()


def _read_configuration() -> None:
    """Read the files of `conf/`, see `tests.compositions`; with other words they are composed anew."""
    from hydra.core.global_hydra import GlobalHydra

    from nba_props.configuration.compose import load

    compositions.keep(pytest.MonkeyPatch(), ROOT / "conf")
    for words in ([], ["debug=quick"]):
        load(words)
    GlobalHydra.instance().clear()


if __name__ == "__main__":
    _channel = socket.socket(fileno=int(sys.argv[1]))
    prepare()
    _request = serve(_channel)
    if _request is not None:
        run(_request)
