"""The fault table of docs/how-to/sources.md says what the tests of each fault show."""

from __future__ import annotations

from collections.abc import Iterator

from tests.conftest import ROOT
from tests.source import test_files, test_odds, test_reports, test_update
from tests.source.replay import MARKER

HEAD = ("| Source | Fault | Seen, in one line | Kept |", "|---|---|---|---|")
PLACES = {
    "schedule": "logs and rosters",
    "logs": "the schedule; not asked: rosters",
    "roster": "schedule and logs",
}


def table() -> Iterator[str]:
    """The table, line by line."""
    yield from HEAD
    for fault in test_odds.FAULTS:
        yield f"| the_odds_api | {fault.name} | {_cell(fault.seen)} | {fault.kept} |"
    for broken in test_update.FAULTS:
        kept = "schedule and rosters" if broken.kept else PLACES[broken.place]
        yield f"| nba_api | {broken.name} | {_cell(broken.seen)} | {kept} |"
    for lacking in test_reports.FAULTS:
        yield f"| official_report | {lacking.name} | {_cell(lacking.seen)} | earlier reports |"
    for dropped in test_files.FAULTS:
        yield f"| files | {dropped.name} | {_cell(dropped.seen)} | all other files |"


def _cell(text: str) -> str:
    return f"`{text.replace(MARKER, '***').replace('|', '/')}`"


def test_the_table_is_in_the_docs() -> None:
    page = (ROOT / "docs/how-to/sources.md").read_text(encoding="utf-8")
    assert "\n".join(table()) in page
