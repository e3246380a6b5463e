"""Names that a shell offers: experiments and phases, runs, registered models and aliases, sweeps, bets.

They are read from SQLite files alone, without MLflow or Optuna, which take seconds to import. Of a server,
and of a store that is away or broken, there are none: whoever presses Tab is told nothing and keeps typing.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from nba_props.errors import NBAPropsError

PLAIN = re.compile(r"\w[\w.@:/+-]*")
"""A name that a shell takes as it is; others would have to be quoted, and some be run."""
BETS = "SELECT bet_id AS name FROM changes WHERE change = 1 ORDER BY at DESC"
"""The newest first."""
LIVE = ("picks", "monitor")
"""Commands whose `--store` is one of data; that of runs is their `--tracking`."""


def offered(kind: str, line: str) -> list[str]:
    """Return the names of a kind that go on with the last word of a line, as it was typed so far."""
    words = _words(line)
    beginning = words.pop() if line[-1:].strip() and words else ""
    try:
        found = list(KINDS[kind](words, beginning))
    except (NBAPropsError, OSError, ValueError):
        return []
    return [name for name in dict.fromkeys(found) if name.startswith(beginning) and PLAIN.fullmatch(name)]


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:  # a quote is still open
        return line.split()


def _option(words: Sequence[str], name: str) -> str | None:
    """Return the value of an option on a line: `--store X` or `--store=X`."""
    for word, after in zip(words, [*words[1:], None], strict=True):
        if word == name:
            return after
        if word.startswith(f"{name}="):
            return word.partition("=")[2]
    return None


def _stored(kind: str, words: Sequence[str], beginning: str) -> list[str]:
    """Return the names in the store that the line is about."""
    from nba_props.cli.store import settings_of
    from nba_props.core import glance
    from nba_props.core.uri import sqlite_path
    from nba_props.tracking.mlflow_internals import NAMES

    option = "--tracking" if set(LIVE) & set(words[:2]) else "--store"
    path = sqlite_path(settings_of(_option(words, option)).uri)
    return [] if path is None else glance.names(path, NAMES[kind], beginning)


def _experiments(words: Sequence[str], beginning: str) -> Iterator[str]:
    from nba_props.tracking.phases import known_phases

    yield from (phase.name for phase in known_phases())
    yield from _stored("experiments", words, beginning)


def _runs(words: Sequence[str], beginning: str) -> Iterator[str]:
    yield from _stored("runs", words, beginning)


def _models(words: Sequence[str], _beginning: str) -> Iterator[str]:
    from nba_props.tracking.registry.base import market_of

    for name in _stored("models", words, ""):
        yield from (market_of(name), name)


def _aliases(words: Sequence[str], _beginning: str) -> Iterator[str]:
    yield from (name.rpartition("@")[2] for name in _stored("aliases", words, ""))


def _served(words: Sequence[str], beginning: str) -> Iterator[str]:
    yield from _stored("aliases", words, beginning)
    yield from _stored("runs", words, beginning)


def _studies(words: Sequence[str], beginning: str) -> Iterator[str]:
    from nba_props.core import glance
    from nba_props.core.optuna_internals import STUDIES
    from nba_props.core.uri import sqlite_path
    from nba_props.sweep.studies import FOLDER

    url = _option(words, "--storage")
    paths = sorted(FOLDER.glob("*/study.db")) if url is None else [sqlite_path(url)]
    for path in paths:
        yield from [] if path is None else glance.names(Path(path), STUDIES, beginning)


def _bets(words: Sequence[str], beginning: str) -> Iterator[str]:
    from nba_props.cli.live import folder_of
    from nba_props.core import glance
    from nba_props.live.bets import FILE

    yield from glance.names(folder_of(_option(words, "--store")) / FILE, BETS, beginning)


KINDS: dict[str, Callable[[Sequence[str], str], Iterator[str]]] = {
    "experiments": _experiments,
    "runs": _runs,
    "models": _models,
    "aliases": _aliases,
    "served": _served,
    "studies": _studies,
    "bets": _bets,
}
