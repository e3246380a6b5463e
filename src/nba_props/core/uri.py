"""Tracking URIs: which are allowed, and what they mean wherever a command is started. Imports no MLflow."""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

SQLITE = "sqlite:///"
SCHEMES = ("sqlite", "postgresql", "mysql", "mssql", "http", "https")
QUERY = re.compile(r"\?[\w.]+=[^?/]*$")
"""Options at the end of a URI, such as `?timeout=10`."""
MISREAD = re.compile(r"\?|%[0-9A-Fa-f]{2}")
"""What a path of a database must not hold: options begin behind a `?`, and `%20` is taken for a blank."""
KEYS_TO_HIDE = r"[\w.%-]*(?:passw(?:or)?d|pwd|token|secret|api_?key|access_?key)[\w.%-]*"
"""The keys of a URI's query whose values are secrets, in any letter case."""
_ADVICE = {
    "http": "the environment variables MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD (or _TOKEN)",
    "https": "the environment variables MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD (or _TOKEN)",
    "postgresql": "the environment variable PGPASSWORD, or in ~/.pgpass",
    "mysql": "an option file that the driver reads (~/.my.cnf)",
}


def default_uri() -> str:
    """Return the store where none is named: `MLFLOW_TRACKING_URI`, or else a file in the current folder."""
    return os.environ.get("MLFLOW_TRACKING_URI") or f"{SQLITE}outputs/mlflow.db"


def scheme_of(uri: str) -> str:
    """Return scheme without its driver: `postgresql` of `postgresql+psycopg://…`; empty for a plain path."""
    match = re.match(r"([A-Za-z][A-Za-z0-9]*)(\+\w+)?:", uri)
    return match[1].lower() if match else ""


def problem_of(uri: str) -> str | None:
    """Return what is wrong with a tracking URI, one line that never holds a password.

    None when it is allowed.
    """
    scheme = scheme_of(uri)
    if holds_password(uri):
        return password_advice(uri)
    if scheme in ("", "file"):
        return (
            f"{uri!r} is a folder, in which MLflow no longer keeps runs; must be a database or a server, "
            "for example sqlite:///outputs/mlflow.db"
        )
    if scheme not in SCHEMES:
        return f"{uri!r} has an unknown scheme; must be one of {', '.join(SCHEMES)}"
    return _path_problem(uri) if scheme == "sqlite" else None


def _path_problem(uri: str) -> str | None:
    """Return what is wrong with the path of a SQLite URI, as it is written or from the current folder."""
    if "?" in uri and not QUERY.search(uri):
        return f"{uri!r} holds a ? in its path, behind which a database reads options; take a folder without"
    if not sqlite_name(uri):
        return f"{uri!r} names no file; must look like sqlite:///outputs/mlflow.db, with three slashes"
    path = str(sqlite_path(uri))
    misread = MISREAD.search(path)
    if misread:
        return f"{uri!r}: {path} holds {misread[0]}, which a database reads otherwise; take a folder without"
    return None


def password_advice(uri: str) -> str:
    """Return what to do instead of writing the password that a URI holds; none of it is shown."""
    place = _ADVICE.get(scheme_of(uri), "the environment")
    return f"holds a password, and the configuration is written to disk; put it in {place}"


def holds_password(uri: str) -> bool:
    """Whether a URI holds a password, before its host or in its query, also one that is badly escaped.

    What stands alone before the host of a server of HTTP is a token; before that of a database, a user.
    """
    scheme = scheme_of(uri)
    if scheme in ("", "sqlite"):
        return False
    before_host = r":/+[^/@\s]+@" if scheme.startswith("http") else r":/+[^/@\s]*:[^@\s]*@"
    if re.search(before_host, uri) or re.search(r":/+[^/@\s]*:[^@\s]*@", uri):
        return True
    query = uri.partition("?")[2]
    return any(re.fullmatch(KEYS_TO_HIDE, key, re.IGNORECASE) and value for key, value in parse_qsl(query))


def resolve_uri(uri: str) -> str:
    """Return the same store under a name that does not depend on the folder a command is started in.

    A relative SQLite path is taken from the current folder; other URIs are returned as they are.
    """
    path = sqlite_path(uri)
    return uri if path is None else f"{SQLITE}{path.as_posix()}"


def sqlite_path(uri: str) -> Path | None:
    """Return the absolute path of a SQLite store; None for other stores."""
    name = sqlite_name(uri)
    return Path(os.path.abspath(Path(name).expanduser())) if name else None  # noqa: PTH100 (keeps symlinks)


def sqlite_name(uri: str) -> str:
    """Return the file that a SQLite URI names, as written; empty for other URIs and for stores in memory."""
    if scheme_of(uri) != "sqlite" or not re.match(r"sqlite(\+\w+)?:///", uri):
        return ""
    name = uri.split(":///", 1)[1].partition("?")[0]
    return "" if name == ":memory:" or name.endswith("/") else name


def ui_command(uri: str) -> str:
    """How a person opens the store in a browser: a command, or the server's own address."""
    if scheme_of(uri).startswith("http"):
        return uri
    return f"{_mlflow()} ui --backend-store-uri {shlex.quote(resolve_uri(uri))}"


def _mlflow() -> str:
    """Return the `mlflow` command beside the running Python, which needs no activated environment."""
    command = Path(sys.executable).with_name("mlflow")
    here = Path.cwd()
    return shlex.quote(str(command.relative_to(here) if command.is_relative_to(here) else command))


def address(uri: str) -> tuple[str, int] | None:
    """Host and port of a database server; None where it has none in its URI."""
    ports = {"postgresql": 5432, "mysql": 3306, "mssql": 1433}
    parts = urlsplit(uri)
    try:
        port = parts.port or ports.get(scheme_of(uri))
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port else None
