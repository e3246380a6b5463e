"""The pages of the command line, made from the parsers themselves."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

from nba_props.cli.commands.completion import PROGRAM, whole_parser
from nba_props.configuration.session import raw, session
from nba_props.core.variables import variables
from tools.docs.markdown import block, code, page, table

FOLDER = "reference/commands"
WIDTH = "90"
INDEX = """
Exit codes: 0, and 1 where the answer to what was asked is no; 2 with a line for each thing that has to be
mended; 130 after Ctrl-C. `python train.py` takes the words of [`nba-props train`](train.md).
"""


def commands() -> dict[str, str]:
    """Return the page of each command, and their index."""
    with variables({"COLUMNS": WIDTH}):
        parsers = dict(_children(whole_parser()))
        pages = {f"{FOLDER}/{name}.md": _page(name, *told) for name, told in parsers.items()}
    rows = ((f"[{PROGRAM} {name}]({name}.md)", about) for name, (about, _) in parsers.items())
    return {f"{FOLDER}/index.md": page("Commands", INDEX, table(("Command", "What"), rows)), **pages}


def _page(name: str, about: str, parser: argparse.ArgumentParser) -> str:
    title = f"{PROGRAM} {name}"
    if name == "train":
        return page(title, about, block(_help_of_a_run(), "text"))
    return page(title, about, *_parser(parser, title), *_verbs(parser, title))


def _verbs(parser: argparse.ArgumentParser, title: str) -> Iterator[str]:
    for verb, (_, inner) in _children(parser):
        yield f"## {title} {verb}"
        yield from _parser(inner, f"{title} {verb}")


def _parser(parser: argparse.ArgumentParser, title: str) -> Iterator[str]:
    yield parser.description or ""
    yield block(_usage(parser, title), "text")
    yield table(("Argument", "What"), _arguments(parser))
    if parser.epilog:
        yield block(parser.epilog, "text")


def _usage(parser: argparse.ArgumentParser, title: str) -> str:
    parser.prog = title
    return re.sub(r"^usage: ", "", parser.format_usage())


def _arguments(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str]]:
    for action in parser._actions:
        if not isinstance(action, argparse._SubParsersAction | argparse._HelpAction):
            yield code(_written(action)), action.help or ""


def _written(action: argparse.Action) -> str:
    """Return an argument as it is typed: `--port PORT`, `RUN`, `{bash,zsh,fish}`."""
    choices = "{" + ",".join(map(str, action.choices)) + "}" if action.choices else ""
    shown = action.metavar or choices or (action.dest.upper() if action.option_strings else action.dest)
    value = shown if isinstance(shown, str) else " ".join(shown)
    if action.option_strings:
        return action.option_strings[-1] if action.nargs == 0 else f"{action.option_strings[-1]} {value}"
    return value


def _children(parser: argparse.ArgumentParser) -> Iterator[tuple[str, tuple[str, argparse.ArgumentParser]]]:
    """Yield the commands of a parser: name, what it is for in a line, and its own parser."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            about = {choice.dest: choice.help or "" for choice in action._choices_actions}
            yield from ((name, (about.get(name, ""), inner)) for name, inner in action.choices.items())


def _help_of_a_run() -> str:
    with session():
        return str(raw([]).hydra.help.template)
