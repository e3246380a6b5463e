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
from collections.abc import Iterator
from contextlib import contextmanager

from nba_props.errors import TrackingError

_QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "3",
    "GIT_PYTHON_REFRESH": "quiet",
}
_LOUD_LOGGERS = {
    "alembic": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "mlflow.store.db.utils": logging.CRITICAL,  # logs a trace before it raises what becomes one line here
    "mlflow.tracking": logging.WARNING,
}
_lock = threading.Lock()
_loaded = False


def preload() -> threading.Thread:
    """Begin to import MLflow in the background; `load` waits for it."""
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
        import mlflow.store.tracking.sqlalchemy_store
        import mlflow.tracking  # noqa: F401
    finally:
        if collecting:
            gc.enable()
    for logger, level in _LOUD_LOGGERS.items():
        logging.getLogger(logger).setLevel(level)


@contextmanager
def one_line_errors(what: str) -> Iterator[None]:
    """Turn what MLflow, the database or the network raise into one line: `TrackingError("what: why")`."""
    from mlflow.exceptions import MlflowException
    from requests.exceptions import RequestException
    from sqlalchemy.exc import SQLAlchemyError

    kinds = (MlflowException, RequestException, SQLAlchemyError, sqlite3.Error, OSError, ImportError)
    try:
        yield
    except kinds as error:
        raise TrackingError(f"{what}: {first_line(error)}") from error


def first_line(error: BaseException, length: int = 300) -> str:
    """The first line of an error's text, at most `length` characters; its class where it has no text."""
    text = str(error).strip().partition("\n")[0]
    return (text or type(error).__name__)[:length]
