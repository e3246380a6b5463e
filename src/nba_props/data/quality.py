"""The data-quality report: what came in, what was dropped and why, and what looks wrong."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from nba_props.data.feeds import Feed

if TYPE_CHECKING:
    from rich.console import Group
    from rich.table import Table

EXAMPLES = 5
LISTED = 30


@dataclass
class Step:
    """One step of reading a table: how many rows were left out or changed, and why, with a few examples.

    `lost` rows were meant to be used; others that are dropped are copies, superseded, or say nothing.
    `assumed` rows are kept, and something that the files do not tell of them is taken for granted.
    """

    table: str
    reason: str
    rows: int
    examples: list[str] = field(default_factory=list)
    dropped: bool = True
    lost: bool = False
    assumed: bool = False

    def is_like(self, other: Step) -> bool:
        """Whether both say the same of one table's rows."""
        same = (self.table, self.reason, self.dropped, self.lost, self.assumed)
        return same == (other.table, other.reason, other.dropped, other.lost, other.assumed)


@dataclass
class Spelling:
    """A name not spelled as in the logs: whom it was taken for (None: nobody), how, and on how many rows."""

    written: str
    name: str | None
    level: str
    rows: int


@dataclass(frozen=True)
class Contradiction:
    """How many of a table's rows say what cannot be true."""

    table: str
    wrong: str
    rows: int
    of: int


@dataclass(frozen=True)
class Reach:
    """The last day with an outcome, the day of the last game with a line, and the share of stale lines.

    Stale are lines on games that are further after the last outcome than any break of a season is long.
    """

    last_game: str
    last_line: str
    stale: float


@dataclass(frozen=True)
class QuoteTimes:
    """Quotes with a known tip-off, those of them taken after it, and by how many hours in the middle."""

    timed: int
    in_play: int
    hours_late: float | None


@dataclass
class QualityReport:
    """Counts of rows read and kept by table, the steps between them, and plain figures such as match rates.

    For every table with steps, `read` less the rows of its dropping steps is `kept` less the rows added.
    """

    read: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)
    spellings: list[Spelling] = field(default_factory=list)
    feeds: list[Feed] = field(default_factory=list)
    shapes: dict[str, str] = field(default_factory=dict)
    """File -> the shape that it was read as."""
    unread: list[str] = field(default_factory=list)
    """Files of the folders that are no tables."""
    misfits: list[str] = field(default_factory=list)
    """A sentence for each market whose lines are far from what the players average in it."""
    quote_times: QuoteTimes | None = None
    contradictions: list[Contradiction] = field(default_factory=list)
    reach: Reach | None = None

    def note(
        self,
        table: str,
        reason: str,
        rows: int,
        examples: Sequence[str | None] = (),
        *,
        dropped: bool = True,
        lost: bool = False,
        assumed: bool = False,
    ) -> None:
        """Add a step if it concerned any row; the rows of several files that take one step are one step.

        Rows of which something is assumed are kept.
        """
        if not rows:
            return
        shown = [example for example in examples if example is not None][:EXAMPLES]
        step = Step(table, reason, rows, shown, dropped and not assumed, lost, assumed)
        same = next((each for each in self.steps if each.is_like(step)), None)
        if same is None:
            self.steps.append(step)
            return
        same.rows += rows
        same.examples = list(dict.fromkeys([*same.examples, *shown]))[:EXAMPLES]

    def count_read(self, table: str, left: int) -> None:
        """Say how many rows were read: those that are left, and those that steps so far have dropped."""
        dropped = sum(step.rows for step in self.steps if step.table == table and step.dropped)
        self.read[table] = left + dropped

    @property
    def unmatched(self) -> list[Spelling]:
        """The names that nobody was found for, most rows first."""
        lost = [spelling for spelling in self.spellings if spelling.name is None]
        return sorted(lost, key=lambda spelling: (-spelling.rows, spelling.written))

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain JSON types."""
        return asdict(self)

    def to_json(self) -> str:
        """Return the report as JSON, for an artifact."""
        return json.dumps(self.to_dict(), indent=2, ensure_ascii=False)

    def render(self) -> Group:
        """Return the report for a terminal: rows by table, unmatched names, feeds that look wrong."""
        from rich.console import Group, RenderableType
        from rich.text import Text

        tables: list[RenderableType] = [_rows_table(self)]
        if self.unmatched:
            tables.append(_names_table(self.unmatched))
        if any(feed.wrong or feed.same_as for feed in self.feeds):
            tables.append(_feeds_table(self.feeds))
        tables += [Text(line, style="dim") for line in _file_lines(self)]
        return Group(*tables)


def _rows_table(report: QualityReport) -> Table:
    from rich.table import Table

    table = Table("table", "what", "rows", "for example", title="Data quality", title_justify="left")
    for name in dict.fromkeys([*report.read, *report.kept, *(step.table for step in report.steps)]):
        if name not in report.read and not report.kept.get(name):
            continue
        if name in report.read:
            table.add_row(name, "read", f"{report.read[name]:,}", "")
        for step in report.steps:
            if step.table == name:
                table.add_row(
                    "", step.reason, f"{'-' if step.dropped else ''}{step.rows:,}", ", ".join(step.examples)
                )
        if name in report.kept:
            table.add_row("", "kept", f"{report.kept[name]:,}", "", end_section=True)
    for name, value in report.figures.items():
        table.add_row("", name, f"{value:,.4g}" if value < 1 else f"{value:,.0f}", "")
    return table


def _names_table(unmatched: list[Spelling]) -> Table:
    from rich.table import Table

    table = Table("name not matched", "why", "rows")
    for spelling in unmatched[:LISTED]:
        table.add_row(spelling.written, spelling.level, f"{spelling.rows:,}")
    if len(unmatched) > LISTED:
        table.add_row(f"… and {len(unmatched) - LISTED} more", "", "")
    return table


def _feeds_table(feeds: list[Feed]) -> Table:
    from rich.table import Table

    table = Table("book", "quotes compared", "line against price", "same feed as", "verdict")
    for feed in feeds:
        relation = "" if feed.correlation is None else f"{feed.correlation:+.2f}"
        verdict = "prices do not belong to the lines" if feed.wrong else ""
        table.add_row(feed.book, f"{feed.quotes:,}", relation, ", ".join(feed.same_as), verdict)
    return table


def _file_lines(report: QualityReport) -> list[str]:
    """Return what files were read as, and which were not read."""
    shapes: dict[str, list[str]] = {}
    for file, shape in report.shapes.items():
        shapes.setdefault(shape, []).append(PurePath(file).name)
    lines = [f"read as {shape}: {_listed(files)}" for shape, files in shapes.items()]
    return lines + ([f"not read: {_listed(report.unread)}"] if report.unread else [])


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - EXAMPLES} more" if len(names) > EXAMPLES else ""
    return ", ".join(names[:EXAMPLES]) + more
