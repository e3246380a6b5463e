"""What Hydra is told and what it raises: light, so that `--help` needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import hydra
from hydra.errors import HydraException
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

from nba_props.errors import ConfigError

VERSION_BASE: dict[str, Any] = {} if hydra.__version__ >= "1.4" else {"version_base": "1.3"}
"""Hydra 1.3 wants to be told whose defaults apply; 1.4 warns when it is."""

COMPOSING_ERRORS = (HydraException, OmegaConfBaseException, YAMLError)
"""What Hydra raises when command-line words or YAML files cannot be composed."""
MOST_WORDS, MOST_CHARACTERS = 1_000, 20_000
"""The most command-line words, and the longest: reading more takes minutes."""

STUMBLES = (
    OSError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    AssertionError,
    RecursionError,
)
"""What Hydra and OmegaConf raise where they stumble over words and files, rather than refuse them: names that
no file can have, files that are no text, `model=null`, a file that includes itself."""


@contextmanager
def composing() -> Iterator[None]:
    """Turn whatever composing stumbles over into a `HydraException` of one line.

    Raises:
        COMPOSING_ERRORS: the words or the files cannot be composed.
    """
    try:
        yield
    except COMPOSING_ERRORS:
        raise
    except STUMBLES as error:
        raise HydraException(told(error)) from error


def told(error: Exception) -> str:
    """Return what was stumbled over in one line."""
    if isinstance(error, RecursionError):
        return "a file or a value includes itself"
    if isinstance(error, UnicodeError):
        return f"a configuration file is not UTF-8 ({error.__class__.__name__})"
    if isinstance(error, OSError):
        return f"{error.filename or 'a file or folder'} cannot be read or made: {error.strerror}"
    return f"cannot be composed: {error}".partition("\n")[0]


def check_size(words: Sequence[str]) -> None:
    """Refuse more words, or longer ones, than can be read in seconds.

    Raises:
        ConfigError: says how many, or which.
    """
    if len(words) > MOST_WORDS:
        raise ConfigError(f"{len(words):,} overrides: must be at most {MOST_WORDS:,}")
    for word in words:
        if len(word) > MOST_CHARACTERS:
            raise ConfigError(
                f"{word[:40]}...: {len(word):,} characters; must be at most {MOST_CHARACTERS:,}"
            )
