"""A word about work that takes longer than a second."""

from __future__ import annotations

import time

import pytest

from nba_props.cli.patience import patience

SOON = 0.01


def test_quick_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with patience("composing"):
        pass
    time.sleep(2 * SOON)
    assert capsys.readouterr().err == ""


def test_long_work_is_told_once_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with patience("composing", SOON) as tell:
        time.sleep(10 * SOON)
        tell("1 of 40")
        tell("2 of 40")
    found = capsys.readouterr()
    assert (found.out, found.err) == ("", "composing ...\n")


def test_on_a_terminal_the_line_moves_with_the_work(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    with patience("composing", SOON) as tell:
        time.sleep(10 * SOON)
        tell("the working tree: composed 7 of 40: debug=quick")
        time.sleep(0.2)
    assert "composed 7 of 40" in capsys.readouterr().err
    with pytest.raises(ValueError, match="wrong"), patience("composing", SOON):
        raise ValueError("wrong")


def test_what_every_command_does_is_told_on_a_terminal_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with patience("opening the store", SOON, elsewhere=False):
        time.sleep(10 * SOON)
    assert capsys.readouterr().err == ""
