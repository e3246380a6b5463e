"""Tables of plain text, and how they are written: for a terminal, as Markdown, as HTML."""

from __future__ import annotations

import datetime as dt
import html
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import StringIO
from typing import TYPE_CHECKING

from nba_props.core.console import plain_console, shown

if TYPE_CHECKING:
    from rich.console import Console

NONE = "–"  # noqa: RUF001 - a dash
_GAP = 2
_LEAST_TEXT_WIDTH = 6
_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 1rem 1rem 3rem; }
h2 { font-size: 1.1rem; margin: 1.8rem 0 0.4rem; }
table { border-collapse: collapse; font-size: 0.9rem; }
th, td { padding: 0.25rem 1.2rem 0.25rem 0; text-align: left; vertical-align: baseline; }
thead th { border-bottom: 1px solid; white-space: nowrap; }
.n { text-align: right; font-variant-numeric: tabular-nums; }
.scroll { overflow-x: auto; }
p { margin: 0.3rem 0; }
"""


@dataclass(frozen=True)
class TextTable:
    """Rows of cells under headings; `right` names the headings whose cells are numbers.

    `notes` are sentences below it; a table without rows shows them alone.
    """

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: frozenset[str] = frozenset()
    notes: Sequence[str] = field(default_factory=tuple)


def number(value: float | None, digits: int = 4) -> str:
    """Return a figure with so many significant digits, whole numbers in full; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return NONE
    whole = float(value).is_integer() or abs(float(f"{value:.{digits}g}")) >= 10 ** (digits - 1)
    if whole and abs(value) < 1e15:
        return f"{value:,.0f}"
    return f"{value:#.{digits}g}"


def day(moment: dt.datetime | None) -> str:
    """Return a moment's date; a dash where there is none."""
    return NONE if moment is None else moment.date().isoformat()


def as_text(tables: Iterable[TextTable], width: int) -> str:
    """Return tables one below the other, no line longer than `width`; cells that are too long are folded."""
    file = StringIO()
    console = plain_console(file=file, width=width, color_system=None, highlight=False)
    for position, table in enumerate(tables):
        if position:
            console.print()
        _print(console, _shown(table))
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines())


def _shown(table: TextTable) -> TextTable:
    """Write out what would steer a terminal, before the widths of columns are measured."""
    rows = [[shown(cell) for cell in row] for row in table.rows]
    columns, notes = [shown(name) for name in table.columns], [shown(note) for note in table.notes]
    return TextTable(shown(table.title), columns, rows, frozenset(map(shown, table.right)), notes)


def _print(console: Console, table: TextTable) -> None:
    from rich import box
    from rich.table import Table as Rich
    from rich.text import Text

    console.print(Text(table.title))
    if table.rows:
        made = Rich(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, padding=(0, 1, 0, 0))
        whole = _can_keep_numbers(table, console.width)
        for name in table.columns:
            if name in table.right:
                made.add_column(Text(name), justify="right", overflow="fold", no_wrap=whole)
            else:
                made.add_column(Text(name), overflow="fold")
        for row in table.rows:
            made.add_row(*(Text(cell) for cell in row))
        console.print(made)
    for note in table.notes:
        console.print(Text(note))


def _can_keep_numbers(table: TextTable, width: int) -> bool:
    """Whether numbers can be left whole and text alone be folded, with a little room left for it."""
    cells = zip(table.columns, *table.rows, strict=True)
    numbers = [max(map(_widest, column)) for column in cells if column[0] in table.right]
    text = _LEAST_TEXT_WIDTH * (len(table.columns) - len(numbers))
    return sum(numbers) + text + _GAP * (len(table.columns) - 1) <= width


def _widest(cell: str) -> int:
    return max(map(len, cell.splitlines()), default=0)


def as_markdown(title: str, tables: Iterable[TextTable]) -> str:
    """Return a Markdown page."""
    lines = [f"# {_md(title)}", ""]
    for table in tables:
        lines += [f"## {_md(table.title)}", "", *_markdown_rows(table)]
        for note in table.notes:
            lines += [_md(note), ""]
    return "\n".join(lines).rstrip() + "\n"


def _markdown_rows(table: TextTable) -> list[str]:
    if not table.rows:
        return []
    rule = ["---:" if name in table.right else "---" for name in table.columns]
    rows = [[_md(name) for name in table.columns], rule, *([_md(cell) for cell in row] for row in table.rows)]
    return [*(f"| {' | '.join(row)} |" for row in rows), ""]


def _md(text: str) -> str:
    for special in ("\\", "|", "*", "_", "<", "`", "["):
        text = text.replace(special, f"\\{special}")
    return " ".join(text.split())


def as_html(title: str, tables: Iterable[TextTable]) -> str:
    """One HTML page without scripts or requests; all text is escaped."""
    body = "\n".join(line for table in tables for line in _html(table))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><h1>{html.escape(title)}</h1>\n{body}\n</body></html>\n"
    )


def _html(table: TextTable) -> Iterator[str]:
    yield f"<h2>{html.escape(table.title)}</h2>"
    if table.rows:
        marks = [' class="n"' if name in table.right else "" for name in table.columns]
        yield f'<div class="scroll"><table><thead>{_html_row("th", marks, table.columns)}</thead><tbody>'
        yield from (_html_row("td", marks, row) for row in table.rows)
        yield "</tbody></table></div>"
    yield from (f"<p>{html.escape(note)}</p>" for note in table.notes)


def _html_row(tag: str, marks: Sequence[str], cells: Sequence[str]) -> str:
    inside = (f"<{tag}{mark}>{html.escape(cell)}</{tag}>" for mark, cell in zip(marks, cells, strict=True))
    return f"<tr>{''.join(inside)}</tr>"
