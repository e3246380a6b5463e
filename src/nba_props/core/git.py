"""Git, asked about the repository of a folder."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

OF_A_REPOSITORY = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
)
"""Variables by which git tells its hooks what they are about (`git rev-parse --local-env-vars`)."""


def run(folder: Path, *words: str, timeout: float | None = None) -> subprocess.CompletedProcess[str]:
    """Run git in a folder and return how it ended; the repository that a hook is called by does not count.

    Raises:
        OSError: git is not installed, or the folder is not there.
        subprocess.TimeoutExpired: it took more than `timeout` seconds.
    """
    variables = {name: value for name, value in os.environ.items() if name not in OF_A_REPOSITORY}
    return subprocess.run(
        ["git", *words],
        cwd=folder,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=timeout,
    )
