"""What an import brought and what a store holds, as tables for a terminal."""

from __future__ import annotations

import datetime as dt

from nba_props.data.store.importing import Imported, left_out
from nba_props.data.store.status import Status
from nba_props.tracking.table import NONE, TextTable, number

FEW = 8
"""Days of which all are listed."""


def imported(found: Imported) -> list[TextTable]:
    """Return what changed by table, and what was left out of the files and why."""
    rows = [
        (table, number(change.added), number(change.changed), number(change.unchanged))
        for table, change in found.changes.items()
    ]
    numbers = ("new", "changed", "there already")
    notes = left_out(found.quality)
    notes += [f"not read: {', '.join(found.files.unread[:FEW])}"] if found.files.unread else []
    return [TextTable("Imported", ("table", *numbers), rows, frozenset(numbers), notes)]


def status(found: Status) -> list[TextTable]:
    """Return the tables of a store, what is missing in them, and what sources said."""
    every = [_tables(found), _holes(found), _snapshots(found), _sources(found)]
    return [table for table in every if table.rows or table.notes]


def _tables(found: Status) -> TextTable:
    rows = [
        (each.table, number(each.rows), _day(each.first_day), _day(each.last_day), age(each.hours_old))
        for each in found.tables
    ]
    columns = ("table", "rows", "from", "to", "newest")
    return TextTable(f"Store {found.folder}", columns, rows, frozenset({"rows", "newest"}))


def _holes(found: Status) -> TextTable:
    rows = [(_day(hole.day), f"{hole.missing} of {hole.games}") for hole in found.holes[:FEW]]
    more = len(found.holes) - FEW
    notes = [f"… and {more} more days"] if more > 0 else []
    return TextTable("Games without logs", ("day", "missing"), rows, frozenset({"missing"}), notes)


def _snapshots(found: Status) -> TextTable:
    rows = [
        (each.table, number(each.snapshots), number(each.nights), number(len(each.nights_without)),
         NONE if each.longest_gap_hours is None else f"{each.longest_gap_hours:,.1f} h")
        for each in found.snapshots
    ]  # fmt: skip
    columns = ("table", "snapshots", "nights", "nights without", "longest gap")
    notes = [
        f"{each.table}: none on {', '.join(map(_day, each.nights_without[-FEW:]))}"
        + (" and before" if len(each.nights_without) > FEW else "")
        for each in found.snapshots
        if each.nights_without
    ]
    return TextTable("Snapshots", columns, rows, frozenset(columns[1:]), notes)


def _sources(found: Status) -> TextTable:
    rows = [(each.source, each.at, number(each.credits_left), each.said or NONE) for each in found.sources]
    return TextTable(
        "Sources", ("source", "last asked", "credits left", "said"), rows, frozenset({"credits left"})
    )


def age(hours: float | None) -> str:
    """Return an age in the unit that suits it, such as `3.5 h` or `12 days`."""
    if hours is None:
        return NONE
    if hours < 1:
        return f"{hours * 60:.0f} min"
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:,.0f} days"


def _day(day: dt.date | None) -> str:
    return NONE if day is None else day.isoformat()
