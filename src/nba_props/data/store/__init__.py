"""The local store: canonical tables as Parquet, kept between nights, with the raw answers beside them."""

from nba_props.data.store.store import Change, DataStore

__all__ = ["Change", "DataStore"]
