"""What was found in files, as tables for a terminal."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from nba_props.data.contradictions import listed
from nba_props.data.inspection.inspect import Inspection
from nba_props.data.inspection.kinds import Kind
from nba_props.data.matching.quotes import PRICE_SHARES
from nba_props.data.quality import QualityReport
from nba_props.tracking.table import TextTable, as_text, number

NEEDED = {
    "game_logs": "game logs need the whole box score; docs/how-to/questions/my-own-data-files.md shows a row",
    "others": "docs/how-to/data.md shows the columns of each table",
}
"""Where columns are told that a table must have."""
FEW = 12
"""Files, names and books of which all are listed."""


def text(found: Inspection) -> str:
    """Return the whole report, as wide as the terminal."""
    return as_text(tables(found), shutil.get_terminal_size((100, 24)).columns)


def tables(found: Inspection) -> list[TextTable]:
    """Return the tables of the report, from files to what a run would say; empty ones are left out."""
    every = [
        _files(found), _missing(found), _rows(found.quality), _months(found), _books(found),
        _names(found.quality), _feeds(found.quality), _end(found),
    ]  # fmt: skip
    return [table for table in every if table.rows or table.notes]


def _files(found: Inspection) -> TextTable:
    rows = [(kind.file, kind.table, kind.shape, _mapped(kind)) for kind in found.kinds[:FEW]]
    notes = [f"… and {len(found.kinds) - FEW} more files"] if len(found.kinds) > FEW else []
    notes += [f"not read: {', '.join(found.unread[:FEW])}"] if found.unread else []
    return TextTable("Files", ("file", "table", "read as", "columns"), rows, notes=notes)


def _mapped(kind: Kind) -> str:
    renamed = [
        f"{ours} ← {theirs}" for ours, theirs in kind.read_as.items() if ours.lower() != theirs.lower()
    ]
    return ", ".join(renamed) or "by their own names"


def _missing(found: Inspection) -> TextTable:
    rows = [row for kind in found.kinds for row in _lacking(kind)]
    notes = []
    if any(kind.mapping for kind in found.kinds):
        fix = "" if found.unfixed else "; --fix writes that mapping"
        notes.append(f"the first that may be meant is taken below{fix}")
    if any(kind.unmapped for kind in found.kinds):
        logs = any(kind.unmapped and kind.table == "game_logs" for kind in found.kinds)
        notes.append(NEEDED["game_logs" if logs else "others"])
    return TextTable("Missing columns", ("file", "columns", "may be meant"), rows, notes=notes)


def _lacking(kind: Kind) -> Iterator[tuple[str, str, str]]:
    """Yield a row for each column that others may be meant by, and one for all the rest."""
    for name in kind.mapping:
        yield kind.file, name, ", ".join(kind.lacking[name][:3])
    if kind.unmapped:
        left = ", ".join(kind.ignored[:8])
        yield kind.file, ", ".join(kind.unmapped), f"none of {left}" if left else "none: all others are read"


def _rows(quality: QualityReport) -> TextTable:
    return TextTable(
        "Rows", ("table", "what", "rows", "for example"), list(_steps(quality)), frozenset({"rows"})
    )


def _steps(quality: QualityReport) -> Iterator[tuple[str, str, str, str]]:
    for table in dict.fromkeys([*quality.read, *quality.kept, *(step.table for step in quality.steps)]):
        if table in quality.read:
            yield table, "read", number(quality.read[table]), ""
        for step in quality.steps:
            if step.table == table:
                sign = "-" if step.dropped else ""
                yield table, step.reason, sign + number(step.rows), ", ".join(step.examples[:3])
        if table in quality.kept:
            yield table, "kept", number(quality.kept[table]), ""


def _months(found: Inspection) -> TextTable:
    rows = [(month.table, month.month, number(month.rows), number(month.days)) for month in found.months]
    return TextTable("Coverage", ("table", "month", "rows", "days"), rows, frozenset({"rows", "days"}))


def _books(found: Inspection) -> TextTable:
    rows = [
        (book.book, number(book.quotes), number(book.player_games), book.first, book.last, hours)
        for book in found.books[: 2 * FEW]
        for hours in [number(book.hours_before, 3)]
    ]
    columns = ("book", "quotes", "player-games", "first", "last", "hours before tip-off")
    return TextTable("Books", columns, rows, frozenset({"quotes", "player-games", "hours before tip-off"}))


def _names(quality: QualityReport) -> TextTable:
    rows = [(name.written, name.level, number(name.rows)) for name in quality.unmatched[:FEW]]
    more = len(quality.unmatched) - FEW
    share = quality.figures.get("share of them with a matched name")
    notes = [f"… and {more} more names"] if more > 0 else []
    notes += [] if share is None else [f"{share:.1%} of the lined player-games were matched by name"]
    return TextTable("Names not matched", ("name", "why", "rows"), rows, frozenset({"rows"}), notes)


def _feeds(quality: QualityReport) -> TextTable:
    odd = [feed for feed in quality.feeds if feed.wrong or feed.same_as]
    rows = [
        (feed.book, "prices do not belong to the lines" if feed.wrong else "", ", ".join(feed.same_as))
        for feed in odd
    ]
    return TextTable("Feeds", ("book", "verdict", "same feed as"), rows)


def _end(found: Inspection) -> TextTable:
    """Return what a run would say: the refusal, or what contradicts what."""
    notes = []
    if found.refusal is not None:
        notes.append(f"a run would refuse these files: {found.refusal}")
    elif not found.is_sound:
        notes.append("a run needs the mapping of the missing columns")
    else:
        notes.append("a run would take these files as they are")
    if found.quality.contradictions:
        notes.append(f"contradictions: {listed(found.quality.contradictions)}")
    notes += found.quality.misfits
    notes += [f"{s.rows:,} rows of {s.table}: {s.reason}" for s in found.quality.steps if s.assumed]
    figures = found.quality.figures
    notes += [f"{name}: {figures[name]:.1%}" for name in PRICE_SHARES if name in figures]
    times = found.quality.quote_times
    if times is not None and times.timed:
        late = times.in_play / times.timed
        notes.append(f"{late:.1%} of {times.timed:,} quotes with a known tip-off were taken after it")
    return TextTable("In short", (), (), notes=notes)
