"""What is wrong with command-line words and YAML files: everything at once, in words that name the way out.

Hydra stops at the first problem. So once something is wrong, the words are tried one by one: those that
cannot be read, options that do not exist, keys that do not exist, values of the wrong type; what is left is
composed and its values are checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import chain

from hydra._internal.config_loader_impl import ConfigLoaderImpl
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from omegaconf import DictConfig
from omegaconf.errors import OmegaConfBaseException, ValidationError

from nba_props.configuration import files, wording
from nba_props.configuration.compose import COMPOSING_ERRORS, CONFIG_NAME, chosen, raw
from nba_props.configuration.overrides import Groups, Word, unreadable
from nba_props.errors import ConfigError, did_you_mean
from nba_props.experiment import build

SEARCH = "hydra.searchpath="


class Inquiry:
    """Words under examination; `problems` grows, in the order of the words, without repeats."""

    def __init__(self, overrides: Sequence[str], config_name: str, multirun: bool) -> None:
        self.multirun = multirun
        self.problems: dict[str, None] = {}
        self._config_name = config_name
        self._search = [text for text in overrides if text.startswith(SEARCH)]
        self.texts = [text for text in overrides if not text.startswith(SEARCH)]
        self.groups = Groups(config_name, self._search)

    def add(self, lines: Iterable[str]) -> None:
        """Note problems."""
        self.problems.update(dict.fromkeys(lines))

    def compose(self, overrides: Iterable[str]) -> DictConfig:
        """What Hydra composes from these words."""
        return raw([*self._search, *overrides], self._config_name)


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
    inquiry = Inquiry(overrides, config_name, multirun)
    words = _readable(inquiry)
    groups = [word for word in words if word.is_group and _group_exists(word, inquiry)]
    doubtful = _undecided(words, groups)
    values = [word for word in words if not word.is_group and not word.key.startswith(doubtful)]
    base = _base(groups, inquiry)
    if base is not None:
        _values(values, base, inquiry)
    if not inquiry.problems:
        for options in _variants(groups):
            _check_ranges(inquiry.compose(options), _firsts(values), inquiry)
    return list(inquiry.problems)


def _readable(inquiry: Inquiry) -> list[Word]:
    words = []
    for text in inquiry.texts:
        try:
            word = inquiry.groups.read(text)
        except HydraException as error:
            inquiry.add([unreadable(text, error)])
            continue
        if word.override.is_sweep_override() and not inquiry.multirun:
            inquiry.add([_several(word)])
        else:
            words.append(word)
    return words


def _several(word: Word) -> str:
    key, _, values = word.text.partition("=")
    as_list = "" if word.is_group else f"; a list is written {key}=[{values}]"
    return f"{word.text}: several values need --multirun (-m){as_list}"


def _group_exists(word: Word, inquiry: Inquiry) -> bool:
    """Whether the options that a word chooses all exist; notes those that do not."""
    known = inquiry.groups.options(word.key)
    names = [text.partition("=")[2] for text in word.singles() if "=" in text]
    wrong = [name for name in names if name not in {*known, "null", ""}]
    inquiry.add(f"{word.key}={name}: no such option; {did_you_mean(name, known)}" for name in wrong)
    return not wrong


def _undecided(words: Sequence[Word], good: Sequence[Word]) -> tuple[str, ...]:
    """The starts of keys of which nothing can be said, because an option that decides about them is wrong."""
    wrong = {word.key for word in words if word.is_group and word not in good}
    return (
        ("",)
        if wrong & {"experiment", "debug"}
        else tuple("features.blocks" if g == "block" else f"{g}." for g in wrong)
    )


def _base(groups: list[Word], inquiry: Inquiry) -> DictConfig | None:
    """The composition of the options alone, without those that cannot be composed."""
    try:
        return inquiry.compose(_firsts(groups))
    except COMPOSING_ERRORS as error:
        first = error
    good: list[Word] = []
    for word in groups:
        try:
            inquiry.compose(_firsts([*good, word]))
            good.append(word)
        except COMPOSING_ERRORS as error:
            inquiry.add(f"{word.text}: {line}" for line in files.explain(error))
    if len(good) == len(groups) or not good:
        inquiry.add(files.explain(first)) if not inquiry.problems else None
        return None
    return inquiry.compose(_firsts(good))


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
    wrong = [line for text in word.singles() for line in _apply([text], deepcopy(base), inquiry)]
    inquiry.add(wrong)
    return not wrong


def _check_ranges(base: DictConfig, values: list[str], inquiry: Inquiry) -> None:
    config = deepcopy(base)
    _apply(values, config, inquiry)
    try:
        build(config)
    except ConfigError as error:
        inquiry.add(error.problems)


def _apply(texts: list[str], config: DictConfig, inquiry: Inquiry) -> list[str]:
    """Change the configuration by words; what is wrong with them."""
    problems = []
    for text in texts:
        override = inquiry.groups.read(text).override
        try:
            ConfigLoaderImpl._apply_overrides_to_config([override], config)
        except COMPOSING_ERRORS as error:
            problems.append(_value_problem(override, error, config))
    return problems


def _value_problem(override: Override, error: Exception, config: DictConfig) -> str:
    cause = error.__cause__ if isinstance(error.__cause__, OmegaConfBaseException) else None
    key, line = str(override.key_or_group), override.input_line
    if wording.is_unknown_key(cause) or (override.is_delete() and cause is None):
        if not override.is_delete() and wording.is_open(config, key):
            return f"{line}: a new entry is added with a plus: +{line}"
        return wording.unknown_key(config, key, chosen(config))
    if isinstance(cause, ValidationError):
        shown = f"{key}={override.get_value_element_as_str()}"
        return wording.wrong_type(wording.hint_at(config, key), shown, cause)
    return f"{line}: {wording.first_line(cause or error)}"


def _of(error: Exception) -> list[str]:
    return error.problems if isinstance(error, ConfigError) else files.explain(error)
