"""Passwords in the configuration: Hydra writes all of it to disk, so none is taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from omegaconf import DictConfig, OmegaConf

from nba_props.core.uri import holds_password

ADVICE = "holds a password, and the configuration is written to disk; put it in the environment"


def in_words(words: Sequence[str]) -> list[str]:
    """Return a line for each word `key=value` whose value holds a password; the value is not shown."""
    parted = (word.partition("=") for word in words)
    return [f"{key.lstrip('+')}: {ADVICE}" for key, _, value in parted if _is_secret(value)]


def in_config(config: DictConfig) -> list[str]:
    """Return a line for each value of a composed configuration that holds one, Hydra's part included."""
    texts = _texts(OmegaConf.to_container(config))
    return [f"{key}: {ADVICE}" for key, value in texts if holds_password(value)]


def _is_secret(value: str) -> bool:
    return any(holds_password(part.strip("\"' ")) for part in value.strip("[]").split(","))


def _texts(node: Any, above: str = "") -> Iterator[tuple[str, str]]:  # noqa: ANN401 (plain data)
    """Yield the texts of a tree with their full keys."""
    if isinstance(node, str):
        yield above, node
    pairs = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in pairs:
        yield from _texts(value, f"{above}.{key}" if above else str(key))
