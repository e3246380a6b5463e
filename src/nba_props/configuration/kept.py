"""Compositions that are kept in this process: the same words on the same files are composed once.

A composition takes tenths of a second. A run asks twice for its own, a notebook for the same one with each
cell, an evening of commands for that of its data source.
"""

from __future__ import annotations

import copy
import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hydra.core.config_store import ConfigStore
from omegaconf import DictConfig, read_write

from nba_props.configuration.place import conf_dir
from nba_props.core import component

MOST = 32
"""Compositions that are kept; the one that was made first goes first."""
_DEFAULTS = re.compile(rb"^[\s{\"']*defaults[\"']?\s*:.*?(?=^[\w\"'#]|\Z)", re.DOTALL | re.MULTILINE)
_CALL = re.compile(rb"\$\{[\w.]+:")
_kept: dict[tuple[Any, ...], tuple[DictConfig, list[object]]] = {}


def composed(config_name: str, words: Sequence[str], compose: Callable[[], DictConfig]) -> DictConfig:
    """Return what `compose` returns, or a copy of what it returned for the same words in the same state.

    The state is what composing reads: the files of `conf/` and registered schemas. Configurations of other
    places, with a search path of their own, and such as depend on the environment are composed each time.

    Args:
        config_name: the primary configuration.
        words: of the command line.
        compose: composes them; whatever it raises is raised, and nothing is kept.
    """
    if not (conf_dir() / f"{config_name}.yaml").is_file() or any("${" in word for word in words):
        return compose()
    read, asks = _files(conf_dir())
    found = _kept.get((config_name, *words, read, *_registered()))
    if found is None:
        config = compose()
        if asks or config.hydra.searchpath or config.hydra.job.env_copy or _files(conf_dir())[0] != read:
            return config
        # Composing imports modules, which may have registered something: what counts is afterwards.
        _kept[(config_name, *words, read, *_registered())] = found = config, _stored()
        while len(_kept) > MOST:
            _kept.pop(next(iter(_kept)), None)
    return _copy(found[0])


def _copy(config: DictConfig) -> DictConfig:
    """Return a copy that knows the working folder of now."""
    copied = copy.deepcopy(config)
    with read_write(copied.hydra):
        copied.hydra.runtime.cwd = str(Path.cwd())
    return copied


def _files(conf: Path) -> tuple[bytes, bool]:
    """Return what tells the files of a configuration, and whether a choice in one of them calls a resolver.

    Links are followed, as Hydra does. The files are read: an edit may leave size and time as they were.
    """
    digest, asks, seen = hashlib.sha256(), False, {os.path.realpath(conf)}
    for folder, inner, names in os.walk(conf, followlinks=True):
        places = {name: os.path.realpath(Path(folder, name)) for name in sorted(inner)}
        inner[:] = [name for name, place in places.items() if place not in seen]
        seen.update(places.values())
        yamls = sorted(name for name in names if name.endswith(".yaml"))
        files = {name: _content(Path(folder, name)) for name in yamls}
        digest.update(repr((folder, places, files)).encode(errors="backslashreplace"))
        asks = asks or any(_CALL.search(part) for each in files.values() for part in _DEFAULTS.findall(each))
    return digest.digest(), asks


def _content(file: Path) -> bytes:
    """Return what a file holds; nothing where it cannot be read, such as a link to nowhere."""
    try:
        return file.read_bytes()
    except OSError:
        return b""


def _registered() -> tuple[object, ...]:
    """Return what the registered schemas are told by."""
    return component.own(), tuple(map(id, _stored()))


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
