"""The parser of a command's words: argparse, whose errors are one line that cannot steer a terminal."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any, NoReturn

from nba_props.core.console import say
from nba_props.errors import did_you_mean


class Parser(argparse.ArgumentParser):
    """An argument parser that takes options by their whole names only, and says what was meant.

    Options are public: one that is added later must not change what a shortened one means.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 (argparse's own)
        super().__init__(*args, **{"allow_abbrev": False, **kwargs})

    def parse_args(  # type: ignore[override]
        self, args: Sequence[str], namespace: argparse.Namespace | None = None
    ) -> argparse.Namespace:
        """Parse the words; ends the process with exit code 2 where one is not understood."""
        found, unknown = self.parse_known_args(args, namespace)
        if unknown:
            asked, words = self.of_words(args)
            found, unknown = asked.mixed(words)
            if unknown:
                asked.error(asked.not_understood(unknown[0]))
        return found

    def mixed(self, words: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
        """Parse words among which options may stand anywhere; returns those that are not understood, too."""
        return self.parse_known_intermixed_args(words)

    def not_understood(self, word: str) -> str:
        """Return what is wrong with a word, and what may have been meant."""
        name = word.partition("=")[0]
        if not word.startswith("-"):
            return f"{name}: is not understood; {self.prog} takes no such word"
        return f"{name}: no such option; {did_you_mean(name, self.options())}"

    def error(self, message: str) -> NoReturn:
        """Tell it in one line on stderr and end with exit code 2."""
        say(f"error: {' '.join(message.split())} ({self.prog} --help)", error=True)
        self.exit(2)

    def of_words(self, words: Sequence[str]) -> tuple[Parser, Sequence[str]]:
        """Return the parser of the action that the words name, or this one, and the other words."""
        for at, word in enumerate(words):
            chosen = self._actions_by_name().get(word)
            if chosen is not None:
                return chosen.of_words([*words[:at], *words[at + 1 :]])
        return self, words

    def options(self) -> list[str]:
        """Return the names of all options that are not hidden."""
        shown = (action for action in self._actions if action.help != argparse.SUPPRESS)
        return [name for action in shown for name in action.option_strings]

    def _actions_by_name(self) -> dict[str, Parser]:
        groups = (action for action in self._actions if isinstance(action, argparse._SubParsersAction))
        return {name: parser for group in groups for name, parser in group.choices.items()}
