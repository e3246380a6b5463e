"""Raw tables, wherever they lie: in files, or in memory as data frames."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import polars as pl

from nba_props.data.files.find import find
from nba_props.data.files.read import Given, Origin


class RawInput(Protocol):
    """One table in the shape in which it was published."""

    def origins(self) -> Sequence[Origin]:
        """Where its rows are.

        Raises:
            DataError: nothing is there.
        """

    def left_out(self) -> list[str]:
        """Return the names of files beside them that are not read."""

    def fingerprint(self) -> str:
        """Return a hash of its contents."""


@dataclass(frozen=True)
class FileInput:
    """The files that a path, a folder or a glob names; `key` is the configuration key that holds it."""

    pattern: str
    key: str

    def origins(self) -> Sequence[Path]:
        """Return the files by path.

        Raises:
            DataError: nothing is there.
        """
        return find(self.pattern, self.key).files

    def left_out(self) -> list[str]:
        """Return the names of the folder's other files."""
        return [path.name for path in find(self.pattern, self.key).left_out]

    def fingerprint(self) -> str:
        """Return a hash of the contents and names of the files, whatever their folders."""
        digest = hashlib.blake2b(digest_size=16)
        for path in self.origins():
            digest.update(path.name.encode())
            with path.open("rb") as file:
                digest.update(hashlib.file_digest(file, "blake2b").digest())
        return digest.hexdigest()


@dataclass(frozen=True)
class FrameInput:
    """A data frame by the name of its table."""

    name: str
    frame: pl.DataFrame

    def origins(self) -> Sequence[Given]:
        """Return the frame."""
        return [Given(self.name, self.frame)]

    def left_out(self) -> list[str]:
        """Return nothing."""
        return []

    def fingerprint(self) -> str:
        """Return a hash of the columns and of all values."""
        digest = hashlib.blake2b(str(self.frame.schema).encode(), digest_size=16)
        digest.update(self.frame.hash_rows(seed=0).to_numpy().tobytes())
        return digest.hexdigest()
