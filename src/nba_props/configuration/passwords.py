"""Passwords in the configuration: Hydra writes all of it to disk, so none is taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from omegaconf import DictConfig, OmegaConf

from nba_props.core.uri import holds_password, password_advice


def in_words(words: Sequence[str]) -> list[str]:
    """Return a line for each word `key=value` whose value holds a password; the value is not shown."""
    parted = (word.partition("=") for word in words)
    values = ((key.lstrip("+"), part) for key, _, value in parted for part in _parts(value))
    return _lines(values)


def in_config(config: DictConfig) -> list[str]:
    """Return a line for each value of a composed configuration that holds one, Hydra's part included."""
    return _lines(_texts(OmegaConf.to_container(config)))


def _lines(values: Iterable[tuple[str, str]]) -> list[str]:
    return list(
        dict.fromkeys(f"{key}: {password_advice(text)}" for key, text in values if holds_password(text))
    )


def _parts(value: str) -> list[str]:
    """Return the values of a word: those of a list or of a sweep one by one."""
    return [part.strip("\"' ") for part in value.strip("[]").split(",")]


def _texts(node: Any, above: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 (plain data)
    """Yield the texts of a tree with their full keys."""
    if isinstance(node, str):
        yield above, node
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        yield from _texts(value, f"{above}.{key}" if above else str(key))
