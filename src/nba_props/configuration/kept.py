"""Compositions that are kept in this process: the same words on the same files are composed once.

A composition takes tenths of a second. A run asks twice for its own, a notebook for the same one with each
cell, an evening of commands for that of its data source.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hydra.core.config_store import ConfigStore
from omegaconf import DictConfig, read_write

from nba_props.configuration.place import conf_dir
from nba_props.core import component

MOST = 32
"""Compositions that are kept; the one that was made first goes first."""
_kept: dict[tuple[Any, ...], tuple[DictConfig, list[object]]] = {}


def composed(config_name: str, words: Sequence[str], compose: Callable[[], DictConfig]) -> DictConfig:
    """Return what `compose` returns, or a copy of what it returned for the same words in the same state.

    The state is what composing reads: the files of `conf/` and registered schemas. Configurations of other
    places, and with a search path of their own, are composed each time.

    Args:
        config_name: the primary configuration.
        words: of the command line.
        compose: composes them; whatever it raises is raised, and nothing is kept.
    """
    if not (conf_dir() / f"{config_name}.yaml").is_file():
        return compose()
    found = _kept.get((config_name, *words, *_state()))
    if found is None:
        config = compose()
        if config.hydra.searchpath:
            return config
        # Composing imports modules, which may have registered something: the state is that of afterwards.
        _kept[(config_name, *words, *_state())] = found = config, _stored()
        while len(_kept) > MOST:
            _kept.pop(next(iter(_kept)), None)
    return _copy(found[0])


def _copy(config: DictConfig) -> DictConfig:
    """Return a copy that knows the working folder of now."""
    copied = copy.deepcopy(config)
    with read_write(copied.hydra):
        copied.hydra.runtime.cwd = str(Path.cwd())
    return copied


def _state() -> tuple[object, ...]:
    """Return what the files and the registered schemas are told by."""
    folder = conf_dir()
    files = tuple((str(file), *_written(file)) for file in sorted(folder.rglob("*.yaml")))
    return files, component.own(), tuple(map(id, _stored()))


def _written(file: Path) -> tuple[int, int]:
    """Return when a file was written, and its size."""
    stat = file.stat()
    return stat.st_mtime_ns, stat.st_size


def _stored() -> list[object]:
    """Return the nodes of Hydra's `ConfigStore`; while they are kept, nothing else has the `id` of one."""
    return list(_leaves(ConfigStore.instance().repo))


def _leaves(tree: Mapping[str, Any]) -> Iterator[object]:
    """Yield what lies at the ends of nested mappings."""
    for item in tree.values():
        if isinstance(item, Mapping):
            yield from _leaves(item)
        else:
            yield item
