"""Findings on the terminal, in `result.json` and as tags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nba_props.findings.base import Finding, Severity, Status, Topic, by_weight

if TYPE_CHECKING:
    from rich.text import Text

STYLES = {Status.ISSUE: "bold red", Status.TIP: "bold yellow"}


def to_dicts(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Convert findings to plain JSON types, by code, for `result.json`."""
    return [
        {
            "code": each.code,
            "title": each.title,
            "severity": each.severity.value,
            "status": each.status.value,
            "topic": each.topic.value,
            "reason": each.reason,
            "advice": each.advice,
            "docs": each.docs,
        }
        for each in sorted(findings, key=lambda each: each.code)
    ]


def from_dicts(kept: Iterable[Mapping[str, Any]]) -> list[Finding]:
    """Return the findings that `to_dicts` wrote.

    Raises:
        KeyError, TypeError, ValueError: they are something else.
    """
    return [
        Finding(
            code=str(each["code"]),
            title=str(each["title"]),
            severity=Severity(each["severity"]),
            topic=Topic(each["topic"]),
            status=Status(each["status"]),
            reason=str(each["reason"]),
            advice=str(each["advice"]),
        )
        for each in kept
    ]


def tags(findings: Iterable[Finding]) -> dict[str, str]:
    """Return a tag per finding (`finding/NBP003 = issue`), by which runs can be searched."""
    return {f"finding/{finding.code}": finding.status.value for finding in findings}


def lines(findings: Sequence[Finding]) -> list[Text]:
    """Return what the terminal shows: issues first, then tips, each with its advice.

    The rest only counted.
    """
    from rich.text import Text

    shown = [_line(finding) for finding in by_weight(findings) if finding.raised]
    return [*shown, Text(_rest(findings), style="dim")]


def _line(finding: Finding) -> Text:
    from rich.text import Text

    word = f"{finding.status.value:<5} "
    return Text.assemble(
        (word, STYLES[finding.status]),
        (f"{finding.code} ", "bold"),
        f"{finding.title}: {finding.reason}. ",
        (finding.advice, "dim"),
    )


def _rest(findings: Sequence[Finding]) -> str:
    passed, silent = (sum(f.status is s for f in findings) for s in (Status.PASSED, Status.NOT_APPLICABLE))
    return f"{passed} checks passed, {silent} do not apply (docs/findings)"
