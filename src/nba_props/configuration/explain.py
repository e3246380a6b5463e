"""What is wrong with command-line words and YAML files: everything at once, in words that name the way out.

Hydra stops at the first problem. So once something is wrong, the words are tried one by one: those that cannot
be read, options that do not exist, keys that do not exist, values of the wrong type; what is left is composed
and its values are checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import chain

from hydra._internal.config_loader_impl import ConfigLoaderImpl
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from omegaconf import DictConfig
from omegaconf.errors import OmegaConfBaseException, ValidationError

from nba_props.configuration import files, wording
from nba_props.configuration.compose import COMPOSING_ERRORS, CONFIG_NAME, chosen, raw
from nba_props.configuration.overrides import Word, group_options, read, unreadable
from nba_props.errors import ConfigError, did_you_mean
from nba_props.experiment import build


@dataclass
class Inquiry:
    """Words under examination; `problems` grows, in the order of the words, without repeats."""

    config_name: str
    multirun: bool
    problems: dict[str, None] = field(default_factory=dict)

    def add(self, lines: Iterable[str]) -> None:
        """Note problems."""
        self.problems.update(dict.fromkeys(lines))


def explain(overrides: Sequence[str], error: Exception, config_name: str = CONFIG_NAME) -> list[str]:
    """Everything that is wrong, one line a problem; never empty.

    Args:
        overrides: the command-line words.
        error: what composing or building raised; its message is the answer where nothing better is found.
        config_name: the primary configuration.
    """
    return find(overrides, config_name, multirun=False) or _of(error)


def check(overrides: Sequence[str], config_name: str = CONFIG_NAME, multirun: bool = False) -> None:
    """Compose and build inside a `session`; with `multirun`, each value of a sweep in turn.

    Raises:
        ConfigError: lists everything that is wrong.
    """
    if multirun:
        problems = find(overrides, config_name, multirun)
        if problems:
            raise ConfigError(problems)
        return
    try:
        build(raw(overrides, config_name))
    except (ConfigError, *COMPOSING_ERRORS) as error:
        raise ConfigError(explain(overrides, error, config_name)) from error


def find(overrides: Sequence[str], config_name: str, multirun: bool) -> list[str]:
    """Everything that trying the words one by one finds wrong."""
    inquiry = Inquiry(config_name, multirun)
    words = _readable(overrides, inquiry)
    groups = [word for word in words if word.is_group and _group_exists(word, inquiry)]
    values = [word for word in words if not word.is_group]
    base = _base(groups, inquiry)
    if base is not None:
        _values(values, base, inquiry)
    if not inquiry.problems:
        for options in _variants(groups):
            _check_ranges(raw(options, config_name), _firsts(values), inquiry)
    return list(inquiry.problems)


def _readable(overrides: Sequence[str], inquiry: Inquiry) -> list[Word]:
    words = []
    for text in overrides:
        try:
            word = read(text)
        except HydraException as error:
            inquiry.add([unreadable(text, error)])
            continue
        if word.override.is_sweep_override() and not inquiry.multirun:
            inquiry.add([_several(word)])
        elif not word.key.startswith(("hydra.", "hydra/")):
            words.append(word)
    return words


def _several(word: Word) -> str:
    key, _, values = word.text.partition("=")
    return f"{word.text}: several values need --multirun (-m); a list is written {key}=[{values}]"


def _group_exists(word: Word, inquiry: Inquiry) -> bool:
    """Whether the options that a word chooses all exist; notes those that do not."""
    known = group_options(word.key)
    names = [text.partition("=")[2] for text in word.singles() if "=" in text]
    wrong = [name for name in names if name not in {*known, "null", ""}]
    inquiry.add(f"{word.key}={name}: no such option; {did_you_mean(name, known)}" for name in wrong)
    return not wrong


def _base(groups: list[Word], inquiry: Inquiry) -> DictConfig | None:
    """The composition of the options alone, without those that cannot be composed."""
    try:
        return raw(_firsts(groups), inquiry.config_name)
    except COMPOSING_ERRORS as error:
        first = error
    good: list[Word] = []
    for word in groups:
        try:
            raw(_firsts([*good, word]), inquiry.config_name)
            good.append(word)
        except COMPOSING_ERRORS as error:
            inquiry.add(f"{word.text}: {line}" for line in files.explain(error))
    if len(good) == len(groups) or not good:
        inquiry.add(files.explain(first)) if not inquiry.problems else None
        return None
    return raw(_firsts(good), inquiry.config_name)


def _firsts(words: Iterable[Word]) -> list[str]:
    return [singles[0] for word in words if (singles := word.singles())]


def _variants(words: Sequence[Word]) -> Iterator[list[str]]:
    """The words with each further value of each sweep in turn, the first value of all other sweeps."""
    for word in words:
        others = [other for other in words if other is not word]
        yield from ([*_firsts(others), text] for text in word.singles()[1:])


def _values(words: list[Word], base: DictConfig, inquiry: Inquiry) -> None:
    """Apply each value to the options' composition, then check the ranges of what could be applied."""
    good = [word for word in words if _applies(word, base, inquiry)]
    for texts in chain([_firsts(good)], _variants(good)):
        _check_ranges(base, texts, inquiry)


def _applies(word: Word, base: DictConfig, inquiry: Inquiry) -> bool:
    wrong = [line for text in word.singles() for line in _apply([text], deepcopy(base))]
    inquiry.add(wrong)
    return not wrong


def _check_ranges(base: DictConfig, values: list[str], inquiry: Inquiry) -> None:
    config = deepcopy(base)
    _apply(values, config)
    try:
        build(config)
    except ConfigError as error:
        inquiry.add(error.problems)


def _apply(texts: list[str], config: DictConfig) -> list[str]:
    """Change the configuration by words; what is wrong with them."""
    problems = []
    for text in texts:
        override = read(text).override
        try:
            ConfigLoaderImpl._apply_overrides_to_config([override], config)
        except COMPOSING_ERRORS as error:
            problems.append(_value_problem(override, error, config))
    return problems


def _value_problem(override: Override, error: Exception, config: DictConfig) -> str:
    cause = error.__cause__ if isinstance(error.__cause__, OmegaConfBaseException) else None
    key = str(override.key_or_group)
    if wording.is_unknown_key(cause) or (override.is_delete() and cause is None):
        return wording.unknown_key(config, key, chosen(config))
    if isinstance(cause, ValidationError):
        return wording.type_breach(cause, key, override.get_value_element_as_str())
    return f"{override.input_line}: {wording.first_line(cause or error)}"


def _of(error: Exception) -> list[str]:
    return error.problems if isinstance(error, ConfigError) else files.explain(error)
