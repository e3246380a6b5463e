"""The output folder of a call that an earlier run answers: Hydra makes it before a job can be looked up."""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hydra.conf import HydraConf

RECORD = ("config.yaml", "hydra.yaml", "overrides.yaml")
"""What Hydra writes into `hydra.output_subdir`."""


@dataclass(frozen=True)
class UnusedFolder:
    """An output folder with nothing of its own; `files` are Hydra's in it, `log` among them."""

    path: Path
    files: frozenset[Path]
    log: Path

    @classmethod
    def of(cls, hydra: HydraConf) -> UnusedFolder | None:
        """Return the folder of a job that starts, if it holds nothing but what Hydra has put there for it."""
        path = Path(hydra.runtime.output_dir)
        log = path / f"{hydra.job.name}.log"
        record = path / hydra.output_subdir if hydra.output_subdir else None
        files = frozenset({log, *(record / name for name in RECORD)} if record else {log})
        found = cls(path, files, log)
        is_new = found.holds_nothing_else() and (not log.exists() or not log.stat().st_size)
        return found if is_new else None

    def remove(self, outputs: Path) -> None:
        """Remove the folder if nothing has come to it, and the folders above it, below `outputs`, left empty.

        What cannot be removed stays.
        """
        with suppress(OSError):
            if not self.holds_nothing_else():
                return
            self._close_log()
            for file in self.files:
                file.unlink(missing_ok=True)
            for folder in {file.parent for file in self.files} - {self.path}:
                folder.rmdir()
            self.path.rmdir()
            for folder in self.path.parents:
                if outputs not in folder.parents:
                    break
                folder.rmdir()

    def holds_nothing_else(self) -> bool:
        """Say whether nothing but Hydra's files is in the folder."""
        folders = {file.parent for file in self.files}
        return all(found in self.files or found in folders for found in self.path.rglob("*"))

    def _close_log(self) -> None:
        for handler in list(logging.root.handlers):
            if isinstance(handler, logging.FileHandler) and Path(handler.baseFilename) == self.log:
                logging.root.removeHandler(handler)
                handler.close()
