"""Markdown as it is written for the site."""

from __future__ import annotations

import inspect
import posixpath
import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

Row = Sequence[str]
SECTION = re.compile(r"^(?:Args|Returns|Raises|Yields|Examples?):$", re.MULTILINE)
NAMED = re.compile(r"\bdocs/([\w/-]+\.md)\b")


def table(header: Row, rows: Iterable[Row]) -> str:
    """Return a table without the columns that are empty; nothing where there are no rows."""
    body = [list(map(cell, row)) for row in rows]
    if not body:
        return ""
    kept = [place for place in range(len(header)) if any(row[place] for row in body)]
    lines = [[header[place] for place in kept], ["---"] * len(kept)]
    lines += [[row[place] for place in kept] for row in body]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def cell(text: str) -> str:
    """Return a text that ends neither its column nor its row."""
    return " ".join(text.split()).replace("|", "\\|")


def code(text: str) -> str:
    """Return a text in code font; nothing of nothing."""
    return f"`{text}`" if text else ""


def block(text: str, language: str) -> str:
    """Return a fenced block."""
    return f"```{language}\n{text.strip()}\n```\n"


def summary(owner: object) -> str:
    """Return the docstring of a class or module without its sections; empty where it has none of its own."""
    own = inspect.cleandoc(getattr(owner, "__dict__", {}).get("__doc__") or "")
    return SECTION.split(own)[0].strip()


def linked(text: str, folder: str) -> str:
    """Return a page of a folder in which each `docs/<page>.md` that a text names is a link to it."""

    def link(named: re.Match[str]) -> str:
        return f"[{PurePosixPath(named[1]).stem}]({posixpath.relpath(named[1], folder)})"

    return NAMED.sub(link, text)


def page(title: str, *parts: str) -> str:
    """Return a page; parts that are empty are left out."""
    return "\n\n".join([f"# {title}", *(part.strip() for part in parts if part.strip())]) + "\n"
