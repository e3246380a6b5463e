"""`source=files`: a folder that files are dropped into, and the store brought up to date from it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from nba_props.core.component import component
from nba_props.core.fingerprint import digest
from nba_props.data.inspection.inspect import recognised
from nba_props.data.inspection.option import settings_of
from nba_props.data.raw.find import is_table, shown_in
from nba_props.data.store.importing import SOURCE, Contents, left_out, put_contents, read_contents
from nba_props.data.store.store import Change, DataStore
from nba_props.data.store.tables import STORED
from nba_props.errors import ConfigError, DataError
from nba_props.source import report_files

KEY = "source.folder"
"""The setting that names the folder, for messages."""
READ = "read"
"""Under which a note of the store lists the files that were read."""
FEW = 8
"""Files of other kinds that are named."""


@component("source", "files")
@dataclass
class DroppedFiles:
    """A folder and how its files are read: words such as `data.odds_format=decimal`."""

    folder: str = "incoming"
    settings: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reading()

    def reading(self) -> dict[str, Any]:
        """Return the settings of `data=files` by name.

        Raises:
            ConfigError: a word is none of them.
        """
        strange = next((word for word in self.settings if not word.startswith("data.")), None)
        if strange is not None:
            raise ConfigError(f"settings: {strange}: is no setting such as data.odds_format=decimal")
        return settings_of(self.settings)


@dataclass(frozen=True)
class NewFile:
    """A file that is new or has changed, and the mark that says so: of its name, content and settings."""

    path: Path
    mark: str

    @property
    def is_report(self) -> bool:
        """Whether it is an official injury report, which says of each team whether it has submitted."""
        return report_files.is_official(self.path)


@dataclass
class FolderUpdate:
    """The new and changed files of a folder, and how they come into a store.

    Which files were read stands in the notes of the store, once what they hold is there: an update that was
    killed reads them again, which changes nothing.
    """

    source: DroppedFiles
    store: DataStore
    now: dt.datetime
    problems: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    """What was left out, and why."""
    _done: list[str] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many steps there may be, for a progress bar."""
        return len(self.new_files) + len(STORED)

    def texts(self) -> Iterator[str]:
        """Yield what each new file is, in words."""
        for file in self.new_files:
            yield f"{file.path}: {'an official injury report' if file.is_report else self._shape(file)}"

    def fetch(self) -> Iterator[tuple[str, Change]]:
        """Yield each table and what changed in it, once that is in the store.

        A broken file is a problem, and is read again next time; the others are read without it.
        """
        files = self.new_files
        for file in files:
            if file.is_report:
                yield from self._report(file)
        tables = [file for file in files if not file.is_report]
        contents, sound = self._contents(tables)
        if contents is not None:
            yield from put_contents(self.store, contents)
            self.remarks += left_out(contents.quality)
        self._done += [file.mark for file in sound]

    @cached_property
    def new_files(self) -> list[NewFile]:
        """The files that were not read yet as they are, by path.

        Raises:
            DataError: there is no folder, or it holds too many files.
        """
        folder = Path(self.source.folder).expanduser()
        if not folder.is_dir():
            raise DataError(f"{KEY}={self.source.folder}: there is no such folder")
        shown = shown_in(folder, KEY)
        known = {mark for note in self.store.notes() for mark in _marks(note)}
        readable = [path for path in shown if is_table(path) or path.suffix.lower() == ".pdf"]
        others = sorted(path.name for path in set(shown) - set(readable))
        self.remarks += [f"not read: {', '.join(others[:FEW])}"] if others else []
        every = [NewFile(path, self._mark(path.relative_to(folder), path)) for path in readable]
        return [file for file in every if file.mark not in known]

    def note(self) -> None:
        """Note in the store what came of it, and which files were read."""
        said = self.problems[0] if self.problems else "ok"
        at = self.now.isoformat(timespec="seconds")
        self.store.note(SOURCE, {"at": at, "said": said, **({READ: self._done} if self._done else {})})

    def close(self) -> None:
        """End the update; a folder holds nothing open."""

    def _mark(self, name: Path, path: Path) -> str:
        try:
            with path.open("rb") as content:
                found = hashlib.file_digest(content, "sha256").hexdigest()
        except OSError:  # reading it tells why, in a line of its own
            found = "?"
        return digest([name.as_posix(), found, sorted(self.source.settings)])[:16]

    def _shape(self, file: NewFile) -> str:
        try:
            (kind,) = recognised([str(file.path)], self.source.reading(), KEY).kinds
        except DataError as error:
            return str(error).removeprefix(f"{file.path}: ")
        if kind.lacking:
            missing = ", ".join(kind.lacking)
            return f"an unknown table: of the nearest, {kind.table} ({kind.shape}), it lacks {missing}"
        return kind.shape

    def _report(self, file: NewFile) -> Iterator[tuple[str, Change]]:
        try:
            found = report_files.bring(self.store, file.path, self.now)
        except DataError as error:
            self.problems.append(str(error))
        else:
            self._done.append(file.mark)
            yield "injury_reports", found.change

    def _contents(self, files: Sequence[NewFile]) -> tuple[Contents | None, list[NewFile]]:
        """Return what files hold together, and those that it was read from: without the broken ones."""
        if not files:
            return None, []
        try:
            return self._read(files), list(files)
        except (DataError, OSError):
            sound = [file for file in files if self._is_sound(file)]
        if not sound:
            return None, []
        try:
            return self._read(sound), sound
        except (DataError, OSError) as error:  # each can be read alone, but they contradict each other
            self.problems.append(str(error))
            return None, []

    def _is_sound(self, file: NewFile) -> bool:
        """Tell whether a file can be read by itself; if not, why is a problem."""
        try:
            self._read([file])
        except DataError as error:
            self.problems.append(str(error))
        except OSError as error:
            self.problems.append(f"{file.path}: cannot be read: {error.strerror or error}")
        else:
            return True
        return False

    def _read(self, files: Sequence[NewFile]) -> Contents:
        return read_contents([str(file.path) for file in files], self.source.reading(), KEY)


def _marks(note: dict[str, Any]) -> list[str]:
    found = note.get(READ) if note.get("source") == SOURCE else None
    return [str(mark) for mark in found] if isinstance(found, list) else []
