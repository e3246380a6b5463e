"""`python -m nba_props.configuration.dump [overrides]`: every preset, flat, as JSON on stdout.

`nba-props config diff` runs it with the code and the `conf/` of two revisions and compares what they say, so
its output may only grow: `{"<preset>": {"values": {...}}}` or `{"<preset>": {"problems": [...]}}`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import Any

from nba_props.configuration import files
from nba_props.configuration.base import COMPOSING_ERRORS
from nba_props.configuration.options import options
from nba_props.configuration.place import conf_dir
from nba_props.configuration.render import flat
from nba_props.configuration.session import raw, session
from nba_props.core.console import say
from nba_props.core.parallel import PROCESSES, in_order

DEFAULTS = "train.yaml"
COMPOSED = "composed "
"""How a line on stderr begins that says how far this process is."""


def dump(overrides: Sequence[str], processes: int = 1) -> dict[str, dict[str, Any]]:
    """Every preset by name, the defaults first; the overrides are added to each. Each is told on stderr.

    Args:
        overrides: command-line words.
        processes: how many compose side by side.
    """
    presets = [f"{group}={name}" for group in ("experiment", "debug") for name in options(conf_dir(), group)]
    names = [DEFAULTS, *presets]
    words = [[*overrides], *([preset, *overrides] for preset in presets)]
    found = {}
    for name, dumped in zip(names, in_order(_dumped, words, processes), strict=True):
        found[name] = dumped
        say(f"{COMPOSED}{len(found)} of {len(names)}: {name}", error=True, flush=True)
    return found


def _dumped(words: list[str]) -> dict[str, Any]:
    with session():
        try:
            return {"values": flat(raw(words))}
        except COMPOSING_ERRORS as error:
            return {"problems": files.explain(error)}


if __name__ == "__main__":
    json.dump(dump(sys.argv[1:], int(os.environ.get(PROCESSES, "1"))), sys.stdout)
