from __future__ import annotations

import os
import signal

import pytest

from nba_props.cli.exits import guarded
from nba_props.errors import ConfigError, DataError


def raising(error: BaseException) -> int:
    raise error


def test_a_command_ends_with_its_own_code() -> None:
    assert guarded(lambda: None) == 0
    assert guarded(lambda: 1) == 1


def test_a_persons_mistakes_are_lines_and_exit_code_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(lambda: raising(ConfigError(["one", "two"]))) == 2
    assert capsys.readouterr().err == "error: one\nerror: two\n"


def test_the_trace_of_a_mistake_is_kept_on_demand() -> None:
    with pytest.raises(DataError, match="row 3"):
        guarded(lambda: raising(DataError("row 3")), full_trace=True)


def test_a_bug_keeps_its_trace() -> None:
    with pytest.raises(KeyError):
        guarded(lambda: raising(KeyError("x")))


def test_ctrl_c_is_130_and_sigterm_143() -> None:
    assert guarded(lambda: raising(KeyboardInterrupt())) == 130
    before = signal.getsignal(signal.SIGTERM)
    assert guarded(lambda: os.kill(os.getpid(), signal.SIGTERM)) == 143
    assert signal.getsignal(signal.SIGTERM) == before


def test_a_terminal_that_hangs_up_ends_a_command_as_sigterm_does() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    try:
        assert guarded(lambda: os.kill(os.getpid(), signal.SIGHUP)) == 143
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup does
        assert guarded(lambda: os.kill(os.getpid(), signal.SIGHUP)) == 0
    finally:
        signal.signal(signal.SIGHUP, before)


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (MemoryError("Unable to allocate 9 TiB"), "error: not enough memory: Unable to allocate 9 TiB\n"),
        (OSError(28, "No space left on device", "a.csv"), "error: a.csv: No space left on device\n"),
        (OSError(28, "No space left on device"), "error: the output: No space left on device\n"),
    ],
)
def test_what_the_machine_cannot_do_is_a_line_and_exit_code_2(
    error: Exception, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert guarded(lambda: raising(error)) == 2
    assert capsys.readouterr().err == line
