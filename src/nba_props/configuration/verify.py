"""Composes and builds every preset and every option of every group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from omegaconf import DictConfig, OmegaConf

from nba_props.configuration import files
from nba_props.configuration.compose import COMPOSING_ERRORS, conf_dir, raw, session
from nba_props.configuration.options import groups, options
from nba_props.configuration.typed import typed
from nba_props.errors import ConfigError
from nba_props.experiment import build

PRESETS = ("experiment", "debug")
BLOCK_KEY = "checked"
"""The name under which each block is tried."""

EXAMPLES = {"data=files": ["data.game_logs=game_logs"]}
"""Options with values that only a person can give."""


@dataclass(frozen=True)
class Verdict:
    """One thing that was tried, and what is wrong with it."""

    what: str
    problems: list[str]


def verify() -> Iterator[Verdict]:
    """The defaults, every preset, and every option of every other group, one by one."""
    with session():
        yield Verdict("train.yaml", _experiment([]))
        for group in groups(conf_dir()):
            for option in options(conf_dir(), group):
                yield Verdict(f"{group}={option}", _problems(group, option))


def _problems(group: str, option: str) -> list[str]:
    words = [f"{group}={option}", *EXAMPLES.get(f"{group}={option}", [])]
    if group in PRESETS:
        return _experiment(words)
    if group == "block":
        return _component([f"+block@features.blocks.{BLOCK_KEY}={option}"], "features")
    return _component(words, group) or _unnamed(raw(words), group, option)


def _experiment(words: list[str]) -> list[str]:
    """What is wrong with a whole experiment."""
    try:
        build(raw(words))
    except ConfigError as error:
        return error.problems
    except COMPOSING_ERRORS as error:
        return files.explain(error)
    return []


def _component(words: list[str], group: str) -> list[str]:
    """What is wrong with the part that an option chooses; how it goes with the other groups is left open."""
    problems: list[str] = []
    try:
        config = raw(words)
    except COMPOSING_ERRORS as error:
        return files.explain(error)
    typed(config, group, problems)
    return problems


def _unnamed(config: DictConfig, group: str, option: str) -> list[str]:
    """Options that carry a name must carry their file's, or runs could not be told apart by it."""
    name = OmegaConf.select(config, f"{group}.name")
    return [] if name in (None, option) else [f"{group}.name={name}: must be the name of its file, {option}"]
