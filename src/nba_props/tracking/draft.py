"""A SQLite store that is missing, made beside other work and put in its place when it is wanted.

MLflow takes seconds to make one: it goes through every version that its tables ever had. Nothing appears
where the store belongs before it is opened, so that a job whose input cannot be used leaves none behind.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from nba_props.core.uri import SQLITE
from nba_props.tracking import mlflow_client, mlflow_internals


class Draft:
    """A store that a thread makes in a temporary folder, gone when it is taken or the process ends."""

    def __init__(self, root: str) -> None:
        """Begin.

        Args:
            root: where experiments of the store will put their files by default.
        """
        self._folder = TemporaryDirectory(prefix="nba-props-", ignore_cleanup_errors=True)
        self._path = Path(self._folder.name) / "mlflow.db"
        self._root = root
        self._made = False
        self._thread = Thread(target=self._make, name="make a store", daemon=True)
        self._thread.start()

    def copy_to(self, path: Path) -> bool:
        """Wait for the store and copy it; whether it could be made."""
        self._thread.join()
        if self._made:
            shutil.copyfile(self._path, path)
        self._folder.cleanup()
        return self._made

    def _make(self) -> None:
        mlflow_client.load()
        try:
            mlflow_internals.make_database(f"{SQLITE}{self._path.as_posix()}", self._root)
        except Exception:  # noqa: BLE001  # whoever needs the store makes it again, and says what is wrong
            return
        self._made = True


_drafts: dict[tuple[Path, str], Draft] = {}


def begin(path: Path, root: str) -> None:
    """Begin to make the store that will be wanted at a path, unless one is begun: they are made in turn."""
    if not _drafts:
        _drafts[path, root] = Draft(root)


def take(path: Path, root: str, new: Path) -> bool:
    """Put the store that was begun for a path into a new file, if there is one; whether it was."""
    draft = _drafts.pop((path, root), None)
    return draft is not None and draft.copy_to(new)
