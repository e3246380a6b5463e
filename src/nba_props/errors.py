"""The errors that a person can cause, each with a message that says what to do.

The command line prints their text alone, one line a problem, and ends with exit code 2; the trace is shown
with `HYDRA_FULL_ERROR=1`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

FEW = 20
"""Options that an error names all of."""


class NBAPropsError(Exception):
    """The root of all errors that this package raises on purpose."""


class ConfigError(NBAPropsError):
    """One or more things are wrong in the configuration; `problems` holds one line for each."""

    def __init__(self, problems: Iterable[str] | str) -> None:
        self.problems = [problems] if isinstance(problems, str) else list(problems)
        super().__init__("\n".join(self.problems))


class DataError(NBAPropsError):
    """An input table cannot be used; the message names the file, the row, the column and the value.

    `files` are the files, folders and globs that were read, for `nba-props data inspect`.
    """

    files: tuple[str, ...] = ()


class SourceError(NBAPropsError):
    """A live source is down, refuses, or answers nonsense; what was fetched before is kept.

    `code` is the source's own word for it, or the number of its HTTP status; empty without an answer.
    """

    def __init__(self, message: str, code: str = "") -> None:
        self.code = code
        super().__init__(message)

    def __reduce__(self) -> tuple[type[SourceError], tuple[str, str]]:
        """Travels between processes, whatever its own `__init__` takes."""
        return SourceError, (str(self), self.code)


class LeakageError(NBAPropsError):
    """A feature changed although only what is unknown before tip-off was changed."""


class TrackingError(NBAPropsError):
    """The tracking store cannot be reached or refuses."""


class EndedEarly(NBAPropsError):  # noqa: N818 - not a mistake of anybody's
    """A job is broken off on purpose; its run ends with `status`, and `tags` say why."""

    def __init__(self, reason: str, status: str, tags: dict[str, str]) -> None:
        self.status = status
        self.tags = tags
        super().__init__(reason)

    def __reduce__(self) -> tuple[type[EndedEarly], tuple[str, str, dict[str, str]]]:
        """Travels between processes, whatever its own `__init__` takes."""
        return EndedEarly, (str(self), self.status, self.tags)


def nearest(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """Return the `count` members of `known` that look most like `name`, best first.

    All must share some letters.
    """
    return difflib.get_close_matches(name, list(known), n=count, cutoff=0.4)


def did_you_mean(name: str, known: Iterable[str], above: str = "", *, every: bool = False) -> str:
    """Return a sentence for the end of a message: the nearest names, or all of them when none is near.

    Args:
        name: what was written.
        known: what would have been right.
        above: the full key of what the names belong to, which is put before each.
        every: it is a choice, so all names follow the nearest ones where they are few enough to be read.
    """
    known = sorted(known)
    close = nearest(name, known)
    if not close:
        return f"known: {_listed(known, above)}"
    hint = f"did you mean {_listed(close, above)}?"
    return f"{hint} known: {_listed(known, above)}" if every and len(close) < len(known) <= FEW else hint


def _listed(names: Iterable[str], above: str) -> str:
    return ", ".join(f"{above}.{name}" if above else name for name in names)
