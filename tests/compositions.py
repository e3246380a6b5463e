"""Hydra's work done once: several hundred tests compose the same files in a few ways.

A composition takes 0.15 s, a third of it once its parts are kept, and next to nothing when all its words are
those of an earlier one. Whatever is kept is told by the files' time and size, and handed out as a copy.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from hydra._internal.config_loader_impl import ConfigLoaderImpl
    from hydra._internal.config_repository import CachingConfigRepository, ConfigRepository
    from hydra.core.config_store import ConfigStore
    from hydra.core.default_element import InputDefault, ResultDefault
    from hydra.plugins.config_source import ConfigSource
    from omegaconf import DictConfig


def keep(patch: pytest.MonkeyPatch, conf: Path) -> None:
    """Keep all that the project's own `conf/` composes to, and what any files are read and merged to."""
    import hydra

    from nba_props.configuration import kept

    patch.setattr(kept, "MOST", 10_000)
    _keep_files(patch)
    _keep_merged(patch)
    _keep_places(patch, conf)
    if hydra.__version__ < "1.4":  # later ones do so themselves
        _interpolate_where_asked(patch)


def _keep_files(patch: pytest.MonkeyPatch) -> None:
    from hydra._internal.config_repository import ConfigRepository
    from hydra.core.config_store import ConfigStore
    from hydra.core.object_type import ObjectType
    from omegaconf import OmegaConf

    kept = dict[tuple[Any, ...], Any]()
    read: Callable[[ConfigRepository, str], Any] = ConfigRepository.load_config

    def load_config(self: ConfigRepository, config_path: str) -> Any:
        source = self._find_object_source(config_path, ObjectType.CONFIG)
        if source is None:
            return read(self, config_path)
        state = _state(source, config_path)
        if state in kept:
            return kept[state]
        found = read(self, config_path)
        found.state = (*state, OmegaConf.get_type(found.config))
        if source.scheme() in ("file", "pkg"):
            kept[state] = found
        return found

    patch.setattr(ConfigRepository, "load_config", load_config)
    # Each composition copies the list of places; the registered schemas, which it only reads, need no copy.
    patch.setattr(ConfigStore, "__deepcopy__", lambda store, _: store, raising=False)


def _keep_places(patch: pytest.MonkeyPatch, conf: Path) -> None:
    """Whether a file is in Hydra's own package or in our `conf/`, where all are looked for, is asked once."""
    from hydra._internal.config_repository import ConfigRepository
    from hydra.core.object_type import ObjectType

    find, kept = ConfigRepository._find_object_source, dict[tuple[str, str], bool]()

    def holds(source: ConfigSource, config_path: str) -> bool:
        asked = (source.path, config_path)
        if source.scheme() != "pkg" and source.path != conf.as_uri():
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


def _keep_merged(patch: pytest.MonkeyPatch) -> None:
    """What the same files and schemas come to, before words change it, until a schema is registered."""
    from hydra._internal.config_loader_impl import ConfigLoaderImpl
    from hydra.core.config_store import ConfigStore

    merge, kept = ConfigLoaderImpl._compose_config_from_defaults_list, dict[tuple[Any, ...], "DictConfig"]()
    store = ConfigStore.store

    def merged(
        self: ConfigLoaderImpl, defaults: list[ResultDefault], repo: CachingConfigRepository
    ) -> DictConfig:
        loaded: list[Any] = [repo.load_config(each.config_path or "") for each in defaults]
        key = tuple(
            (*found.state, each.package, each.primary) for found, each in zip(loaded, defaults, strict=True)
        )
        if key not in kept:
            kept[key] = merge(self, defaults, repo)
        return copy.deepcopy(kept[key])

    def register(self: ConfigStore, *words: Any, **options: Any) -> None:
        kept.clear()
        store(self, *words, **options)

    patch.setattr(ConfigLoaderImpl, "_compose_config_from_defaults_list", merged)
    patch.setattr(ConfigStore, "store", register)


def _state(source: ConfigSource, config_path: str) -> tuple[Any, ...]:
    """What a file of a configuration is told by; by scheme, for Hydra makes the classes of sources anew."""
    if source.scheme() != "file":
        return source.scheme(), source.path, config_path
    file = f"{source.path.removeprefix('file://')}/{config_path.removesuffix('.yaml')}.yaml"
    stat = Path(file).stat()
    return file, stat.st_mtime_ns, stat.st_size


def _interpolate_where_asked(patch: pytest.MonkeyPatch) -> None:
    """Hydra lists all choices for the interpolations of each file's defaults, also where there are none."""
    from hydra._internal import defaults_list as hydras

    list_choices = hydras._create_interpolation_map

    def choices(overrides: Any, defaults: list[InputDefault], self_added: bool) -> DictConfig | None:
        if any(each.is_interpolation() for each in defaults):
            return list_choices(overrides, defaults, self_added)
        return None

    patch.setattr(hydras, "_create_interpolation_map", choices)
