"""Raw tables, wherever they lie: in files, or in memory as data frames."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import polars as pl

from nba_props.data.raw.columns import Given, Origin
from nba_props.data.raw.find import Found, find, is_excel, is_json
from nba_props.data.raw.json_tables import missing_page
from nba_props.data.raw.workbooks import unread_sheets
from nba_props.errors import DataError

Names: TypeAlias = Any
"""A name, or a list of names; None where there is none. (Hydra knows no type for either.)"""


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


def listed(names: Names) -> list[str]:
    """Return a name or a list of names as a list; nothing for None and empty text."""
    if names is None or names == "":
        return []
    return list(names) if isinstance(names, (list, tuple)) else [names]


@dataclass(frozen=True)
class FileInput:
    """The files that a path, a folder or a glob names, or a list of these.

    `key` is the configuration key that holds it.
    """

    names: Names
    key: str

    def origins(self) -> Sequence[Path]:
        """Return the files by path, each once, in the order in which they are named.

        Raises:
            DataError: nothing is there.
        """
        return list(dict.fromkeys(path for found in self._found for path in found.files))

    def left_out(self) -> list[str]:
        """Return the names of the folders' other files, of workbooks' sheets and of a page that are not read.

        Raises:
            DataError: a workbook is none.
        """
        files = [path.name for found in self._found for path in found.left_out]
        origins = self.origins()
        books = filter(is_excel, origins)
        sheets = [f"{book.name}: sheet {title}" for book in books for title in unread_sheets(book)]
        page = missing_page([*filter(is_json, origins)])
        return files + sheets + ([] if page is None else [f"{page.name}: the page after it"])

    @property
    def _found(self) -> list[Found]:
        return [find(name, self.key) for name in listed(self.names)]

    def fingerprint(self) -> str:
        """Return a hash of the contents and names of the files, whatever their folders."""
        digest = hashlib.blake2b(digest_size=16)
        for path in self.origins():
            digest.update(path.name.encode())
            try:
                with path.open("rb") as file:
                    digest.update(hashlib.file_digest(file, "blake2b").digest())
            except OSError as error:
                raise DataError(f"{path}: cannot be read: {error.strerror or error}") from None
        return digest.hexdigest()


@dataclass(frozen=True)
class FrameInput:
    """A data frame by the name of its table."""

    name: str
    frame: pl.DataFrame
    others: tuple[str, ...] = ()
    """Names of further columns, from which nothing is read."""

    def origins(self) -> Sequence[Given]:
        """Return the frame."""
        return [Given(self.name, self.frame, self.others)]

    def left_out(self) -> list[str]:
        """Return nothing."""
        return []

    def fingerprint(self) -> str:
        """Return a hash of the columns and of all values."""
        digest = hashlib.blake2b(str(self.frame.schema).encode(), digest_size=16)
        digest.update(self.frame.hash_rows(seed=0).to_numpy().tobytes())
        return digest.hexdigest()
