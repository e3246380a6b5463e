"""Fixtures shared by all tests."""

from __future__ import annotations

import copy
import gc
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests import scheduling

if TYPE_CHECKING:
    from hydra._internal.config_repository import ConfigRepository
    from hydra.core.default_element import InputDefault
    from hydra.plugins.config_source import ConfigSource
    from omegaconf import DictConfig
    from xdist.remote import Producer

    from nba_props.phase import Phase
    from nba_props.store import Tracking

ROOT = Path(__file__).resolve().parent.parent

gc.set_threshold(100_000, 50, 100)
"""Seldom: with MLflow, matplotlib and the like loaded, collecting took a tenth of the time."""
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
    """Keep what `conf/` composes to, and the files of any `conf/` as they were read until they change.

    A composition takes 0.2 s, a quarter of it to read YAML; the suite makes several hundred.
    """
    import hydra

    with pytest.MonkeyPatch.context() as patch:
        _keep_compositions(patch)
        if hydra.__version__ < "1.4":
            _keep_files(patch)
            _keep_places(patch)
            _interpolate_where_asked(patch)
        yield


def _keep_compositions(patch: pytest.MonkeyPatch) -> None:
    import hydra
    from omegaconf import read_write

    from nba_props.configuration.place import CONFIG_NAME, conf_dir

    compose, kept = hydra.compose, dict[str, "DictConfig"]()

    def composed(config_name: str, overrides: list[str], **options: Any) -> DictConfig:
        if conf_dir() != ROOT / "conf" or config_name != CONFIG_NAME:
            return compose(config_name, overrides, **options)
        words, here = repr((overrides, options)), str(Path.cwd())
        if "searchpath" in words:  # may name a folder beside the current one
            words += here
        if words not in kept:
            kept[words] = compose(config_name, overrides, **options)
        found = copy.deepcopy(kept[words])
        if "hydra" in found:
            with read_write(found.hydra):
                found.hydra.runtime.cwd = here
        return found

    patch.setattr(hydra, "compose", composed)


def _keep_files(patch: pytest.MonkeyPatch) -> None:
    from hydra._internal.config_repository import ConfigRepository
    from hydra.core.config_store import ConfigStore
    from hydra.core.object_type import ObjectType

    read, kept = ConfigRepository.load_config, dict[tuple[str, ...], Any]()

    def load_config(self: ConfigRepository, config_path: str) -> Any:
        source = self._find_object_source(config_path, ObjectType.CONFIG)
        state = None if source is None else _state(source, config_path)
        if state is None:
            return read(self, config_path)
        if state not in kept:
            kept[state] = read(self, config_path)
        return kept[state]

    patch.setattr(ConfigRepository, "load_config", load_config)
    # Each composition copies the list of places; the registered schemas, which it only reads, need no copy.
    patch.setattr(ConfigStore, "__deepcopy__", lambda store, _: store, raising=False)


def _keep_places(patch: pytest.MonkeyPatch) -> None:
    """Whether a file is in Hydra's own package or in our `conf/`, where all are looked for, is asked once."""
    from hydra._internal.config_repository import ConfigRepository
    from hydra.core.object_type import ObjectType

    find, kept = ConfigRepository._find_object_source, dict[tuple[str, str], bool]()

    def holds(source: ConfigSource, config_path: str) -> bool:
        asked = (source.path, config_path)
        if source.scheme() != "pkg" and source.path != (ROOT / "conf").as_uri():
            return source.is_config(config_path)
        if asked not in kept:
            kept[asked] = source.is_config(config_path)
        return kept[asked]

    def found(
        self: ConfigRepository, config_path: str, object_type: ObjectType | None
    ) -> ConfigSource | None:
        if object_type is not ObjectType.CONFIG:
            return find(self, config_path, object_type)
        return next((source for source in self.sources if holds(source, config_path)), None)

    patch.setattr(ConfigRepository, "_find_object_source", found)


def _state(source: ConfigSource, config_path: str) -> tuple[str, ...] | None:
    """What a file of a configuration is told by; by scheme, for Hydra makes the classes of sources anew."""
    if source.scheme() == "pkg":
        return source.path, config_path
    if source.scheme() != "file":
        return None
    file = Path(source.path.removeprefix("file://"), f"{config_path.removesuffix('.yaml')}.yaml")
    return str(file), str(file.stat().st_mtime_ns), str(file.stat().st_size)


def _interpolate_where_asked(patch: pytest.MonkeyPatch) -> None:
    """Hydra lists all choices for the interpolations of each file's defaults, also where there are none."""
    from hydra._internal import defaults_list as hydras

    list_choices = hydras._create_interpolation_map

    def choices(overrides: Any, defaults: list[InputDefault], self_added: bool) -> DictConfig | None:
        if any(each.is_interpolation() for each in defaults):
            return list_choices(overrides, defaults, self_added)
        return None

    patch.setattr(hydras, "_create_interpolation_map", choices)


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
