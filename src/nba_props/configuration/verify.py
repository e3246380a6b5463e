"""Composes and builds every preset and every option of every group."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from omegaconf import DictConfig, OmegaConf, open_dict

from nba_props.configuration import files
from nba_props.configuration.base import COMPOSING_ERRORS, CONFIG_NAME, conf_dir
from nba_props.configuration.build import build
from nba_props.configuration.compose import raw, session
from nba_props.configuration.options import groups, options
from nba_props.configuration.typed import typed
from nba_props.errors import ConfigError
from nba_props.experiment import Paths

PRESETS = ("experiment", "debug", "search")
EXAMPLES = {"data/files": ["data.game_logs=game_logs"]}
"""Options with values that only a person can give."""


@dataclass(frozen=True)
class Verdict:
    """One thing that was tried, and what is wrong with it."""

    what: str
    problems: list[str]


def verify() -> Iterator[Verdict]:
    """The defaults, every preset, and every option of every other group, one by one."""
    with session():
        yield Verdict(f"{CONFIG_NAME}.yaml", _experiment([]))
        for group in groups(conf_dir()):
            for option in options(conf_dir(), group):
                words = f"{group}={option}"
                problems = _experiment([words]) if group in PRESETS else _option(group, option)
                yield Verdict(words, problems)


def _experiment(words: list[str]) -> list[str]:
    """What is wrong with a whole experiment."""
    try:
        build(raw(words))
    except ConfigError as error:
        return error.problems
    except COMPOSING_ERRORS as error:
        return files.explain(error)
    return []


def _option(group: str, option: str) -> list[str]:
    """What is wrong with an option alone, which composes faster; how it goes with others is left open."""
    name = f"{group}/{option}"
    problems: list[str] = []
    try:
        config = raw(EXAMPLES.get(name, []), name)
    except COMPOSING_ERRORS as error:
        return files.explain(error)
    with open_dict(config):
        config.paths = OmegaConf.structured(Paths)
    typed(config, group, problems)
    return problems or _misnamed(config, group, option)


def _misnamed(config: DictConfig, group: str, option: str) -> list[str]:
    """Options that carry a name must carry their file's, or runs could not be told apart by it."""
    name = OmegaConf.select(config, f"{group}.name")
    return [] if name in (None, option) else [f"{group}.name={name}: must be the name of its file, {option}"]
