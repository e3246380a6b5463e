"""The code blocks of the documentation, and the commands in them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.conftest import ROOT

FENCE = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
PAGES = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *(ROOT / "docs").rglob("*.md")]
)
SEPARATORS = {";", "&&", "||", "|", "&"}
SHELL = ("", "sh", "bash")


@dataclass(frozen=True)
class Block:
    """A fenced block: its page, the line at which it starts, its language, and its text."""

    page: Path
    line: int
    language: str
    text: str

    @property
    def place(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def blocks(page: Path) -> list[Block]:
    text = page.read_text(encoding="utf-8")
    return [
        Block(page, text.count("\n", 0, found.start()) + 1, found[2], _dedented(found[3], len(found[1])))
        for found in FENCE.finditer(text)
    ]


def _dedented(text: str, indent: int) -> str:
    return "".join(line[indent:] or "\n" for line in text.splitlines(keepends=True))


def written_in(*languages: str) -> list[Path]:
    """The pages with a block of one of these languages."""
    return [page for page in PAGES if any(block.language in languages for block in blocks(page))]


def commands(block: Block) -> list[list[str]]:
    """The words of each command that a reader would type."""
    return [words for line in _lines(block) for words in _split(line)]


def _lines(block: Block) -> Iterator[str]:
    text = block.text.replace("\\\n", " ")
    if block.language in SHELL:
        yield from text.splitlines()
    elif block.language == "console":
        yield from (line[2:] for line in text.splitlines() if line.startswith("$ "))
    elif block.language == "cron":
        yield from (line.split(maxsplit=5)[5] for line in text.splitlines() if " " in line)
    elif block.language == "yaml":
        yield from (line for step in _runs(yaml.safe_load(block.text)) for line in step.splitlines())


def _runs(node: object) -> Iterator[str]:
    """Yield what the steps of a workflow run."""
    if isinstance(node, dict):
        for key, value in node.items():
            yield from [value] if key == "run" and isinstance(value, str) else _runs(value)
    elif isinstance(node, list):
        for value in node:
            yield from _runs(value)


def _split(line: str) -> Iterator[list[str]]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=";&|<>")
    lexer.whitespace_split = True
    command: list[str] = []
    for word in lexer:
        if word in SEPARATORS:
            yield from [command] if command else []
            command = []
        else:
            command.append(word)
    yield from [command] if command else []
