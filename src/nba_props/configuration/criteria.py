"""The options of `conf/criteria/`, composed and checked."""

from __future__ import annotations

from typing import cast

from nba_props.criteria.base import Criteria
from nba_props.errors import ConfigError, did_you_mean


def load_criteria(name: str = "default") -> Criteria:
    """Return the criteria of `conf/criteria/<name>.yaml`.

    Raises:
        ConfigError: there are none of that name, or lists everything that is wrong with them.
    """
    from nba_props.configuration import files
    from nba_props.configuration.base import COMPOSING_ERRORS
    from nba_props.configuration.options import options
    from nba_props.configuration.place import conf_dir
    from nba_props.configuration.session import raw, session
    from nba_props.configuration.typed import typed

    known = options(conf_dir(), "criteria")
    if name not in known:
        raise ConfigError(f"criteria={name}: no such option; {did_you_mean(name, known)}")
    problems: list[str] = []
    with session():
        try:
            config = raw([], f"criteria/{name}")
        except COMPOSING_ERRORS as error:
            raise ConfigError(files.explain(error)) from error
        found = typed(config, "criteria", problems)
    if problems:
        raise ConfigError(problems)
    return cast(Criteria, found)
