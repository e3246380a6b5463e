"""The examples of reading files show each shape, and run as they are."""

from __future__ import annotations

import runpy
import sys

import pytest

from nba_props.data.shapes.games import shapes
from nba_props.data.shapes.lines import shapes as line_shapes
from tests.conftest import ROOT


def shown(
    script: str, words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    """Run an example with words and return what it prints."""
    path = ROOT / "examples" / script
    monkeypatch.setattr(sys, "argv", [str(path), *words])
    runpy.run_path(str(path), run_name="__main__")
    return capsys.readouterr().out


def test_the_same_game_is_read_in_each_shape(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = shown("read_game_logs.py", [], monkeypatch, capsys)
    for name in ("league", "player", "basketball_reference", "hoopr", "player_statistics", "box_score"):
        assert f"read as {shapes()[name].words}" in out
    assert out.count("│ 2023-24 ┆ 2023-10-24 ┆ Ann Other   ┆ DEN  ┆ LAL      ┆ true ") == 6


def test_the_same_quote_is_read_in_each_shape(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = shown("read_odds.py", [], monkeypatch, capsys)
    assert all(shape.words in out for shape in line_shapes().values())
    assert out.count("prop_lines  kept") == out.count("a run would take these files as they are") == 5


def test_reports_say_since_when_they_were_known(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = shown("read_injury_reports.py", [], monkeypatch, capsys)
    assert "Other, Ann  ┆ out          ┆ 2023-10-24 21:30:00 UTC" in out  # 17:30 Eastern
    assert "1 rows: team had not yet submitted" in out


@pytest.mark.parametrize("script", ["read_game_logs.py", "read_odds.py", "read_injury_reports.py"])
def test_a_file_that_is_not_there_is_one_line(
    script: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        shown(script, ["nowhere.csv"], monkeypatch, capsys)
    assert stopped.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
