"""How many rows a command is asked for."""

from __future__ import annotations

from nba_props.core.rules import at_least, breaches
from nba_props.errors import ConfigError


def check_counts(**counts: int) -> None:
    """See whether so many rows can be listed.

    Args:
        counts: by the option's name, such as `top`.

    Raises:
        ConfigError: lists every one that is not positive.
    """
    options = {f"--{name}": count for name, count in counts.items()}
    problems = breaches(options, dict.fromkeys(options, at_least(1)))
    if problems:
        raise ConfigError(problems)
