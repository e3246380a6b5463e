"""Runs that a page or report names: a tag says so, and what names a run is a reason to keep it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from pathlib import Path

from nba_props.errors import TrackingError
from nba_props.tracking import mlflow_client
from nba_props.tracking.store import Store

CITED = "cited_in"
"""The tag of a run that holds the last file which names it."""
log = logging.getLogger(__name__)


def cite(store: Store, runs: Iterable[str], file: Path) -> None:
    """Tag runs with the file that names them; where the store may not be written, they stay as they are."""
    try:
        for run in dict.fromkeys(runs):
            with mlflow_client.one_line_errors(f"run {run}"):
                store.client.set_tag(run, CITED, str(file.absolute()))
    except TrackingError as error:
        log.warning("%s: nothing keeps its runs from being pruned: %s", file, error)
