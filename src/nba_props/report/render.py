"""The report of a run as one HTML file: no script, no request, plots inside."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from nba_props.findings.base import Status, by_weight
from nba_props.findings.verdict import verdict
from nba_props.report import numbers, tables
from nba_props.report.plotted import plots
from nba_props.report.svg import with_shared_letters
from nba_props.report.view import View

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATE = "report.html.j2"
TOP_FEATURES = 20


def render_report(view: View) -> str:
    """Return the report as HTML. All text is escaped: a player named `<script>` stays text.

    Args:
        view: what is shown; sections whose inputs are missing say so in one sentence.
    """
    return page(TEMPLATE, **_context(view))


def page(template: str, **values: object) -> str:
    """Return a page of one of the templates; its plots share the shapes of letters."""
    return with_shared_letters(environment().get_template(template).render(**values))


@cache
def environment() -> Environment:
    """Return where the pages' templates are; all text is escaped."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("nba_props.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _context(view: View) -> dict[str, Any]:
    findings = by_weight(view.findings)
    settings = tables.settings(view.config, view.preset)
    return {
        "view": view,
        "verdict": verdict(findings),
        "raised": [finding for finding in findings if finding.raised],
        "passed": [finding for finding in findings if finding.status is Status.PASSED],
        "silent": [finding for finding in findings if finding.status is Status.NOT_APPLICABLE],
        "cards": numbers.cards(view),
        "errors": numbers.errors(view),
        "probabilities": numbers.probabilities(view),
        "bets": numbers.bets(view) if numbers.known(view.metrics, "betting_n_bets") else [],
        "plots": plots(view),
        "quality_figures": {} if view.quality is None else tables.quality_figures(view.quality.figures),
        "importance": _importance(view),
        "settings": settings,
        "changes": [setting for setting in settings if setting.preset is not None],
        **_tables(view),
    }


def _tables(view: View) -> dict[str, Any]:
    ledger, rows = view.ledger, view.rows
    segments, betting = view.segments, view.betting_segments
    return {
        "segments": None if segments is None else tables.segments(segments, tables.SEGMENTS, "player-games"),
        "betting_segments": None if betting is None else tables.segments(betting, tables.BETTING, "bets"),
        "pool_weights": None if view.pool_weights is None else tables.pool_weights(view.pool_weights),
        "pending": [] if view.pending is None else tables.pending(view.pending),
        "buckets": None if ledger is None else tables.edge_buckets(ledger),
        "best": [] if ledger is None else tables.single_bets(ledger, rows, best=True),
        "worst": [] if ledger is None else tables.single_bets(ledger, rows, best=False),
    }


def _importance(view: View) -> list[tuple[str, float, float]]:
    """Return the features with the largest shares: name, share, and its bar's length from 0 to 100."""
    top = sorted(view.importance.items(), key=lambda item: (-item[1], item[0]))[:TOP_FEATURES]
    most = max((value for _, value in top), default=0.0)
    return [(name, value, 100 * value / most) for name, value in top] if most > 0 else []
