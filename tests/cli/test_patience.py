"""A word about work that takes longer than a second."""

from __future__ import annotations

import time

import pytest

from nba_props.cli.patience import patience

SOON = 0.01


def told(capsys: pytest.CaptureFixture[str], word: str, seconds: float = 60.0) -> str:
    """What stands on stderr once a word is there."""
    seen, end = "", time.monotonic() + seconds
    while word not in seen:
        assert time.monotonic() < end, f"{word!r} is not in {seen!r}"
        time.sleep(SOON)
        seen += capsys.readouterr().err
    return seen


def test_quick_work_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with patience("composing"):
        pass
    time.sleep(2 * SOON)
    assert capsys.readouterr().err == ""


def test_long_work_is_told_once_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    with patience("composing", SOON) as tell:
        assert told(capsys, "\n") == "composing ...\n"
        tell("1 of 40")
        tell("2 of 40")
    found = capsys.readouterr()
    assert (found.out, found.err) == ("", "")


def test_on_a_terminal_the_line_moves_with_the_work(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    with patience("composing", SOON) as tell:
        told(capsys, "composing")
        tell("the working tree: composed 7 of 40: debug=quick")
        told(capsys, "composed 7 of 40")
    with pytest.raises(ValueError, match="wrong"), patience("composing", SOON):
        raise ValueError("wrong")


def test_what_every_command_does_is_told_on_a_terminal_alone(capsys: pytest.CaptureFixture[str]) -> None:
    with patience("opening the store", SOON, elsewhere=False):
        time.sleep(10 * SOON)
    assert capsys.readouterr().err == ""
