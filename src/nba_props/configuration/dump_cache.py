"""What the presets of a commit were composed to, kept: its files never change."""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from nba_props.configuration.worktree import content_of, matches_in
from nba_props.core import atomic
from nba_props.core.fingerprint import digest

log = logging.getLogger(__name__)

Dump = dict[str, dict[str, Any]]
"""By preset what `nba_props.configuration.dump` says of it."""

FOLDER = Path("outputs/.cache/config")
"""Beside what runs keep (`paths.cache`)."""
MOST_ENTRIES = 20
FORM = 1
"""Raise it when an entry, or what its name follows from, is made up in another way."""
_VARIABLE = re.compile(r"oc\.env:\s*(\w+)")


def entry_of(root: Path, commit: str, overrides: Sequence[str]) -> Path:
    """Return the file of a commit's dump with overrides.

    Its name is a hash of all that the dump follows from: the commit's files, the overrides, what is
    installed, and the environment variables that the files or the overrides read.
    """
    texts = [*matches_in(root, commit, "oc.env:", ("conf", "src")), *overrides]
    names = sorted({name for text in texts for name in _VARIABLE.findall(text)} | {"PYTHONPATH"})
    variables = {name: os.environ.get(name) for name in names}
    content = content_of(root, commit, ("conf", "src"))
    parts = [FORM, content, list(overrides), sys.version, sys.prefix, _installed(), variables]
    return root / FOLDER / f"{digest(parts)}.json"


def read(entry: Path) -> Dump | None:
    """Return what is kept; None where nothing is, or nothing that can be read."""
    with suppress(OSError, ValueError):
        return dict(json.loads(entry.read_bytes()))
    return None


def keep(entry: Path, dump: Dump) -> None:
    """Write an entry and remove the oldest ones; a folder that cannot be written costs a warning."""
    try:
        atomic.write_bytes(entry, json.dumps(dump).encode())
        entries = sorted(entry.parent.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
        for path in entries[MOST_ENTRIES:]:
            path.unlink(missing_ok=True)
    except OSError as error:
        log.warning("%s cannot be written, going on without it: %s", entry, error)


def _installed() -> list[str]:
    """Return the names of the installed packages with their versions, as their folders say them."""
    folders = (Path(folder) for folder in sys.path if folder)
    return sorted(path.name for folder in folders for path in folder.glob("*.dist-info"))
