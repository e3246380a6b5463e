"""Text on a terminal: nothing that comes from files and stores steers it, and there is one way out."""

from __future__ import annotations

import ast
import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nba_props.core.console import STEERING, Record, plain_console, say, screenful, shown
from nba_props.tracking.table import TextTable, as_text
from tests.conftest import ROOT
from tests.properties import quick

CLEAR = "\x1b[2J"
HOSTILE = f"a{CLEAR}\x9b31mb\rc\x07\u202ed"
WRITTEN_OUT = r"a\x1b[2J\x9b31mb\rc\x07\u202ed"


def test_what_steers_is_written_out_and_the_rest_stays() -> None:
    assert shown(HOSTILE) == WRITTEN_OUT
    assert shown("Nikola Jokić\tüß\n– 100 %\r\n✓") == "Nikola Jokić\tüß\n– 100 %\r\n✓"  # noqa: RUF001


@quick
@given(st.text())
def test_no_text_steers(text: str) -> None:
    assert not STEERING.search(shown(text))
    assert shown(shown(text)) == shown(text)
    assert not any(STEERING.search(line) for line in screenful([text]))


def test_it_is_said_on_both_outputs(capsys: pytest.CaptureFixture[str]) -> None:
    say(HOSTILE)
    say(HOSTILE, error=True, end="")
    assert capsys.readouterr() == (f"{WRITTEN_OUT}\n", WRITTEN_OUT)


def test_a_console_obeys_no_text_and_keeps_its_own_colours() -> None:
    from rich.panel import Panel
    from rich.text import Text

    file = io.StringIO()
    console = plain_console(
        file=file, force_terminal=True, color_system="standard", width=60, highlight=False
    )
    console.print(Text(CLEAR, style="red"), Panel(f"in a panel {CLEAR}"), CLEAR)
    text = file.getvalue()
    assert "\x1b[31m" in text
    assert CLEAR not in text
    assert text.count(r"\x1b[2J") == 3


def test_columns_stay_in_line_beside_a_cell_that_was_written_out() -> None:
    lines = as_text(
        [TextTable(CLEAR, ["name", CLEAR], [[HOSTILE, "1"], ["b", "22"]], frozenset([CLEAR]))], 80
    )
    _, head, rule, one, two = lines.splitlines()
    assert WRITTEN_OUT in one
    assert len(head) == len(rule) == len(one) == len(two)


def test_a_record_of_the_log_does_not_steer() -> None:
    record = Record("a", logging.WARNING, "path", 1, "run %s is KILLED", (CLEAR,), None)
    assert logging.Formatter("%(message)s").format(record) == r"run \x1b[2J is KILLED"


def written(path: Path) -> Iterator[str]:
    """The calls of a module that put text on a terminal by another way."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            if called in ("print", "Console", "rich.print") or called.startswith(
                ("sys.stdout.write", "sys.stderr.write", "sys.__std")
            ):
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {called}"


@pytest.mark.slow
def test_there_is_no_other_way_out() -> None:
    modules = [ROOT / "train.py", *sorted((ROOT / "src").rglob("*.py"))]
    found = [line for path in modules for line in written(path) if path.name != "console.py"]
    assert found == []
    assert list(written(ROOT / "src/nba_props/core/console.py")) != []
