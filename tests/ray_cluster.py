"""A real Ray cluster for tests: a head of its own with two CPUs, on 127.0.0.1 only, behind a token."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.servers import HOST, free_port

_SECONDS_TO_START = 120.0
ENVIRONMENT = {
    "RAY_AUTH_MODE": "token",
    "RAY_AUTH_TOKEN": secrets.token_hex(16),
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # what makes Ray listen on 127.0.0.1, on Linux too
    "RAY_USAGE_STATS_ENABLED": "0",
}
"""What a cluster and those who join it must have in their environment."""

LOCAL = ("+hydra.launcher.ray.init.num_cpus=2", "+hydra.launcher.ray.init.include_dashboard=false")
"""The words with which a sweep starts a cluster of its own."""


class RayCluster:
    """A cluster that was started in some folder, as one is that waits for jobs of many."""

    def __init__(self, folder: Path) -> None:
        # A short path: those of the sockets in it may not be long.
        self._home = Path(tempfile.mkdtemp(prefix="ray-"))
        self._log = self._home / "log"
        self.address = f"{HOST}:{free_port()}"
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ray.scripts.scripts", "start", *self._options()],
                cwd=folder,
                env={**os.environ, **ENVIRONMENT},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._wait()

    def _options(self) -> list[str]:
        where = [f"--node-ip-address={HOST}", f"--port={self.address.partition(':')[2]}"]
        where += [f"--dashboard-agent-listen-port={free_port()}", f"--temp-dir={self._home}"]
        return ["--head", "--block", "--num-cpus=2", "--include-dashboard=false", *where]

    def close(self) -> None:
        """End all of the cluster's processes and remove its files."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(30)
        shutil.rmtree(self._home, ignore_errors=True)

    def _wait(self) -> None:
        end = time.monotonic() + _SECONDS_TO_START
        while self._process.poll() is None and time.monotonic() < end:
            if b"Ray runtime started" in self._log.read_bytes():
                return
            time.sleep(0.2)
        told = self._log.read_text(encoding="utf-8", errors="replace")
        self.close()
        pytest.fail(f"ray did not start:\n{told[-2000:]}")
