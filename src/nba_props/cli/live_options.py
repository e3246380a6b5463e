"""Options of the commands that work on a local store: which one, and as of when."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from nba_props.errors import ConfigError

if TYPE_CHECKING:
    import datetime as dt

FOLDER, VARIABLE = Path("outputs/store"), "NBA_PROPS_STORE"
"""The default store, and the environment's variable that names another one."""


def add_folder(parser: argparse.ArgumentParser) -> None:
    """Add `--store`, the folder of the local store."""
    text = f"the folder of the local store; by default {VARIABLE}, else {FOLDER}"
    parser.add_argument("--store", type=Path, default=None, metavar="DIR", help=text)


def folder_of(args: argparse.Namespace) -> Path:
    """Return the folder of the local store."""
    return args.store or Path(os.environ.get(VARIABLE) or FOLDER)


def add_now(parser: argparse.ArgumentParser) -> None:
    """Add `--now`, the moment as of which a store is seen."""
    text = "as of this moment, such as 2024-03-01T22:00Z; by default the clock's"
    parser.add_argument("--now", default=None, metavar="MOMENT", help=text)


def now_of(args: argparse.Namespace) -> dt.datetime:
    """Return the moment as of which a store is seen, in UTC.

    Raises:
        ConfigError: it is none, or names no zone.
    """
    import datetime as dt

    from nba_props.data.store.source import moment

    if args.now is None:
        return dt.datetime.now(dt.UTC)
    try:
        return moment(args.now)
    except (ValueError, OverflowError):
        raise ConfigError(
            f"--now {args.now}: must be a moment with its zone, such as 2024-03-01T22:00Z"
        ) from None
