"""How `nba-props config diff` shows what it found: in colour on a terminal, or as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nba_props.configuration.diff import PresetDiff
from nba_props.core.console import plain_console


def show(revision: str, diffs: Sequence[PresetDiff]) -> None:
    """Print in colour on a terminal, plain elsewhere."""
    from rich.text import Text

    console = plain_console(highlight=False, soft_wrap=True)
    if not diffs:
        console.print(f"The configuration is the same as in {revision}.")
    for diff in diffs:
        console.print(Text.assemble((diff.preset, "bold"), f"  {diff.state}"))
        for change in diff.changes:
            old, new = (change.before, "red"), (change.after, "green")
            console.print(Text.assemble(f"  {change.key}: ", old, " -> ", new))
        for problem in diff.problems:
            console.print(Text(f"  {problem}", style="yellow"))


def markdown(revision: str, diffs: Sequence[PresetDiff]) -> str:
    """One heading and table for each preset."""
    if not diffs:
        return f"The configuration is the same as in `{revision}`."
    return "\n".join(line for diff in diffs for line in _section(revision, diff)).rstrip()


def _section(revision: str, diff: PresetDiff) -> Iterator[str]:
    yield f"### `{diff.preset}` {diff.state}"
    yield ""
    if diff.changes:
        yield f"| key | `{revision}` | working tree |"
        yield "|---|---|---|"
        yield from (f"| `{c.key}` | {_cell(c.before)} | {_cell(c.after)} |" for c in diff.changes)
    yield from (f"- {_escaped(problem)}" for problem in diff.problems)
    yield ""


def _cell(text: str) -> str:
    return f"`{_escaped(text)}`"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|")
