"""`python -m nba_props.configuration.dump [overrides]`: every preset, flat, as JSON on stdout.

`nba-props config diff` runs it with the code and the `conf/` of two revisions and compares what they say, so
its output may only grow: `{"<preset>": {"values": {...}}}` or `{"<preset>": {"problems": [...]}}`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

from nba_props.configuration import files
from nba_props.configuration.base import COMPOSING_ERRORS, conf_dir
from nba_props.configuration.options import options
from nba_props.configuration.render import flat
from nba_props.configuration.session import raw, session

DEFAULTS = "train.yaml"


def dump(overrides: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Every preset by name, the defaults first; the overrides are added to each."""
    presets = [f"{group}={name}" for group in ("experiment", "debug") for name in options(conf_dir(), group)]
    with session():
        return {name: _dumped([*words, *overrides]) for name, words in _words(presets)}


def _words(presets: list[str]) -> list[tuple[str, list[str]]]:
    return [(DEFAULTS, []), *((preset, [preset]) for preset in presets)]


def _dumped(words: list[str]) -> dict[str, Any]:
    try:
        return {"values": flat(raw(words))}
    except COMPOSING_ERRORS as error:
        return {"problems": files.explain(error)}


if __name__ == "__main__":
    json.dump(dump(sys.argv[1:]), sys.stdout)
