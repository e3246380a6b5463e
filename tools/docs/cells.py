"""Tutorial scripts as cells: prose and code, executed one by one, each with what it printed.

A script is Python in which `# %%` begins a cell. `# %% [markdown]` is prose, in comments. `# %% hidden` is
run and not shown; of `# %% output` what it printed is shown. All others are code, but one that holds
nothing but calls of `sh` and `keep` is shown like `output`.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

MARK = re.compile(r"^# %%(?: (\[markdown\]|hidden|output))?$", re.MULTILINE)


class TutorialError(RuntimeError):
    """A cell that failed; the message names the script and the line."""


@dataclass(frozen=True)
class Cell:
    """A part of a script: its kind (`markdown`, `hidden`, `output` or `code`), its text, its first line."""

    kind: str
    text: str
    line: int

    @property
    def prose(self) -> str:
        """The text of a cell of prose, its comment marks taken away."""
        return "\n".join(line.removeprefix("#").removeprefix(" ") for line in self.text.splitlines())


def cells(source: str) -> list[Cell]:
    """Return the cells of a script; what stands before the first mark is hidden."""
    marks = list(MARK.finditer(source))
    ends = [*(mark.start() for mark in marks), len(source)]
    found = [Cell("hidden", source[: ends[0]], 1)]
    for mark, end in zip(marks, ends[1:], strict=True):
        text = source[mark.end() : end].strip("\n")
        line = source.count("\n", 0, mark.end() + _blank(source[mark.end() : end])) + 1
        found.append(Cell(_kind(mark[1], text), text, line))
    return found


def _blank(text: str) -> int:
    return len(text) - len(text.lstrip("\n"))


def _kind(marked: str | None, text: str) -> str:
    if marked:
        return marked.strip("[]")
    return "output" if all(map(_is_command, ast.parse(text).body)) else "code"


def _is_command(node: ast.stmt) -> bool:
    """Say whether a statement runs a command or shows a file, and does no more."""
    value = node.value if isinstance(node, ast.Expr | ast.Assign) else None
    return (
        isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in {"sh", "keep"}
    )


def execute(script: Path) -> list[tuple[Cell, str]]:
    """Run the cells of a script in one namespace; return each with what it printed.

    Raises:
        TutorialError: a cell failed.
    """
    module = ModuleType("__tutorial__")
    module.__file__ = str(script)
    sys.modules[module.__name__] = module  # where dataclasses look for the names of their annotations
    return [(cell, _run(cell, script, module)) for cell in cells(script.read_text(encoding="utf-8"))]


def _run(cell: Cell, script: Path, module: ModuleType) -> str:
    if cell.kind == "markdown":
        return ""
    heard = io.StringIO()
    text = "\n" * (cell.line - 1) + cell.text
    try:
        with contextlib.redirect_stdout(heard), contextlib.redirect_stderr(heard):
            exec(compile(text, script, "exec"), vars(module))  # noqa: S102 - the project's own scripts
    except Exception as error:
        raise TutorialError(f"{script}:{_line(error, script)}: {type(error).__name__}: {error}") from error
    return heard.getvalue()


def _line(error: Exception, script: Path) -> int:
    """Return the last line of the script that the error came through."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == str(script)]
    return (lines[-1] if lines else getattr(error, "lineno", None)) or 0
