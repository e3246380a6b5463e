"""How `nba-props config diff` shows what it found: in colour on a terminal, or as Markdown.

What several presets have in common is told once, with their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from nba_props.configuration.diff import Change, PresetDiff
from nba_props.core.console import plain_console


def show(revision: str, diffs: Sequence[PresetDiff]) -> None:
    """Print in colour on a terminal, plain elsewhere."""
    from rich.text import Text

    console = plain_console(highlight=False, soft_wrap=True)
    if not diffs:
        console.print(f"The configuration is the same as in {revision}.")
    for presets, changes in shared_changes(diffs):
        console.print(Text.assemble((_counted(presets), "bold"), "  changed"))
        if len(presets) > 1:
            console.print(Text(f"  in {', '.join(presets)}"))
        for change in changes:
            old, new = (change.before, "red"), (change.after, "green")
            console.print(Text.assemble(f"  {change.key}: ", old, " -> ", new))
    for diff in _others(diffs):
        console.print(Text.assemble((diff.preset, "bold"), f"  {diff.state}"))
        for problem in diff.problems:
            console.print(Text(f"  {problem}", style="yellow"))


def markdown(revision: str, diffs: Sequence[PresetDiff]) -> str:
    """One heading and table for each set of presets that changed alike, then those that are new or broken."""
    if not diffs:
        return f"The configuration is the same as in {_code(revision)}."
    lines = [line for shared in shared_changes(diffs) for line in _changed(revision, *shared)]
    lines += [line for diff in _others(diffs) for line in _section(diff)]
    return "\n".join(lines).rstrip()


def shared_changes(diffs: Sequence[PresetDiff]) -> list[tuple[list[str], list[Change]]]:
    """Return the changes with the presets that share them: those of the most presets first."""
    presets: dict[Change, list[str]] = {}
    for diff in diffs:
        for change in diff.changes:
            presets.setdefault(change, []).append(diff.preset)
    found: dict[tuple[str, ...], list[Change]] = {}
    for change, names in presets.items():
        found.setdefault(tuple(names), []).append(change)
    return [(list(names), found[names]) for names in sorted(found, key=len, reverse=True)]


def _others(diffs: Sequence[PresetDiff]) -> list[PresetDiff]:
    """Presets of which there is more, or other, to tell than changes."""
    return [diff for diff in diffs if not diff.changes]


def _counted(presets: Sequence[str]) -> str:
    return presets[0] if len(presets) == 1 else f"{len(presets)} presets"


def _changed(revision: str, presets: Sequence[str], changes: Sequence[Change]) -> Iterator[str]:
    yield f"### {_code(presets[0]) if len(presets) == 1 else _counted(presets)} changed"
    yield ""
    if len(presets) > 1:
        yield ", ".join(map(_code, presets))
        yield ""
    yield f"| key | {_cell(revision)} | working tree |"
    yield "|---|---|---|"
    yield from (f"| {_cell(c.key)} | {_cell(c.before)} | {_cell(c.after)} |" for c in changes)
    yield ""


def _section(diff: PresetDiff) -> Iterator[str]:
    yield f"### {_code(diff.preset)} {diff.state}"
    yield ""
    yield from (f"- {_escaped(problem)}" for problem in diff.problems)
    yield ""


def _cell(text: str) -> str:
    return _code(_escaped(text))


def _code(text: str) -> str:
    """Return text as code: between more backticks than it holds in a row, so that it does not end early."""
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    gap = " " if "`" in text else ""
    return f"{fence}{gap}{text}{gap}{fence}"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
