"""A night as one HTML page, in the style of a run's report: no script, no request."""

from __future__ import annotations

from nba_props.findings.base import by_weight
from nba_props.findings.verdict import Level
from nba_props.live.picks.evening import Evening
from nba_props.live.picks.view import Odds, headline, inputs, pick_lines, summary
from nba_props.report.render import environment

TEMPLATE = "picks.html.j2"


def render_picks(evening: Evening, odds: Odds) -> str:
    """Return a night as HTML. All text is escaped: a player named `<script>` stays text."""
    level = Level.BAD if evening.issues else Level.GOOD if evening.picks.height else Level.CAUTION
    return (
        environment()
        .get_template(TEMPLATE)
        .render(
            title=f"Picks of {evening.night}",
            level=level,
            headline=headline(evening),
            summary=summary(evening),
            raised=[finding for finding in by_weight(evening.findings) if finding.raised],
            picks=pick_lines(evening, odds),
            facts=inputs(evening),
        )
    )
