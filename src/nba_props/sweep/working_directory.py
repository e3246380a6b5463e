"""Working directory of a sweep's jobs, from which relative paths are taken wherever a launcher runs them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def working_directory(folder: str) -> Iterator[None]:
    """Make the folder that a sweep was started in the current one while a job of it runs.

    A cluster's workers have a current folder of their own. Left there, `paths.outputs=outputs` would be
    another folder, and a store in it another store, in which no one would look for the runs. Nothing happens
    where this machine does not have the folder, or none is named.
    """
    before = Path.cwd()
    if folder and Path(folder).is_dir():
        os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
