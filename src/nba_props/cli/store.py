"""Which store a command is about: its `--store` option, and how the store is opened."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from nba_props.errors import ConfigError, TrackingError

if TYPE_CHECKING:
    from nba_props.store import Tracking
    from nba_props.tracking.store import Store


def add_store(parser: argparse.ArgumentParser) -> None:
    """Add `--store`."""
    parser.add_argument(
        "--store",
        default=None,
        metavar="URI",
        help="a tracking URI, or an option of conf/tracking such as server; by default what the "
        "configuration says, as for `nba-props train`",
    )


def open_named(name: str | None, *, make: bool = False) -> Store:
    """Open the store that `--store` names, and end the runs that killed processes of this machine left there.

    Args:
        name: a tracking URI, an option of `conf/tracking`, or None for what the configuration says.
        make: make a SQLite store that is missing, rather than say so.

    Raises:
        ConfigError: there is no such option, or the URI is not allowed.
        TrackingError: the store cannot be opened, or is missing.
    """
    from nba_props.cli.patience import patience

    with patience("opening the store of runs", elsewhere=False):
        return _opened(name, make)


def _opened(name: str | None, make: bool) -> Store:
    from nba_props.core.uri import resolve_uri, sqlite_path
    from nba_props.tracking.mlflow_client import preload

    preload()
    tracking = settings_of(name)
    path = sqlite_path(tracking.uri)
    if not make and path is not None and not path.is_file():
        raise TrackingError(
            f"{resolve_uri(tracking.uri)}: there is no store of runs yet; the first `nba-props train` makes "
            "it, or name another one with --store"
        )
    from nba_props.tracking import abandoned
    from nba_props.tracking.store import open_store

    store = open_store(tracking)
    abandoned.tidy(store)
    return store


def settings_of(name: str | None) -> Tracking:
    """Return the configuration of the store that `--store` names.

    Raises:
        ConfigError: there is no such option, or the URI is not allowed.
    """
    from nba_props.configuration.tracking import tracking
    from nba_props.store import Tracking

    if name is not None and ":" in name:
        return Tracking(uri=name)
    if name is not None and ("/" in name or name.endswith(".db")):
        raise ConfigError(f"store={name}: a path is no URI; write sqlite:///{name}")
    return tracking(name)
