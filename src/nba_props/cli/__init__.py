"""The `nba-props` command: each module of `commands/` is one subcommand.

A subcommand's module has `main(argv) -> exit code`; the first line of its docstring is its help. Only the
module of the chosen subcommand is imported.
"""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import Sequence
from types import ModuleType

from nba_props.cli.exits import guarded, wants_trace
from nba_props.core.console import say
from nba_props.core.garbage import collect_seldom


def main(argv: Sequence[str] | None = None) -> int:
    """Run `nba-props` and return the exit code."""
    if argv is None:
        collect_seldom()
    words = list(sys.argv[1:] if argv is None else argv)
    names = subcommands()
    if words and words[0] in names:
        return guarded(lambda: _module(words[0]).main(words[1:]), wants_trace())
    return _usage(words, names)


def subcommands() -> list[str]:
    """Return the names of all subcommands."""
    package = importlib.import_module("nba_props.cli.commands")
    return [info.name for info in pkgutil.iter_modules(package.__path__) if not info.name.startswith("_")]


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"nba_props.cli.commands.{name}")


def _usage(words: list[str], names: list[str]) -> int:
    if words[:1] == ["--version"]:
        from nba_props import __version__

        say(f"nba-props {__version__}")
        return 0
    if words and words[0] not in ("-h", "--help"):
        from nba_props.errors import did_you_mean

        say(f"error: {words[0]}: no such command; {did_you_mean(words[0], names, every=True)}", error=True)
        return 2
    say("usage: nba-props COMMAND ...\n")
    for name in names:
        say(f"  {name:12} {(_module(name).__doc__ or '').splitlines()[0]}")
    say("\n`nba-props COMMAND --help` tells more.")
    return 0
