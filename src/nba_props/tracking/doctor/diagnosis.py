"""The doctor's checks, one after the other, and what each says."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

from nba_props.core.uri import resolve_uri, scheme_of, sqlite_path
from nba_props.errors import NBAPropsError, TrackingError
from nba_props.store import Tracking
from nba_props.tracking import abandoned, mlflow_client, places
from nba_props.tracking.doctor.cleanup import clean
from nba_props.tracking.doctor.scratch import PREFIX, Scratch
from nba_props.tracking.store import Store, open_store
from nba_props.tracking.table import TextTable

FIXES = {
    "store": "start the server or the database, or name another store with --store",
    "journal": "keep the file on a local disk; for a shared one use tracking=server over PostgreSQL",
    "experiment": "the account needs the right to write; on SQLite, the file and its folder must be writable",
    "run": "see the error; is the server's MLflow the version that is installed here?",
    "artifact": "make the folder of artifacts writable, or set tracking.artifact_root to one that is",
    "model": "install this package's own versions again: pip install -c constraints.txt nba-props",
    "registration": "the store keeps no registry, or the account may not write to it",
    "clean-up": f"delete what is left (all of it is called {PREFIX}…) in `nba-props experiments ui`",
    "places": "nba-props doctor --repair lets the store find its files beside it",
    "killed runs": "see the error; the account needs the right to read runs, and with --repair to write",
}
"""What a person does where a check fails."""
SHOWN = 5
"""Runs that are named."""


@dataclass(frozen=True)
class StoreCheck:
    """One check: whether it passed (None: not tried, since one before it failed), what it saw, what to do."""

    name: str
    passed: bool | None
    detail: str
    fix: str = ""


@dataclass(frozen=True)
class Diagnosis:
    """All checks of a store, in order."""

    uri: str
    checks: Sequence[StoreCheck]

    @property
    def healthy(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)

    def tables(self) -> list[TextTable]:
        """Return what is shown: one line a check, and the fix below those that failed."""
        notes = [line for check in self.checks for line in lines(check)]
        return [TextTable(self.uri, [], [], notes=[*notes, "all is well" if self.healthy else "not well"])]


def lines(check: StoreCheck) -> list[str]:
    """Return a check as one line, with its fix where it failed."""
    mark = {True: "✓", False: "✗", None: "–"}[check.passed]  # noqa: RUF001 - a dash
    fix = [f"  fix: {check.fix}"] if check.fix else []
    return [f"{mark} {check.name:<12} {check.detail}", *fix]


def doctor(tracking: Tracking | str, *, repair: bool = False) -> Diagnosis:
    """Write a run, a file, a model and a registration into a scratch experiment, read them, take all away.

    A SQLite store that is missing is made, as a run would. Runs that killed processes left RUNNING are named.

    Args:
        tracking: the store's configuration, or its URI.
        repair: end those runs, and let a store that was moved find its files again.

    Raises:
        ConfigError: the URI is not allowed.
    """
    settings = tracking if isinstance(tracking, Tracking) else Tracking(uri=tracking)
    found: list[Store] = []
    checks = [_check("store", lambda: _open(settings, found))]
    if not found:
        rest = [name for name in FIXES if name not in ("store", "journal")]
        return Diagnosis(resolve_uri(settings.uri), [*checks, *(_not_tried(name) for name in rest)])
    if sqlite_path(settings.uri) is not None:
        checks.append(_check("journal", lambda: _journal(settings)))
    checks += _scratch(found[0])
    checks.append(_check("places", lambda: _places(found[0], repair)))
    checks.append(_check("killed runs", lambda: _killed_runs(found[0], repair)))
    return Diagnosis(found[0].uri, checks)


def _open(settings: Tracking, found: list[Store]) -> str:
    import mlflow

    store = open_store(settings)
    found.append(store)
    return f"{scheme_of(store.uri)}, MLflow {mlflow.__version__}"


def _journal(settings: Tracking) -> str:
    path = sqlite_path(settings.uri)
    with mlflow_client.one_line_errors(str(path)), closing(sqlite3.connect(str(path))) as connection:
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode != "wal":
        raise TrackingError(
            f"is {mode}, not WAL: several processes at once wait for each other, and may fail"
        )
    return "WAL, so that several processes can write"


def _places(store: Store, repair: bool) -> str:
    moved = places.follow(store) if repair else places.find(store)
    told = ", ".join(f"{each.experiment} from {each.old}" for each in moved)
    if moved and not repair:
        raise TrackingError(f"the store was moved, and its files are looked for in the old place: {told}")
    return f"files are found again: {told}" if moved else "no experiment looks for its files in an old place"


def _killed_runs(store: Store, repair: bool) -> str:
    runs = abandoned.end_all(store) if repair else abandoned.find(store)
    if not runs:
        return "none is RUNNING whose process is gone from this machine"
    names = ", ".join(f"{run.info.run_id} ({run.info.run_name})" for run in runs[:SHOWN])
    more = f" and {len(runs) - SHOWN} more" if len(runs) > SHOWN else ""
    what = "ended as KILLED" if repair else "RUNNING though gone; --repair ends as KILLED"
    return f"{what}: {names}{more}"


def _scratch(store: Store) -> list[StoreCheck]:
    """Return the checks that write; whatever happens, what they wrote is taken away."""
    scratch = Scratch(store)
    steps = {
        "experiment": scratch.experiment,
        "run": scratch.log_run,
        "artifact": scratch.artifact,
        "model": scratch.log_model,
        "registration": scratch.register,
    }
    checks: list[StoreCheck] = []
    try:
        for name, step in steps.items():
            sound = all(check.passed for check in checks)
            checks.append(_check(name, step) if sound else _not_tried(name))
    finally:
        cleaned = _check("clean-up", lambda: clean(store, scratch.name))
    return [*checks, cleaned]


def _check(name: str, step: Callable[[], str]) -> StoreCheck:
    try:
        with mlflow_client.one_line_errors(name):
            return StoreCheck(name, True, step())
    except NBAPropsError as error:
        text = str(error).removeprefix(f"{name}: ")
        return StoreCheck(name, False, " ".join(text.split()), FIXES[name])


def _not_tried(name: str) -> StoreCheck:
    return StoreCheck(name, None, "not tried")
