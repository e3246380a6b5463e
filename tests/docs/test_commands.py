"""Every command that the documentation shows is one that the program, make or another known program takes."""

from __future__ import annotations

import argparse
import re
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from nba_props.cli.commands.completion import whole_parser
from nba_props.configuration import explain
from nba_props.configuration.session import session
from nba_props.errors import ConfigError
from tests.conftest import ROOT
from tests.docs.blocks import PAGES, SHELL, Block, blocks, commands, written_in

pytestmark = pytest.mark.slow

FOREIGN = {"cd", "curl", "echo", "export", "git", "mlflow", "optuna-dashboard", "ray", "source"}
"""Programs of others, whose words are not looked at."""
FLAGS_OF_HYDRA = ("-", "hydra/launcher=", "hydra.launcher.", "+hydra.launcher.")
"""Words that Hydra or a plugin reads, which need not be installed."""
WITH_COMMANDS = (*SHELL, "console", "cron", "yaml")
LANGUAGES = {*WITH_COMMANDS, "csv", "text", "python", "pycon"}
"""Those that are tested: commands here, others in `test_examples.py`, `test_python.py`; `text` is output."""


@cache
def makefile() -> str:
    return (ROOT / "Makefile").read_text(encoding="utf-8")


@cache
def extras() -> set[str]:
    return set(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"])


def problems(words: list[str]) -> list[str]:
    """What is wrong with a command, a line each."""
    program, *rest = words
    if "=" in program:  # VARIABLE=value before the command
        return problems(rest) if rest else []
    if program in FOREIGN:
        return []
    check = PROGRAMS.get(program)
    return check(rest) if check else of_file(program)


def of_nba_props(words: list[str]) -> list[str]:
    return of_training(words[1:]) if words[:1] == ["train"] else of_parser(words)


def of_make(words: list[str]) -> list[str]:
    return [f"make {goal}: no such goal" for goal in words if not is_goal(goal)]


def of_pip(words: list[str]) -> list[str]:
    return [f"{extra}: no such extra" for extra in extras_of(words) if extra not in extras()]


def of_file(path: str) -> list[str]:
    known = path.startswith(".venv/") or (ROOT / path).is_file()
    return [] if known else [f"{path}: nobody knows this program; output is fenced as text"]


def is_goal(word: str) -> bool:
    return "=" in word or re.search(rf"^{re.escape(word)}:", makefile(), re.MULTILINE) is not None


def extras_of(words: list[str]) -> list[str]:
    found = (re.match(r"nba-props\[(.+)\]", word) for word in words)
    return [extra for match in found if match for extra in match[1].split(",")]


def of_python(words: list[str]) -> list[str]:
    if words[0] == "train.py":
        return of_training(words[1:])
    return of_file(words[1].replace(".", "/") + ".py" if words[0] == "-m" else words[0])


def of_training(words: list[str]) -> list[str]:
    """What composing finds wrong."""
    own = [word for word in words if not word.startswith(FLAGS_OF_HYDRA)]
    try:
        with session():
            explain.check(own, multirun="-m" in words)
    except ConfigError as error:
        return error.problems
    return []


@cache
def parser() -> argparse.ArgumentParser:
    return whole_parser()


def of_parser(words: list[str]) -> list[str]:
    try:
        parser().parse_args(words)
    except SystemExit as error:
        return [f"exit code {error.code}"] if error.code else []
    return []


PROGRAMS: dict[str, Callable[[list[str]], list[str]]] = {
    "make": of_make,
    "nba-props": of_nba_props,
    "pip": of_pip,
    "python": of_python,
}


def wrong(block: Block) -> list[str]:
    found = [(words, problem) for words in commands(block) for problem in problems(words)]
    return [f"{block.place}: {' '.join(words)}: {problem}" for words, problem in found]


def test_every_block_has_a_language_that_a_test_handles() -> None:
    shown = [block for page in PAGES for block in blocks(page)]
    assert len(shown) > 90
    assert [block.place for block in shown if block.language not in LANGUAGES] == []


@pytest.mark.parametrize("page", written_in(*WITH_COMMANDS), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_is_taken(page: Path) -> None:
    assert [line for block in blocks(page) for line in wrong(block)] == []


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("python train.py model=lightgmb", "no such option"),
        ("nba-props train -m seed=abc,1", "must be a whole number"),
        ("nba-props experiments bets advanced", "exit code 2"),
        ("make dosc", "no such goal"),
        ("pip install 'nba-props[jobblib]'", "no such extra"),
        ("python benchmarks/saeson.py DATA", "nobody knows this program"),
        ("ODDS_API_KEY=x nba-props data odds --nosuch", "exit code 2"),
        ("cd x; 3 bets settled", "output is fenced as text"),
    ],
)
def test_a_command_that_is_not_taken_is_named(command: str, said: str) -> None:
    (line, *_) = wrong(Block(ROOT / "README.md", 7, "sh", command))
    assert line.startswith("README.md:7: ")
    assert said in line
