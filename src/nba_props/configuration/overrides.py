"""Command-line words, parsed one by one: what they name, and the single values that a sweep runs through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hydra.core.config_loader import ConfigLoader
from hydra.core.global_hydra import GlobalHydra
from hydra.core.object_type import ObjectType
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.core.override_parser.types import Override
from hydra.errors import HydraException

MOST = 64
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
        """The word itself, or one word for each of the first values of a sweep; none for a continuous one."""
        if not self.override.is_sweep_override():
            return [self.text]
        if not self.override.is_discrete_sweep():
            return []
        values = [value for value, _ in zip(self.override.sweep_string_iterator(), range(MOST), strict=False)]
        return [f"{self.override.get_key_element()}={value}" for value in values]


def read(text: str) -> Word:
    """Parse one command-line word inside a `session`.

    Raises:
        HydraException: it does not follow the grammar.
    """
    loader = config_loader()
    override = OverridesParser.create(loader).parse_overrides([text])[0]
    group = override.key_or_group
    return Word(text, override, bool(loader.get_group_options(group, ObjectType.CONFIG) or loader.list_groups(group)))


def config_loader() -> ConfigLoader:
    """Hydra's loader of the current session."""
    return GlobalHydra.instance().config_loader()


def group_options(group: str) -> list[str]:
    """The options of a group on the search path, those of its folders as `folder/option`."""
    return sorted(_options(group))


def _options(group: str, prefix: str = "") -> Iterator[str]:
    loader = config_loader()
    folder = f"{group}/{prefix}".rstrip("/")
    yield from (prefix + name for name in loader.get_group_options(folder, ObjectType.CONFIG))
    for name in loader.list_groups(folder):
        yield from _options(group, f"{prefix}{name}/")


def unreadable(text: str, error: HydraException) -> str:
    """Why a word could not be parsed."""
    if "=" not in text and not text.startswith("~"):
        return f"{text}: is not key=value"
    reason = [line for line in str(error).splitlines() if line and not line.startswith(("See ", "Error parsing"))]
    detail = f" ({reason[0]})" if reason else ""
    return f"{text}: cannot be read; quote special characters, for example 'key=\"a b, c\"'{detail}"
