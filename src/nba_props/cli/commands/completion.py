"""Print a script by which a shell completes `nba-props`: bash, zsh or fish."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

from nba_props.cli.completion_names import KINDS, offered
from nba_props.cli.completion_scripts import BASH_END, COMPLETE, complete_names
from nba_props.cli.parser import Parser
from nba_props.core.console import say
from nba_props.errors import ConfigError

SHELLS = ("bash", "zsh", "fish")
PROGRAM = "nba-props"
NAMED = {
    "experiment": "experiments",
    "runs": "runs",
    "run": "runs",
    "challenger": "runs",
    "like": "runs",
    "run_id": "runs",
    "model": "models",
    "alias": "aliases",
    "served": "served",
    "name": "studies",
    "bet": "bets",
}
"""The kind of names that an argument takes."""
INSTALL = """put it where your shell looks:
  bash  nba-props completion bash > ~/.local/share/bash-completion/completions/nba-props
  zsh   nba-props completion zsh > ~/.zfunc/_nba-props      (a folder in $fpath, before compinit)
  fish  nba-props completion fish > ~/.config/fish/completions/nba-props.fish

The words of `nba-props train` (groups, options, keys) are asked of Hydra, which takes a second. Names of
experiments, runs, models and sweeps are read from the store, where it is a file.
"""


def main(argv: Sequence[str]) -> int:
    """Run `nba-props completion SHELL`; returns the exit code."""
    parser = _parser()
    args = parser.parse_args(argv)
    if args.names:
        for name in offered(args.names, args.line):
            say(name)
    elif args.shell is None:
        parser.error(f"which shell? one of {', '.join(SHELLS)}")
    else:
        say(script(args.shell))
    return 0


def _parser() -> Parser:
    parser = Parser(
        f"{PROGRAM} completion",
        description=__doc__,
        epilog=INSTALL,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("shell", choices=SHELLS, nargs="?")
    for name, choices in (("--names", sorted(KINDS)), ("--line", None)):  # asked by the scripts
        parser.add_argument(name, choices=choices, default="", help=argparse.SUPPRESS)
    return parser


def script(shell: str) -> str:
    """Return the script for a shell.

    It names all commands and options as they are now, and starts no Python but for
    the words of `nba-props train` and the names that are in a store.

    Raises:
        ConfigError: the library that writes it is not installed.
    """
    try:
        import shtab
    except ImportError as error:
        raise ConfigError("completion needs the package shtab: pip install shtab") from error
    return str(shtab.complete(whole_parser(), shell=shell)) + (BASH_END if shell == "bash" else "")


def whole_parser() -> Parser:
    """One parser of all commands, each as its own module describes it."""
    from nba_props.cli import subcommands

    parser = Parser(PROGRAM)
    parser.add_argument("--version", action="store_true")
    commands = parser.add_subparsers(metavar="COMMAND")
    for name in subcommands():
        module = importlib.import_module(f"nba_props.cli.commands.{name}")
        about = (module.__doc__ or "").partition("\n")[0]
        commands.add_parser(name, help=about, parents=[_own(module)], add_help=False)
    _complete(parser)
    return parser


def _own(module: ModuleType) -> Parser:
    """Return the module's own parser; `train` has none, its words are Hydra's."""
    make: Callable[[], Parser] = getattr(module, "_parser", _train)
    return make()


def _train() -> Parser:
    parser = Parser()
    words = parser.add_argument("words", nargs=argparse.REMAINDER, help="group=option and key=value")
    words.complete = COMPLETE  # type: ignore[attr-defined]
    return parser


def _complete(parser: Parser) -> None:
    """Let shells name files where a path is asked for, and what is in the store where a name of it is."""
    import shtab

    for action in parser._actions:
        if action.type is Path:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        if action.dest in NAMED:
            action.complete = complete_names(NAMED[action.dest])  # type: ignore[attr-defined]
        if isinstance(action, argparse._SubParsersAction):
            for subparser in action.choices.values():
                _complete(subparser)
