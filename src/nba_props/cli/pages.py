"""Where a command may write a page or a table, asked before anything is worked out for it."""

from __future__ import annotations

from pathlib import Path

from nba_props.core import atomic
from nba_props.errors import ConfigError


def checked(path: Path, ending: str = "") -> Path:
    """Return the path of a file that can be written.

    Args:
        path: of the file; nothing is made there.
        ending: that its name must have, such as `.html`; any by default.

    Raises:
        ConfigError: it has another ending, its folder is not there or cannot be written, or it is a folder.
    """
    if not path.name.endswith(ending):
        raise ConfigError(f"{path}: must end in {ending}")
    if not path.parent.is_dir():
        raise ConfigError(f"{path}: there is no folder {path.parent}")
    if path.is_dir():
        raise ConfigError(f"{path}: is a folder")
    try:
        atomic.require_writable(path)
    except OSError as error:
        raise _unwritable(path, error) from None
    return path


def check_given(*paths: Path | None) -> None:
    """Make sure that each file that is asked for can be written; None is none.

    Raises:
        ConfigError: one cannot; see `checked`.
    """
    for path in paths:
        if path is not None:
            checked(path)


def write(path: Path, page: str) -> None:
    """Write a page whole or not at all.

    Raises:
        ConfigError: it cannot be written.
    """
    try:
        atomic.write_bytes(path, page.encode())
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> ConfigError:
    return ConfigError(f"{path}: cannot be written: {error.strerror}")
