"""Where each value of a configuration comes from: a file of `conf/`, a class of the package, or a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, is_dataclass
from pathlib import Path
from typing import Any, cast

from hydra.core.global_hydra import GlobalHydra
from hydra.plugins.config_source import ConfigSource
from hydra.types import RunMode
from omegaconf import OmegaConf

from nba_props.configuration.base import COMPOSING_ERRORS
from nba_props.configuration.explain import explain
from nba_props.configuration.overrides import Groups
from nba_props.configuration.place import CONFIG_NAME, conf_dir
from nba_props.configuration.render import as_plain
from nba_props.configuration.session import raw, session, without_hydra
from nba_props.core import hydra_internals
from nba_props.core.settings import flatten
from nba_props.errors import ConfigError


@dataclass(frozen=True)
class Origin:
    """A resolved value, and what set it last: `conf/<file>`, `package.Class` or a command-line word."""

    key: str
    value: Any
    origin: str


def origins(overrides: Sequence[str] = ()) -> list[Origin]:
    """Return all values by full key, sorted, with what set each of them last.

    Raises:
        ConfigError: lists every override that cannot be composed, or names a value that refers to nothing.
    """
    with session():
        try:
            composed = raw(overrides)
        except COMPOSING_ERRORS as error:
            raise ConfigError(explain(overrides, error)) from error
        folders = [str(each) for each in composed.hydra.searchpath]
        config = without_hydra(composed)
        setters: dict[str, str] = {}
        for key, setter in (*_of_files(overrides, folders), *_of_words(overrides)):
            setters.pop(key, None)  # so that the order is that of the last settings
            setters[key] = setter
    values = flatten(as_plain(config))
    return [Origin(key, values[key], _last(key, setters)) for key in sorted(values)]


def _of_files(overrides: Sequence[str], folders: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the keys that each part of the defaults list sets, in the order in which they are merged."""
    loader = GlobalHydra.instance().config_loader()
    own = [hydra_internals.file_source(folder) for folder in folders if folder.startswith("file:")]
    sources = [*loader.get_sources(), *own]
    found = loader.compute_defaults_list(CONFIG_NAME, list(overrides), RunMode.RUN)
    for part in found.defaults:
        package = part.package or ""
        if part.config_path is None or package.split(".")[0] == "hydra":
            continue
        name, values = _loaded(part.config_path, sources)
        prefix = "" if package in ("", "_global_") else f"{package}."
        for key in flatten(values):
            yield f"{prefix}{key}", name


def _loaded(path: str, sources: Sequence[ConfigSource]) -> tuple[str, Any]:
    """Return what a part of the defaults list is called, and what it sets."""
    source = next(each for each in sources if each.is_config(path))
    node = source.load_config(path).config
    kind = OmegaConf.get_type(node)
    if is_dataclass(kind):
        return f"{kind.__module__}.{kind.__qualname__}", OmegaConf.to_container(node)
    plain = cast(dict[str, Any], OmegaConf.to_container(node))
    own = source.scheme() == "file" and Path(source.path) == conf_dir()
    folder = "conf" if own else source.full_path()
    return f"{folder}/{path}.yaml", {key: value for key, value in plain.items() if key != "defaults"}


def _of_words(overrides: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the keys that words set; a word that chooses an option sets none by itself."""
    groups = Groups(CONFIG_NAME)
    for text in overrides:
        word = groups.read(text)
        if not word.is_group:
            yield word.key, text


def _last(key: str, setters: dict[str, str]) -> str:
    """Return what set a key or, as a whole, what it lies in; the later where both were set."""
    order = list(setters)
    found = [each for each in order if key == each or key.startswith(f"{each}.")]
    return setters[found[-1]] if found else "?"
