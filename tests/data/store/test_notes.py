"""The notes of a store: one line each, whatever they hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from nba_props.data.store import notes


@pytest.mark.parametrize("odd", ["\u2028", "\u0085", "\x0b", "\n", "\r"])
def test_a_note_is_read_as_it_was_written(odd: str, tmp_path: Path) -> None:
    path = tmp_path / "notes.jsonl"
    written = [{"file": f"a{odd}b"}, {"file": "c"}]
    for event in written:
        notes.add(path, event)
    assert notes.every(path) == written
