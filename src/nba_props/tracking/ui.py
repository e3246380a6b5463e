"""MLflow's pages on the store that runs are kept in."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from typing import IO

from nba_props.core.uri import scheme_of
from nba_props.errors import ConfigError, TrackingError
from nba_props.tracking.secrets import redacted
from nba_props.tracking.store import Store

HOST = "127.0.0.1"
PORT = 5000
_PATIENCE = 180.0
"""Seconds within which the pages must answer."""
_POLL = 0.2


def ui(store: Store, port: int = PORT, ready: Callable[[str], None] = print) -> int:
    """Serve MLflow's pages for this machine alone until Ctrl-C; the exit code of the server.

    A store that is a server already has its own pages: then nothing is started.

    Args:
        store: the store.
        port: where; 0 takes a free one.
        ready: is told the address once the pages answer.

    Raises:
        ConfigError: the port is taken, or is none.
        TrackingError: the server ended by itself, or does not answer.
    """
    if scheme_of(store.uri).startswith("http"):
        ready(store.uri)
        return 0
    chosen = free_port(port)
    address = f"http://{HOST}:{chosen}"
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as log:
        server = subprocess.Popen(
            command(store, chosen),
            env=_environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C comes here alone; what the server starts is ended with it
        )
        try:
            _wait_for(address, server, log)
            ready(address)
            while server.poll() is None:  # a wait without end may miss a signal that another thread got
                time.sleep(_POLL)
            return int(server.returncode)
        except KeyboardInterrupt:
            return 0
        finally:
            _stop(server)


def command(store: Store, port: int) -> list[str]:
    """Return the command that serves a store's pages."""
    words = [sys.executable, "-m", "mlflow", "server", "--host", HOST, "--port", str(port)]
    words += ["--workers", "1", "--backend-store-uri", store.uri]
    return words + (["--default-artifact-root", store.artifact_root] if store.artifact_root else [])


def _environment() -> dict[str, str]:
    """Without another store, which a variable may name, and without workers for jobs that nobody asks for."""
    kept = {key: value for key, value in os.environ.items() if key != "MLFLOW_TRACKING_URI"}
    return {**kept, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}


def free_port(port: int, host: str = HOST) -> int:
    """Return the port itself, or a free one for 0.

    Raises:
        ConfigError: it is taken, or is no port.
    """
    if not 0 <= port <= 65535:
        raise ConfigError(f"port={port}: must be between 0 and 65535")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ConfigError(
                f"{host}, port={port}: {error.strerror}; choose another one with --port"
            ) from error
        return int(probe.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes], log: IO[str]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if server.poll() is not None:
            raise TrackingError(
                f"MLflow's server ended with exit code {server.returncode}: {_last_line(log)}"
            )
        try:
            with urllib.request.urlopen(f"{address}/health", timeout=2):  # noqa: S310 - our own address
                return
        except OSError:
            time.sleep(_POLL)
    raise TrackingError(f"{address}: MLflow's server does not answer within {_PATIENCE:.0f} s")


def _last_line(log: IO[str]) -> str:
    log.seek(0)
    lines = [line.strip() for line in log if line.strip()]
    return redacted(lines[-1])[:300] if lines else "it said nothing"


def _stop(server: subprocess.Popen[bytes]) -> None:
    """End the server and all that it started."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(server.pid, number)
        with suppress(subprocess.TimeoutExpired):
            server.wait(10)
