"""The words of `train.py` and `nba-props train`: Hydra's options, and mistakes in them told in one line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from nba_props.cli.parser import Parser
from nba_props.configuration.place import conf_dir
from nba_props.core import hydra_internals

ALONE = ("run", "multirun", "cfg", "info", "shell_completion")
"""What Hydra does one of at a time."""


class TrainParser(Parser):
    """Hydra's own parser of the command line, with the errors of this program.

    Hydra parses the words again before it starts jobs, so it must understand all that this one does.
    """

    def __init__(self) -> None:
        super().__init__(parents=[hydra_internals.args_parser()], add_help=False)

    def mixed(self, words: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
        """Parse words as Hydra does, which takes settings only where they stand side by side."""
        return self.parse_known_args(words)

    def not_understood(self, word: str) -> str:
        """Say how settings are written: without dashes, and side by side."""
        name, equals, _ = word.lstrip("-").partition("=")
        if not word.startswith("-"):
            return f"{word}: stands apart; options such as -m go before all settings, or after all of them"
        if word.startswith("--") and (equals or (conf_dir() / name).is_dir()):
            value = "" if equals else "=..."
            return f"{word}: no such option; settings have no dashes: {word.lstrip('-')}{value}"
        return super().not_understood(word)


def parsed() -> argparse.Namespace:
    """Return what the command line says; ends the process with exit code 2 where it is not understood."""
    parser = TrainParser()
    args = parser.parse_args(sys.argv[1:])
    asked = [f"--{name.replace('_', '-')}" for name in ALONE if getattr(args, name)]
    if len(asked) > 1 and not (args.help or args.hydra_help):
        parser.error(f"{', '.join(asked)}: name one of them")
    return args
