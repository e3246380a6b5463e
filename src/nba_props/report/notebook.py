"""The summary that a notebook shows: verdict, headline figures with intervals, findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

from nba_props.evaluation.bootstrap import Interval
from nba_props.findings.base import Finding, by_weight
from nba_props.findings.verdict import verdict

SHOWN = (
    "val_mae", "naive_mae", "priced_mae", "line_mae", "skill_mae", "crps", "information_gain", "log_loss",
    "novig_log_loss", "skill_log_loss", "calibration_error", "betting_roi", "betting_n_bets",
)  # fmt: skip
"""The metrics shown, those that a run has."""


def summary_html(
    metrics: Mapping[str, float], intervals: Mapping[str, Interval], findings: Iterable[Finding]
) -> str:
    """Return a fragment of HTML, escaped, without scripts or styles of its own."""
    found = list(findings)
    rows = "".join(_row(name, metrics[name], intervals.get(name)) for name in SHOWN if name in metrics)
    raised = "".join(
        f"<li><b>{escape(finding.code)}</b> {escape(finding.reason)}</li>"
        for finding in by_weight(found)
        if finding.raised
    )
    table = f"<table><tr><th>metric</th><th>value</th><th>95 % interval</th></tr>{rows}</table>"
    return f"<div>{_verdict(found)}{table}{f'<ul>{raised}</ul>' if raised else ''}</div>"


def _verdict(findings: list[Finding]) -> str:
    if not findings:
        return ""
    told = verdict(findings)
    return f"<p><b>{escape(told.headline)}</b> {escape(told.explanation)}</p>"


def _row(name: str, value: float, interval: Interval | None) -> str:
    ends = "" if interval is None else f"{interval[0]:.4g} to {interval[1]:.4g}"
    return f"<tr><td>{escape(name)}</td><td>{value:.4g}</td><td>{ends}</td></tr>"
