"""How a command ends: errors as lines on stderr, and the exit codes."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable

from nba_props.errors import DataError, NBAPropsError
from nba_props.tracking.secrets import redacted
from nba_props.tracking.signals import Signals, Terminated

ERROR = 2
INTERRUPTED = 130
TERMINATED = 143


def guarded(command: Callable[[], int | None], full_trace: bool = False) -> int:
    """Run a command and return its exit code.

    A person's mistake (`NBAPropsError`) is told in lines on stderr and returns 2, with its trace where
    `full_trace` asks for it. Ctrl-C returns 130, SIGTERM 143. Any other exception is a bug: it goes on up,
    and Python prints its trace and exits with 1.
    """
    try:
        with Signals():
            return command() or 0
    except NBAPropsError as error:
        if full_trace:
            raise
        tell(error)
        return ERROR
    except Terminated:
        return _stopped("terminated", TERMINATED)
    except KeyboardInterrupt:
        return _stopped("interrupted", INTERRUPTED)


def tell(error: NBAPropsError) -> None:
    """Print an error's lines on stderr, without secrets, and the command that shows more of wrong data."""
    for line in redacted(str(error)).splitlines():
        print(f"error: {line}", file=sys.stderr)
    if isinstance(error, DataError) and error.files:
        print(f"more: nba-props data inspect {redacted(shlex.join(error.files))}", file=sys.stderr)


def wants_trace() -> bool:
    """Whether the person asked for the trace of every error, Hydra's way."""
    return os.environ.get("HYDRA_FULL_ERROR") == "1"


def _stopped(word: str, code: int) -> int:
    print(word, file=sys.stderr)
    return code
