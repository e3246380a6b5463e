"""How a command ends: errors as lines on stderr, and the exit codes."""

from __future__ import annotations

import io
import logging
import os
import shlex
import sys
from collections.abc import Callable
from contextlib import suppress

from nba_props.core.console import Record, say, screenful
from nba_props.errors import DataError, NBAPropsError
from nba_props.tracking.secrets import redacted
from nba_props.tracking.signals import Signals, Terminated

ERROR = 2
BROKEN_PIPE = 141
INTERRUPTED = 130
TERMINATED = 143


def guarded(command: Callable[[], int | None], full_trace: bool = False) -> int:
    """Run a command and return its exit code.

    A person's mistake (`NBAPropsError`), and what the machine cannot do (`OSError`, `MemoryError`), is told
    in lines on stderr and returns 2, with its trace where `full_trace` asks for it. Ctrl-C returns 130,
    SIGTERM 143, a reader of stdout that has gone 141. Any other exception is a bug: it goes on up, and Python
    prints its trace and exits with 1.
    """
    _encode_anything()
    logging.setLogRecordFactory(Record)
    logging.raiseExceptions = False  # an output that cannot be written is told once, below
    try:
        with Signals():
            code = command() or 0
            sys.stdout.flush()
            return code
    except BrokenPipeError:
        _discard_output()
        return BROKEN_PIPE
    except (NBAPropsError, OSError, MemoryError) as error:
        _discard_output(unless_written=True)
        if full_trace:
            raise
        tell(error)
        return ERROR
    except Terminated:
        return _stopped("terminated", TERMINATED)
    except KeyboardInterrupt:
        return _stopped("interrupted", INTERRUPTED)


def tell(error: Exception) -> None:
    """Print an error's lines on stderr, without secrets or control characters, cut to what a screen holds.

    After wrong data comes the command that shows more of them.
    """
    with suppress(OSError):
        for line in screenful(redacted(_meaning(error)).splitlines()):
            say(f"error: {line}", error=True)
        if isinstance(error, DataError) and error.files:
            (files,) = screenful([redacted(shlex.join(error.files[:10]))])
            say(f"more: nba-props data inspect {files}", error=True)


def _meaning(error: Exception) -> str:
    """Return what an error says to a person."""
    if isinstance(error, MemoryError):
        return f"not enough memory: {error}".rstrip(": ")
    if isinstance(error, OSError) and error.strerror:
        place = "the output" if error.filename is None else str(error.filename)
        return f"{place}: {error.strerror}"
    return str(error) or type(error).__name__


def _encode_anything() -> None:
    """Let characters that the terminal's encoding lacks be written as escapes, not end the command."""
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors in ("strict", "surrogateescape"):
        sys.stdout.reconfigure(errors="backslashreplace")


def _discard_output(unless_written: bool = False) -> None:
    """Point stdout elsewhere where nobody takes it, so that Python does not try again when it ends."""
    if unless_written:
        with suppress(OSError):
            sys.stdout.flush()
            return
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def wants_trace() -> bool:
    """Whether the person asked for the trace of every error, Hydra's way."""
    return os.environ.get("HYDRA_FULL_ERROR") == "1"


def _stopped(word: str, code: int) -> int:
    say(word, error=True)
    return code
