"""How a project came along: each phase's first run, what was registered and promoted, what serves now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from nba_props.errors import TrackingError
from nba_props.tracking.comparison.experiments import phase_experiments
from nba_props.tracking.comparison.registered import RegistryEvent, events
from nba_props.tracking.comparison.search import FINISHED, OLDEST, RunRow, all_experiments, find_run, runs
from nba_props.tracking.registry.client import RegistryClient
from nba_props.tracking.store import Store
from nba_props.tracking.table import NONE, TextTable, day, number

BEGINNING = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MOST_EVENTS = 40
"""What is listed of the registry's history, the newest of it."""
SERVING = ("production", "staging")


def history(store: Store) -> TextTable:
    """Return the first finished run of each phase and the registry's events, oldest first.

    Raises:
        TrackingError: the store cannot be asked.
    """
    first = [
        (run.start, "first run", f"{run.name} ({run.experiment})", run.short)
        for _, place in phase_experiments(store)
        if (run := next(runs(store, place, FINISHED, OLDEST, page=1), None)) is not None
    ]
    found = events(store, BEGINNING)
    rows = sorted([*first, *map(_event, found[-MOST_EVENTS:])], key=lambda row: row[0])
    cells = [[day(at), what, about, details] for at, what, about, details in rows]
    more = len(found) - MOST_EVENTS
    notes = [f"{more} earlier events of the registry are left out."] if more > 0 else []
    notes += [] if rows else ["Nothing has been finished yet."]
    return TextTable("History", ["day", "what", "of", "details"], cells, notes=notes)


def _event(event: RegistryEvent) -> tuple[dt.datetime, str, str, str]:
    return event.at, event.what, f"{event.model} version {event.version}", event.details


def serving(store: Store, metrics: Sequence[str]) -> TextTable:
    """Return the versions in production and staging with the figures of their runs.

    Raises:
        TrackingError: the store cannot be asked.
    """
    places = all_experiments(store)
    rows = list(_serving(store, metrics, places))
    columns = ["model", "alias", "version", "run", *metrics]
    notes = [] if rows else ["No version is in production or staging yet."]
    return TextTable("Serving now", columns, rows, frozenset(["version", *metrics]), notes)


def _serving(store: Store, metrics: Sequence[str], places: dict[str, str]) -> Iterator[list[str]]:
    client = RegistryClient(store)
    for model in client.models():
        for alias in SERVING:
            held = model.aliases.get(alias)
            version = None if held is None else client.version(model.model, held)
            if version is not None:
                run = _run(store, version.run_id, places)
                figures = [NONE if run is None else number(run.metrics.get(name)) for name in metrics]
                yield [model.model, alias, version.version, version.run_id[:8] or NONE, *figures]


def _run(store: Store, run_id: str, places: dict[str, str]) -> RunRow | None:
    """Return the run that made a version; None where it is gone."""
    try:
        return find_run(store, run_id, places)
    except TrackingError:
        return None
