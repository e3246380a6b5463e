"""The MLflow library: how it is imported, kept quiet, and how its errors become one line.

Importing it takes seconds, so nothing here does so before it is asked to; `preload` starts early, beside
other work. Its fluent API keeps an active run per thread and process; only `MlflowClient` is used.
"""

from __future__ import annotations

import gc
import logging
import os
import sqlite3
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from nba_props.core.variables import variables
from nba_props.errors import TrackingError
from nba_props.tracking import mlflow_internals, secrets
from nba_props.tracking.error_messages import meaning

_SECONDS_TO_ANSWER = "30"
_QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "3",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": _SECONDS_TO_ANSWER,
    "PGCONNECT_TIMEOUT": "10",
    "GIT_PYTHON_REFRESH": "quiet",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
}
_LOUD_LOGGERS = {
    "urllib3.connectionpool": logging.ERROR,  # each try; that none succeeded is one line here
    "alembic": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "mlflow.store.db.utils": logging.CRITICAL,  # logs a trace before it raises what becomes one line here
    "mlflow.tracking": logging.WARNING,
}
_SILENCED = "SOCKS support in urllib3"
"""The beginning of a warning that `requests` silences for its own import; another thread that collects
warnings meanwhile, as Hydra's does when it looks for plugins, would undo that."""
_lock = threading.Lock()
_loaded = False


def preload() -> threading.Thread:
    """Begin to import MLflow in the background; `load` waits for it."""
    warnings.filterwarnings("ignore", message=_SILENCED)
    thread = threading.Thread(target=load, name="import mlflow", daemon=True)
    thread.start()
    return thread


def load() -> None:
    """Import the parts of MLflow that a run needs, once, with garbage collection off: nothing of it dies."""
    global _loaded  # noqa: PLW0603
    with _lock:
        if _loaded:
            return
        _import_mlflow()
        _loaded = True


def _import_mlflow() -> None:
    for name, value in _QUIET.items():
        os.environ.setdefault(name, value)
    collecting = gc.isenabled()
    gc.disable()
    try:
        import mlflow.tracking  # noqa: F401

        mlflow_internals.import_stores()
    finally:
        if collecting:
            gc.enable()
    for logger, level in _LOUD_LOGGERS.items():
        logging.getLogger(logger).setLevel(level)


def failures() -> tuple[type[Exception], ...]:
    """Return the exceptions of MLflow, the database, the network or the disk that cannot do as asked."""
    from mlflow.exceptions import MlflowException
    from requests.exceptions import RequestException
    from sqlalchemy.exc import SQLAlchemyError

    return (MlflowException, RequestException, SQLAlchemyError, sqlite3.Error, OSError, ImportError)


def is_refusal(error: BaseException) -> bool:
    """Whether a store refuses what it is given, which no later try will change; else it could not take it."""
    return getattr(error, "error_code", None) in ("INVALID_PARAMETER_VALUE", "RESOURCE_ALREADY_EXISTS")


@contextmanager
def one_line_errors(what: str) -> Iterator[None]:
    """Turn `failures` into one line without secrets: `TrackingError("what: why")`.

    What it comes from is left out of its trace where that holds a secret.
    """
    try:
        yield
    except failures() as error:
        told = TrackingError(f"{secrets.redacted(what)}: {first_line(error)}")
        raise told from (None if secrets.tells(error) else error)


@contextmanager
def patience(retries: int, seconds: int | None = None) -> Iterator[None]:
    """How often, and how long each time, a server is waited for within this context."""
    wanted = {"MLFLOW_HTTP_REQUEST_MAX_RETRIES": str(retries)}
    if seconds is not None and os.environ.get("MLFLOW_HTTP_REQUEST_TIMEOUT") == _SECONDS_TO_ANSWER:
        wanted["MLFLOW_HTTP_REQUEST_TIMEOUT"] = str(seconds)
    with variables(wanted):
        yield


def first_line(error: BaseException, length: int = 300) -> str:
    """Return first line of an error's text, at most `length` characters, without secrets; else its class."""
    text = meaning(secrets.redacted(str(error)).strip().partition("\n")[0])
    return (text or type(error).__name__)[:length]
