"""The options of `conf/criteria/`, composed and checked."""

from __future__ import annotations

from typing import cast

from nba_props.configuration.single import load_option
from nba_props.criteria.base import Criteria


def load_criteria(name: str = "default") -> Criteria:
    """Return the criteria of `conf/criteria/<name>.yaml`.

    Raises:
        ConfigError: there are none of that name, or lists everything that is wrong with them.
    """
    return cast(Criteria, load_option("criteria", name))
