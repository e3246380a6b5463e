"""A real SLURM for tests: one node, this machine, whose daemons listen on 127.0.0.1 only."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from tests.servers import HOST, free_port

_DAEMONS = ("munged", "slurmctld", "slurmd")
_SECONDS_TO_START = 60.0
_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
_OPTIONS = """
ClusterName=tests
SlurmctldHost={name}({host})
SlurmctldPort={controller}
SlurmdPort={node}
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket={home}/munge.socket
StateSaveLocation={home}/state
SlurmdSpoolDir={home}/spool
SlurmctldPidFile={home}/slurmctld.pid
SlurmdPidFile={home}/slurmd.pid
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
NodeName={name} NodeAddr={host} CPUs={cpus} SocketsPerBoard={cpus} CoresPerSocket=1 ThreadsPerCore=1
PartitionName=main Nodes=ALL Default=YES State=UP
"""


def _check() -> None:
    """Skip the test where SLURM cannot be started."""
    missing = [name for name in (*_DAEMONS, "sbatch") if shutil.which(name, path=_PATH) is None]
    if missing:
        pytest.skip(f"SLURM is not installed: no {', '.join(missing)}")
    if os.geteuid() != 0:
        pytest.skip("SLURM's daemons are started by root")
    if Path("/sys/fs/cgroup/cgroup.controllers").exists():
        pytest.skip("SLURM needs systemd where there is the second version of cgroups only")


class Slurm:
    """A queue with one partition, `main`; whoever has `SLURM_CONF` in the environment finds it."""

    def __init__(self, cpus: int = 2) -> None:
        _check()
        self._home = Path(tempfile.mkdtemp(prefix="slurm-"))
        self._started: list[subprocess.Popen[bytes]] = []
        self.configuration = self._home / "slurm.conf"
        self._write(cpus)
        key, log = self._home / "munge.key", self._home / "munged.log"
        places = ("--key-file", key, "--socket", self._home / "munge.socket", "--log-file", log)
        others = ("--pid-file", self._home / "munged.pid", "--seed-file", self._home / "munged.seed")
        self._start("munged", "--force", "--foreground", *map(str, (*places, *others)))
        self._start("slurmctld", "-D", "-f", str(self.configuration))
        self._start("slurmd", "-D", "-f", str(self.configuration), "-N", socket.gethostname())
        self._wait()

    def close(self) -> None:
        """End the daemons, the last one first, and remove their files."""
        for process in reversed(self._started):
            process.terminate()
            process.wait(30)
        shutil.rmtree(self._home, ignore_errors=True)

    def _write(self, cpus: int) -> None:
        self._home.chmod(0o755)
        key = self._home / "munge.key"
        key.touch(0o600)
        key.write_bytes(secrets.token_bytes(1024))
        for name in ("state", "spool"):
            (self._home / name).mkdir()
        ports = {"controller": free_port(), "node": free_port()}
        text = _OPTIONS.format(name=socket.gethostname(), host=HOST, home=self._home, cpus=cpus, **ports)
        self.configuration.write_text(text)
        (self._home / "cgroup.conf").write_text("CgroupPlugin=cgroup/v1\n")

    def _start(self, name: str, *words: str) -> None:
        with (self._home / f"{name}.out").open("wb") as output:
            command = [str(shutil.which(name, path=_PATH)), *words]
            self._started.append(subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT))

    def _wait(self) -> None:
        """Wait until the node takes jobs."""
        end = time.monotonic() + _SECONDS_TO_START
        environment = {**os.environ, "SLURM_CONF": str(self.configuration)}
        while time.monotonic() < end:
            done = subprocess.run(
                ["sinfo", "-h", "-o", "%t"], env=environment, capture_output=True, text=True, check=False
            )
            if done.stdout.strip() == "idle":
                return
            time.sleep(0.3)
        told = [path.read_text(errors="replace")[-700:] for path in sorted(self._home.glob("*.out"))]
        self.close()
        pytest.fail("SLURM did not start:\n" + "\n".join(told))
