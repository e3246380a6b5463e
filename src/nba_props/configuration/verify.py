"""Composes and builds every preset and every option of every group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

from hydra.core.config_store import ConfigStore
from omegaconf import DictConfig, OmegaConf

from nba_props.configuration import files
from nba_props.configuration.base import COMPOSING_ERRORS
from nba_props.configuration.build import build
from nba_props.configuration.options import groups, options
from nba_props.configuration.place import CONFIG_NAME, conf_dir
from nba_props.configuration.session import raw, session
from nba_props.configuration.typed import typed
from nba_props.core.parallel import in_order, processors
from nba_props.errors import ConfigError
from nba_props.experiment import Paths

PRESETS = ("experiment", "debug", "search")
DEFAULTS = f"{CONFIG_NAME}.yaml"
EXAMPLES = {
    ("data", "files"): {"game_logs": "game_logs"},
    ("games", "files"): {"game_logs": "game_logs"},
    ("lines", "files"): {"path": "odds"},
    ("reports", "files"): {"path": "reports"},
}
"""Options with values that only a person can give."""

BATCH = 17
"""How many options are composed side by side: the fastest number; many more slow Hydra down."""

Option = tuple[str, str]
"""A group and one of its options."""


@dataclass(frozen=True)
class Checked:
    """One thing that was tried, and what is wrong with it."""

    what: str
    problems: list[str]


def verify(processes: int | None = None) -> Iterator[Checked]:
    """Yield the defaults, every preset, and every option of every other group.

    Args:
        processes: how many compose side by side; None is one for each processor.
    """
    pairs = [(group, option) for group in groups(conf_dir()) for option in options(conf_dir(), group)]
    presets = [[pair] for pair in pairs if pair[0] in PRESETS]
    batches = _batches([pair for pair in pairs if pair[0] not in PRESETS])
    found = in_order(_tried, [[], *batches, *presets], processes or processors())
    known: dict[str, list[str]] = {}
    for what in [DEFAULTS, *(_words(pair) for pair in pairs)]:
        while what not in known:
            known |= next(found)
        yield Checked(what, known[what])


def _batches(pairs: Sequence[Option]) -> Iterator[Sequence[Option]]:
    return (pairs[start : start + BATCH] for start in range(0, len(pairs), BATCH))


def _tried(pairs: Sequence[Option]) -> dict[str, list[str]]:
    """Return what is wrong with one preset, with options or, where there are none, with the defaults."""
    with session():
        if not pairs:
            return {DEFAULTS: _experiment([])}
        if pairs[0][0] in PRESETS:
            return {words: _experiment([words]) for words in map(_words, pairs)}
        return {_words(pair): problems for pair, problems in _options(pairs).items()}


def _words(pair: Option) -> str:
    return "=".join(pair)


def _experiment(words: list[str]) -> list[str]:
    """Return what is wrong with a whole experiment."""
    try:
        build(raw(words))
    except ConfigError as error:
        return error.problems
    except COMPOSING_ERRORS as error:
        return files.explain(error)
    return []


def _options(pairs: Sequence[Option]) -> dict[Option, list[str]]:
    """Return what is wrong with each option alone; how it goes with others is left open.

    Composing several side by side takes little longer than composing one. Where Hydra refuses, each half is
    tried by itself, until what is left is one option.
    """
    try:
        config = _side_by_side(pairs)
    except COMPOSING_ERRORS as error:
        if len(pairs) == 1:
            return {pairs[0]: files.explain(error)}
        middle = len(pairs) // 2
        return _options(pairs[:middle]) | _options(pairs[middle:])
    return {pair: _option(*pair, config[_place(at)]) for at, pair in enumerate(pairs)}


def _side_by_side(pairs: Sequence[Option]) -> DictConfig:
    """Return the composition of options, each at a place of its own."""
    places = [{f"{group}@{_place(at)}": option} for at, (group, option) in enumerate(pairs)]
    node = {"defaults": ["_self_", *places], "paths": asdict(Paths())}
    ConfigStore.instance().store("every_option", node)
    return raw([], "every_option")


def _place(at: int) -> str:
    return f"option_{at}"


def _option(group: str, option: str, node: DictConfig) -> list[str]:
    config = OmegaConf.create({"paths": asdict(Paths()), group: node})
    for key, value in EXAMPLES.get((group, option), {}).items():
        config[group][key] = value
    problems: list[str] = []
    typed(config, group, problems)
    return problems or _misnamed(config, group, option)


def _misnamed(config: DictConfig, group: str, option: str) -> list[str]:
    """Options that carry a name must carry their file's, or runs could not be told apart by it."""
    name = OmegaConf.select(config, f"{group}.name")
    return [] if name in (None, option) else [f"{group}.name={name}: must be the name of its file, {option}"]
