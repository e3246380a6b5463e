"""The store that a registry reads: one that is there already, since only runs make stores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nba_props.core.uri import default_uri, sqlite_path
from nba_props.errors import TrackingError
from nba_props.store import Tracking

if TYPE_CHECKING:
    from nba_props.tracking.store import Store


def open_existing(store: Tracking | Store | str | None) -> Store:
    """Open the store that an argument names, or the default one.

    Raises:
        TrackingError: it is not there, or cannot be used.
        ConfigError: the URI is not allowed.
    """
    if store is None or isinstance(store, str):
        store = Tracking(uri=store or default_uri())
    if not isinstance(store, Tracking):
        return store
    path = sqlite_path(store.uri)
    if path is not None and not path.is_file():
        raise TrackingError(f"{path}: there is no store; run an experiment first, or name another store")
    from nba_props.tracking.store import open_store

    return open_store(store)
