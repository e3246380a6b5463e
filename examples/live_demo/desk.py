"""A folder in which the project's commands are at work, called as a person would call them."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from nba_props.cli import main
from nba_props.live.bets import FILE
from nba_props.live.bets.ledger import BetLedger

OK, ALARM = 0, 1


class CommandError(RuntimeError):
    """A command that failed."""


@dataclass(frozen=True)
class Desk:
    """The store, the runs and the pages in a folder; `log.txt` keeps all commands and what they said."""

    folder: Path

    @property
    def store(self) -> Path:
        """The folder of the local store."""
        return self.folder / "store"

    @property
    def tracking(self) -> str:
        """The address of the runs and the registry."""
        return f"sqlite:///{(self.folder / 'mlflow.db').absolute()}"

    @property
    def log(self) -> Path:
        """The file of all commands and what they said."""
        return self.folder / "log.txt"

    @property
    def ledger(self) -> BetLedger:
        """The bets that were made."""
        return BetLedger.open(self.store / FILE)

    def run(
        self, *words: object, now: dt.datetime | None = None, allowed: Collection[int] = (OK,)
    ) -> tuple[int, str]:
        """Run `nba-props` with words, and return its exit code and what it said.

        Args:
            words: of the command.
            now: as of when, for the commands of the live side; they get the store, too.
            allowed: exit codes that are no failure.

        Raises:
            CommandError: the command failed; the message is what it said.
        """
        line = [str(word) for word in words]
        if now is not None:
            line += ["--store", str(self.store), "--now", now.isoformat()]
        heard = io.StringIO()
        with contextlib.redirect_stdout(heard), contextlib.redirect_stderr(heard):
            code = main(line)
        said = heard.getvalue()
        self._write(line, code, said)
        if code not in allowed:
            raise CommandError(f"nba-props {' '.join(line)}: exit code {code}\n{said}")
        return code, said

    def _write(self, line: list[str], code: int, said: str) -> None:
        with self.log.open("a", encoding="utf-8") as file:
            file.write(f"$ nba-props {' '.join(line)}\n{said.rstrip()}\n[{code}]\n\n")
