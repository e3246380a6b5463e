from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from nba_props.core.uri import problem_of, resolve_uri, sqlite_path, ui_command
from nba_props.errors import ConfigError
from nba_props.store import Tracking

SECRET = "s3cr3t"


@pytest.mark.parametrize(
    ("uri", "advice"),
    [
        (f"postgresql://me:{SECRET}@db.example.org/mlflow", "PGPASSWORD"),
        (f"postgresql+psycopg://me:{SECRET}/x@db/mlflow", "PGPASSWORD"),
        (f"postgresql://me@db/mlflow?password={SECRET}", "PGPASSWORD"),
        (f"https://me:{SECRET}@mlflow.example.org", "MLFLOW_TRACKING_PASSWORD"),
        (f"http://:{SECRET}@mlflow.example.org", "MLFLOW_TRACKING_PASSWORD"),
        (f"mysql://me:{SECRET}@db/mlflow", "option file"),
        (f"https://{SECRET}@mlflow.example.org/path", "MLFLOW_TRACKING_PASSWORD"),
        (f"HTTP://{SECRET}@mlflow.example.org", "MLFLOW_TRACKING_PASSWORD"),
        (f"postgresql:/me:{SECRET}@db/mlflow", "PGPASSWORD"),
        (f"postgresql://me@db/mlflow?pass%77ord={SECRET}", "PGPASSWORD"),
        (f"postgresql://me@db/mlflow?sslmode=require&sslpassword={SECRET}", "PGPASSWORD"),
    ],
)
def test_a_password_is_refused_without_being_shown(uri: str, advice: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Tracking(uri=uri)
    assert SECRET not in str(caught.value)
    assert str(caught.value).startswith("uri: holds a password")
    assert advice in str(caught.value)


@pytest.mark.parametrize(
    "uri",
    [
        "sqlite:///outputs/mlflow.db",
        "sqlite:////abs/mlflow.db",
        "sqlite:///me:you@here/mlflow.db",
        "http://localhost:5000",
        "https://mlflow.example.org/path@home",
        "postgresql+psycopg://me@db:5432/mlflow?sslmode=require",
    ],
)
def test_stores_without_a_password_are_allowed(uri: str) -> None:
    assert problem_of(uri) is None
    assert Tracking(uri=uri).uri == uri


@pytest.mark.parametrize(
    ("uri", "said"),
    [
        ("mlruns", "is a folder"),
        ("./outputs/mlruns", "is a folder"),
        ("file:///tmp/mlruns", "is a folder"),
        ("ftp://somewhere", "must be one of sqlite, postgresql"),
        ("sqlite://outputs/mlflow.db", "three slashes"),
        ("sqlite:///", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("sqlite:////tmp/runs ?a/mlflow.db", "holds a ? in its path"),
        ("sqlite:////tmp/runs%20a/mlflow.db", "/tmp/runs%20a/mlflow.db holds %20, which a database reads"),
        ("sqlite:///~/%4A.db", "holds %4A"),
    ],
)
def test_other_stores_are_refused_with_the_value_and_what_is_allowed(uri: str, said: str) -> None:
    with pytest.raises(ConfigError, match=r"\Auri: ") as caught:
        Tracking(uri=uri)
    assert repr(uri) in str(caught.value)
    assert said in str(caught.value)


def test_a_relative_sqlite_path_is_taken_from_the_current_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    expected = tmp_path / "outputs" / "mlflow.db"
    assert sqlite_path("sqlite:///outputs/../outputs/mlflow.db") == expected
    assert resolve_uri("sqlite:///outputs/mlflow.db") == f"sqlite:///{expected}"
    assert resolve_uri(f"sqlite:///{expected}") == f"sqlite:///{expected}"


def test_servers_keep_their_uri() -> None:
    assert resolve_uri("http://localhost:5000") == "http://localhost:5000"
    assert sqlite_path("http://localhost:5000") is None


def test_the_command_that_opens_the_store_works_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a folder").mkdir()
    monkeypatch.chdir(tmp_path / "a folder")
    command = shlex.split(ui_command("sqlite:///mlflow.db"))
    assert Path(command[0]) == Path(sys.executable).with_name("mlflow")
    assert command[1:] == ["ui", "--backend-store-uri", f"sqlite:///{tmp_path}/a folder/mlflow.db"]
    assert ui_command("http://localhost:5000") == "http://localhost:5000"


@pytest.mark.parametrize("name", ["a?b", "a%20b"])
def test_a_folder_that_a_database_reads_otherwise_is_told_where_the_path_is_relative(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / name)
    assert f"holds {name[1:-1]}," in str(problem_of("sqlite:///outputs/mlflow.db"))
    monkeypatch.chdir(tmp_path)
    assert problem_of("sqlite:///outputs 100 % #1 ü/mlflow.db") is None
