"""Where a page may be written, asked before anything is worked out for it."""

from __future__ import annotations

from pathlib import Path

from nba_props.core import atomic
from nba_props.errors import ConfigError


def checked(path: Path) -> Path:
    """Return the path of a page that can be written.

    Raises:
        ConfigError: it does not end in `.html`, its folder is not there, or it is a folder itself.
    """
    if path.suffix != ".html":
        raise ConfigError(f"{path}: must end in .html")
    if not path.parent.is_dir():
        raise ConfigError(f"{path}: there is no folder {path.parent}")
    if path.is_dir():
        raise ConfigError(f"{path}: is a folder")
    return path


def write(path: Path, page: str) -> None:
    """Write a page whole or not at all.

    Raises:
        ConfigError: it cannot be written.
    """
    try:
        atomic.write_bytes(path, page.encode())
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written: {error.strerror}") from error
