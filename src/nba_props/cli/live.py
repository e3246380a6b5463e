"""What the commands of the live side share: which store they are about, and when now is."""

from __future__ import annotations

import argparse
import datetime as dt
import os
from pathlib import Path

from nba_props.errors import ConfigError

VARIABLE = "NBA_PROPS_STORE"
DEFAULT = Path("outputs/store")
FIRST_YEAR, LAST_YEAR = 1946, 2100
"""Years that a day or a moment may be of."""


def add_store_folder(parser: argparse.ArgumentParser) -> None:
    """Add `--store`."""
    parser.add_argument(
        "--store",
        type=Path,
        default=None,
        metavar="DIR",
        help=f"the folder of the store (the environment's {VARIABLE}, else {DEFAULT})",
    )


def add_now(parser: argparse.ArgumentParser) -> None:
    """Add `--now`."""
    parser.add_argument(
        "--now",
        type=moment,
        default=None,
        metavar="TIME",
        help="as of when, such as 2024-03-01T22:00Z; nothing later is seen (the clock's time)",
    )


def store_folder(args: argparse.Namespace) -> Path:
    """Return the folder that `--store` or the environment names."""
    return folder_of(args.store)


def folder_of(named: str | Path | None) -> Path:
    """Return the folder that is named, else that of the environment, else the default."""
    return Path(named or os.environ.get(VARIABLE) or DEFAULT)


def source_words(args: argparse.Namespace) -> list[str]:
    """Return where the data are, as words of the command line: those of `--data`, else the store.

    Raises:
        ConfigError: `--store` is named, too.
    """
    from nba_props.notebook.experiments import word

    if args.data and args.store:
        raise ConfigError("--store and --data: name one of them")
    return args.data or ["data=store", word("data.folder", store_folder(args))]


def now_of(args: argparse.Namespace) -> dt.datetime:
    """Return what `--now` says, else the clock."""
    return dt.datetime.now(dt.UTC) if args.now is None else args.now


def moment(text: str) -> dt.datetime:
    """Return a moment as a person writes it, in UTC."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"{text!r} is no time with a zone, such as 2024-03-01T22:00Z")
    return found.astimezone(dt.UTC)


def day(text: str) -> dt.date:
    """Return a day as a person writes it."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2024-03-01") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f"{text!r} is no date from {FIRST_YEAR} to {LAST_YEAR}")
    return found
