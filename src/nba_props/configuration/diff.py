"""What a change of `conf/` or of a default in the code does to every preset, resolved."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nba_props.configuration import dump_cache
from nba_props.configuration.dump import COMPOSED
from nba_props.configuration.dump_cache import Dump
from nba_props.configuration.worktree import checked_out, commit_of, repository
from nba_props.core.parallel import PROCESSES, processors
from nba_props.errors import ConfigError

ABSENT = "(absent)"
TREE = "the working tree"


@dataclass(frozen=True)
class Change:
    """A key whose resolved value differs, as JSON text; `ABSENT` on a side that does not have the key."""

    key: str
    before: str
    after: str


@dataclass
class PresetDiff:
    """How a preset differs: `state` is changed, added, removed or broken."""

    preset: str
    state: str
    changes: list[Change] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


def _unheard(_: str) -> None:
    """Tell nobody."""


def diff(
    revision: str, overrides: Sequence[str] = (), tell: Callable[[str], None] = _unheard
) -> list[PresetDiff]:
    """Compare a git revision with the working tree; presets that are the same are left out.

    Each side is composed by its own `conf/` and `src/`, in a process of its own. What the revision was
    composed to is kept.

    Args:
        revision: a branch, tag or commit.
        overrides: command-line words that are added to each preset.
        tell: hears how many presets of the working tree are composed.

    Raises:
        ConfigError: the revision cannot be compared with, or a side's code does not start.
    """
    root = repository()
    commit = commit_of(root, revision)
    entry = dump_cache.entry_of(root, commit, overrides)
    before = dump_cache.read(entry)
    if before is not None:
        return compare(before, _dump(root, TREE, overrides, processors(), tell))
    with checked_out(root, commit) as side, ThreadPoolExecutor(2) as pool:
        half = processors() // 2
        older = pool.submit(_dump, side, revision, overrides, half, _unheard)
        newer = pool.submit(_dump, root, TREE, overrides, half, tell)
        before, after = older.result(), newer.result()
    dump_cache.keep(entry, before)
    return compare(before, after)


def compare(before: Dump, after: Dump) -> list[PresetDiff]:
    """Return the presets that differ between two dumps, in the order of the newer one, removed ones last."""
    names = [*after, *(name for name in before if name not in after)]
    found = (_preset(name, before.get(name), after.get(name)) for name in names)
    return [preset for preset in found if preset.changes or preset.problems or preset.state != "changed"]


def _preset(name: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> PresetDiff:
    if before is None:
        return PresetDiff(name, "added", problems=(after or {}).get("problems", []))
    if after is None:
        return PresetDiff(name, "removed")
    if before.get("problems") or after.get("problems"):
        return _broken(name, before.get("problems", []), after.get("problems", []))
    return PresetDiff(name, "changed", _changes(before["values"], after["values"]))


def _broken(name: str, before: list[str], after: list[str]) -> PresetDiff:
    """Return a preset that one of the sides, or both, cannot compose."""
    lines = [f"before: {line}" for line in before] + [f"after: {line}" for line in after]
    return PresetDiff(name, "broken", problems=lines)


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    pairs = ((key, _text(before, key), _text(after, key)) for key in sorted({*before, *after}))
    return [Change(key, old, new) for key, old, new in pairs if old != new]


def _text(values: dict[str, Any], key: str) -> str:
    return json.dumps(values[key], ensure_ascii=False) if key in values else ABSENT


def _dump(
    folder: Path, name: str, overrides: Sequence[str], processes: int, tell: Callable[[str], None]
) -> Dump:
    """Every preset as the code and the files of a folder compose it."""
    path = os.pathsep.join(filter(None, (str(folder / "src"), os.environ.get("PYTHONPATH"))))
    reason = "no message"
    with (
        ThreadPoolExecutor(1) as pool,
        subprocess.Popen(
            [sys.executable, "-m", "nba_props.configuration.dump", *overrides],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": path, "PYTHONSAFEPATH": "1", PROCESSES: str(processes)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as process,
    ):
        output = pool.submit(process.stdout.read)  # type: ignore[union-attr]
        for line in process.stderr or ():
            if line.startswith(COMPOSED):
                tell(f"{name}: {line.strip()}")
            else:
                reason = line.strip() or reason
    if process.returncode != 0:
        raise ConfigError(f"{name}: its configuration cannot be composed: {reason}")
    return dict(json.loads(output.result()))
