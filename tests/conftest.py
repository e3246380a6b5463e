"""Fixtures shared by all tests."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from nba_props.core.garbage import collect_seldom
from tests import compositions, scheduling

if TYPE_CHECKING:
    from xdist.remote import Producer

    from nba_props.phase import Phase
    from nba_props.store import Tracking

ROOT = Path(__file__).resolve().parent.parent

collect_seldom()  # with MLflow, matplotlib and the like loaded, collecting took a tenth of the time
if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    sys.dont_write_bytecode = False  # or every process that tests start compiles all of this project again
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("POLARS_MAX_THREADS", "1")  # the workers share the cores ...
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # ... on which threads that wait must not spin


def pytest_configure() -> None:
    """Generated examples take as long as a busy machine makes them: no test asserts a time."""
    from hypothesis import settings

    settings.register_profile("untimed", deadline=None)
    settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start with the tests that take longest."""
    items.sort(key=lambda item: scheduling.rank(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> scheduling.BySharing:
    """Run the tests that share leagues, runs or servers in one process, so that these are made once."""
    return scheduling.BySharing(config, log)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real game logs and lines; tests that need it are skipped where it is missing."""
    folder = Path(os.environ.get("NBA_PROPS_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "game_logs").is_dir():
        pytest.skip("real data not found: set NBA_PROPS_REAL_DATA to a folder with game_logs/ and odds/")
    return folder


@pytest.fixture(scope="session", autouse=True)
def random_numbers() -> None:
    """Hypothesis takes hold of random numbers when it first draws; it then walks all objects, few as yet."""
    from hypothesis.internal.entropy import deterministic_PRNG

    with deterministic_PRNG():
        pass


@pytest.fixture(scope="session", autouse=True)
def unsafe_files() -> Iterator[None]:
    """SQLite files of this process need to outlive processes, but no power cut: nobody waits for the disk."""
    from sqlalchemy import Engine, event

    def hurry(connection: object, _: object) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute("PRAGMA synchronous = OFF")

    event.listen(Engine, "connect", hurry)
    yield
    event.remove(Engine, "connect", hurry)


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """Keep the SQL that statements become: each test opens a store of its own, and would compile it anew."""
    from sqlalchemy import Engine
    from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite as Dialect
    from sqlalchemy.util import LRUCache

    compiled, make = LRUCache[Any, Any](5000), Engine.__init__

    def initialize(engine: Engine, *words: Any, **options: Any) -> None:
        make(engine, *words, **options)
        if type(engine.dialect) is Dialect:
            engine._compiled_cache = compiled

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Engine, "__init__", initialize)
        # The SQL is looked up by dialect, of which each engine has its own.
        patch.setattr(Dialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(Dialect, "__hash__", lambda one: hash(type(one)))
        yield


@pytest.fixture(scope="session")
def migrations() -> Iterator[None]:
    """Keep Alembic's migration scripts, which MLflow and Optuna read from disk whenever they open a store."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    read, kept = ScriptDirectory.from_config, dict[str | None, ScriptDirectory]()

    def from_config(config: Config) -> ScriptDirectory:
        folder = config.get_main_option("script_location")
        if folder not in kept:
            kept[folder] = read(config)
        return kept[folder]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ScriptDirectory, "from_config", from_config)
        yield


@pytest.fixture(scope="session", autouse=True)
def composed_once() -> Iterator[None]:
    """Keep what `conf/` composes to, and what it is made of, see `tests.compositions`."""
    with pytest.MonkeyPatch.context() as patch:
        compositions.keep(patch, ROOT / "conf")
        yield


@pytest.fixture(scope="session")
def store_file(tmp_path_factory: pytest.TempPathFactory, migrations: None) -> Path:
    """A real SQLite store, made once per session; tests work on copies of the file."""
    from nba_props.tracking.store import open_store

    path = tmp_path_factory.mktemp("template") / "mlflow.db"
    open_store(f"sqlite:///{path}").client.search_experiments()
    return path


@pytest.fixture
def tracking(store_file: Path, tmp_path: Path) -> Tracking:
    """A store of the test's own, in `tmp_path`."""
    from nba_props.store import Tracking

    shutil.copyfile(store_file, tmp_path / "mlflow.db")
    return Tracking(uri=f"sqlite:///{tmp_path / 'mlflow.db'}")


@pytest.fixture
def phase() -> Phase:
    """A phase of which the store holds no experiment yet."""
    from nba_props.phase import Phase

    return Phase("advanced", "Phase2_Advanced", "Opponent and temporal features.", {"phase": "advanced"})
