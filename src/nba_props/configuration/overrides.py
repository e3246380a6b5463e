"""Command-line words, parsed one by one: what they name, and the single values that a sweep runs through."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from hydra.core.global_hydra import GlobalHydra
from hydra.core.object_type import ObjectType
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException

from nba_props.configuration.base import composing
from nba_props.core import hydra_internals

MOST_CHECKED_VALUES = 64
"""The most values of one sweep that are checked before it starts."""


@dataclass(frozen=True)
class Word:
    """A command-line word that could be read; `is_group` when it chooses an option and not a value."""

    text: str
    override: Override
    is_group: bool

    @property
    def key(self) -> str:
        """The key or group, without its package."""
        return str(self.override.key_or_group)

    def singles(self) -> list[str]:
        """Return the word itself, or one word for each of the first values of a sweep.

        None for a continuous one.
        """
        if not self.override.is_sweep_override():
            return [self.text]
        if not self.override.is_discrete_sweep():
            return []
        values = [
            value
            for value, _ in zip(
                self.override.sweep_string_iterator(), range(MOST_CHECKED_VALUES), strict=False
            )
        ]
        return [f"{self.override.get_key_element()}={value}" for value in values]


class Groups:
    """The groups on Hydra's search path inside a `session`; `search` are words that add folders to it."""

    def __init__(self, config_name: str, search: Sequence[str] = ()) -> None:
        self._loader = GlobalHydra.instance().config_loader()
        self._config_name, self._search = config_name, search
        self._known: dict[tuple[str, ObjectType], list[str]] = {}

    def read(self, text: str) -> Word:
        """Parse one command-line word.

        Raises:
            HydraException: it does not follow the grammar.
        """
        with composing():
            override = OverridesParser.create(self._loader).parse_overrides([text])[0]
            group = override.key_or_group
            is_group = bool(self._of(group, ObjectType.CONFIG) or self._of(group, ObjectType.GROUP))
        return Word(text, override, is_group)

    def options(self, group: str) -> list[str]:
        """Return the options of a group, those of its folders as `folder/option`."""
        return sorted(self._options(group))

    def _options(self, group: str, prefix: str = "") -> Iterator[str]:
        folder = f"{group}/{prefix}".rstrip("/")
        yield from (prefix + name for name in self._of(folder, ObjectType.CONFIG))
        for name in self._of(folder, ObjectType.GROUP):
            yield from self._options(group, f"{prefix}{name}/")

    def _of(self, folder: str, kind: ObjectType) -> list[str]:
        """Return the names in a folder, looked up once."""
        if (folder, kind) not in self._known:
            self._known[folder, kind] = self._names(folder, kind)
        return self._known[folder, kind]

    @cached_property
    def _names(self) -> Callable[[str, ObjectType], list[str]]:
        return hydra_internals.group_options(self._loader, self._config_name, self._search)


def unreadable(text: str, error: HydraException) -> str:
    """Why a word could not be parsed."""
    if "=" not in text and not text.startswith("~"):
        return f"{text}: is not key=value"
    reason = [
        line for line in str(error).splitlines() if line and not line.startswith(("See ", "Error parsing"))
    ]
    detail = f" ({reason[0]})" if reason else ""
    return f"{text}: cannot be read; quote special characters, for example 'key=\"a b, c\"'{detail}"
