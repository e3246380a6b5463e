"""What is wrong with command-line words and YAML files: everything at once, in words that name the way out.

Hydra stops at the first problem. So once something is wrong, the words are tried one by one: those that
cannot be read, options that do not exist, keys that do not exist, values of the wrong type; what is left is
composed and its values are checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from copy import deepcopy
from itertools import chain

from hydra.core.override_parser.types import Override
from hydra.errors import HydraException
from hydra.types import RunMode
from omegaconf import DictConfig
from omegaconf.errors import ValidationError

from nba_props.configuration import files, passwords, wording
from nba_props.configuration.base import COMPOSING_ERRORS, composing
from nba_props.configuration.build import build
from nba_props.configuration.overrides import Groups, Word, unreadable
from nba_props.configuration.place import CONFIG_NAME
from nba_props.configuration.session import chosen, raw
from nba_props.core import hydra_internals
from nba_props.errors import ConfigError, did_you_mean

SEARCH_PATH = "hydra.searchpath="
SEARCH = "search"
"""The group whose options bring the space of a sweep."""

Refusal = Callable[[DictConfig], list[str]]
"""What a composed configuration is refused for although each of its values is allowed: a line a problem."""


def explain(overrides: Sequence[str], error: Exception, config_name: str = CONFIG_NAME) -> list[str]:
    """Everything that is wrong, one line a problem; never empty.

    Args:
        overrides: the command-line words.
        error: what composing raised; its message is the answer where nothing better is found.
        config_name: the primary configuration.
    """
    return find(overrides, config_name, False, lambda _: []) or files.explain(error)


def check(overrides: Sequence[str], config_name: str = CONFIG_NAME, multirun: bool = False) -> None:
    """Compose and build inside a `session`; with `multirun`, each value of a sweep in turn.

    Raises:
        ConfigError: lists everything that is wrong.
    """
    if told := passwords.in_words(overrides):
        raise ConfigError(told)
    if multirun:
        problems = find(overrides, config_name, multirun, _other_folder)
        if problems:
            raise ConfigError(problems)
        return
    try:
        config = raw(overrides, config_name)
    except COMPOSING_ERRORS as error:
        found = find(overrides, config_name, multirun, _not_alone)
        raise ConfigError(found or files.explain(error)) from error
    if told := passwords.in_config(config) or _wrong(config, _not_alone):
        raise ConfigError(told)


def find(overrides: Sequence[str], config_name: str, multirun: bool, refusal: Refusal) -> list[str]:
    """Everything that trying the words one by one finds wrong."""
    diagnosis = ConfigDiagnosis(overrides, config_name, multirun, refusal)
    diagnosis.run()
    return list(diagnosis.problems)


class ConfigDiagnosis:
    """Words under examination; `problems` grows, in the order in which things are tried, without repeats."""

    def __init__(self, overrides: Sequence[str], config_name: str, multirun: bool, refusal: Refusal) -> None:
        self.problems: dict[str, None] = {}
        self._multirun, self._refusal = multirun, refusal
        self._config_name = config_name
        self._search = [text for text in overrides if text.startswith(SEARCH_PATH)]
        self._texts = [text for text in overrides if not text.startswith(SEARCH_PATH)]
        self._groups = Groups(config_name, self._search)
        self._doubtful: tuple[str, ...] = ()

    def run(self) -> None:
        """Try everything."""
        words = list(self._readable())
        options = [word for word in words if word.is_group and self._exists(word)]
        self._doubtful = _decided_by({word.key for word in words if word.is_group and word not in options})
        base = self._base(options)
        if base is None:
            return
        values = [word for word in words if not word.is_group and self._applies(word, base)]
        for texts in chain([_firsts(values)], _variants(values)):
            self._check_ranges(base, texts)
        for texts in () if self.problems else _variants(options):
            self._check_ranges(self._compose(texts), _firsts(values))

    def _add(self, lines: Iterable[str]) -> None:
        self.problems.update(dict.fromkeys(lines))

    def _compose(self, overrides: Iterable[str]) -> DictConfig:
        return raw([*self._search, *overrides], self._config_name)

    def _readable(self) -> Iterator[Word]:
        for text in self._texts:
            try:
                word = self._groups.read(text)
            except HydraException as error:
                self._add([unreadable(text, error)])
                continue
            several = word.override.is_sweep_override()
            if several and word.key == SEARCH:
                self._add([_searches(word)])
            elif several and not self._multirun:
                self._add([_several(word)])
            else:
                yield word

    def _exists(self, word: Word) -> bool:
        """Whether the options that a word chooses all exist; notes those that do not."""
        known = self._groups.options(word.key)
        names = [text.partition("=")[2] for text in word.singles() if "=" in text]
        wrong = [name for name in names if name not in {*known, "null", ""}]
        self._add(
            f"{word.key}={name}: no such option; {did_you_mean(name, known, every=True)}" for name in wrong
        )
        return not wrong

    def _base(self, options: list[Word]) -> DictConfig | None:
        """Return the composition of the options that can be composed; None when not even the defaults can."""
        try:
            return self._compose(_firsts(options))
        except COMPOSING_ERRORS:
            pass
        try:
            config = self._compose([])
        except COMPOSING_ERRORS as error:
            self._add(files.explain(error))
            return None
        good: list[Word] = []
        for word in options:
            try:
                config = self._compose(_firsts([*good, word]))
                good.append(word)
            except COMPOSING_ERRORS as error:
                self._add(_option_problems(word, error, config))
        return config

    def _applies(self, word: Word, base: DictConfig) -> bool:
        """Whether each value of a word can be set; notes why not, but for keys that nothing is known of."""
        wrong = [(text, error) for text in word.singles() if (error := self._apply(text, deepcopy(base)))]
        known = [
            pair for pair in wrong if not (word.key.startswith(self._doubtful) and _is_unknown_key(pair[1]))
        ]
        self._add(_value_problem(self._groups.read(text).override, error, base) for text, error in known)
        return not wrong

    def _apply(self, text: str, config: DictConfig) -> Exception | None:
        """Change the configuration by a word, as Hydra does; returns why it cannot be done."""
        override = self._groups.read(text).override
        try:
            with composing():
                hydra_internals.apply_override(override, config)
        except COMPOSING_ERRORS as error:
            return error
        return None

    def _check_ranges(self, base: DictConfig, values: list[str]) -> None:
        config = deepcopy(base)
        for text in values:
            self._apply(text, config)
        self._add(_wrong(config, self._refusal))


def _wrong(config: DictConfig, refusal: Refusal) -> list[str]:
    """Everything that is wrong with a composed configuration."""
    try:
        build(config)
    except ConfigError as error:
        return [*refusal(config), *error.problems]
    return refusal(config)


def _not_alone(config: DictConfig) -> list[str]:
    """Return why a configuration is not that of a job by itself, which no sweep starts."""
    return [*_search_alone(config), *_other_folder(config)]


def _search_alone(config: DictConfig) -> list[str]:
    """Return a line where a search is chosen for a job that is no sweep: it would be left aside."""
    search = chosen(config).get(SEARCH, "None")
    if search == "None" or config.hydra.mode is RunMode.MULTIRUN:
        return []
    return [f"{SEARCH}={search}: needs --multirun (-m)"]


def _other_folder(config: DictConfig) -> list[str]:
    """Return a line where Hydra is to start each job in its output folder, with a store of its own there."""
    if not config.hydra.job.chdir:
        return []
    return ["hydra.job.chdir=true: must be false; paths, also the store's, are taken from the current folder"]


def _searches(word: Word) -> str:
    names = list(dict.fromkeys(word.singles()))
    several = "a sweep has one search; start one for each"
    told = f"one search is written {names[0]}" if len(names) == 1 else several
    return f"{word.text}: {told}"


def _several(word: Word) -> str:
    key, _, values = word.text.partition("=")
    as_list = "" if word.is_group else f"; a list is written {key}=[{values}]"
    return f"{word.text}: several values need --multirun (-m){as_list}"


def _decided_by(groups: set[str]) -> tuple[str, ...]:
    """Return the starts of keys that only options of these groups decide on; presets can decide on any."""
    if groups & {"experiment", "debug", SEARCH}:
        return ("",)
    return tuple("features.blocks." if group == "block" else f"{group}." for group in groups)


def _firsts(words: Iterable[Word]) -> list[str]:
    return [singles[0] for word in words if (singles := word.singles())]


def _variants(words: Sequence[Word]) -> Iterator[list[str]]:
    """Yield the words with each further value of each sweep in turn, the first value of all other sweeps."""
    for word in words:
        others = [other for other in words if other is not word]
        yield from ([*_firsts(others), text] for text in word.singles()[1:])


def _option_problems(word: Word, error: Exception, config: DictConfig) -> list[str]:
    """Why an option that exists cannot be chosen."""
    existing = [key for key in chosen(config) if key.startswith(f"{word.key}@")]
    if word.override.package and not word.override.is_add() and existing:
        return [f"{word.text}: nothing to change under this name; there are {', '.join(existing)}"]
    return [f"{word.text}: {line}" for line in files.explain(error)]


def _value_problem(override: Override, error: Exception, config: DictConfig) -> str:
    key, line = str(override.key_or_group), override.input_line
    cause = error.__cause__
    if _is_unknown_key(error) or (override.is_delete() and cause is None):
        if not override.is_delete() and wording.is_open(config, key):
            return f"{line}: a new entry is added with a plus: +{line}"
        return wording.unknown_key(config, key, chosen(config))
    if isinstance(cause, ValidationError):
        shown = f"{key}={override.get_value_element_as_str()}"
        return wording.wrong_type(wording.hint_at(config, key), shown, cause)
    return f"{line}: {wording.first_line(cause or error)}"


def _is_unknown_key(error: Exception) -> bool:
    return wording.is_unknown_key(error.__cause__)
