"""The report of bets as one HTML page: no script, no request, the curve inside."""

from __future__ import annotations

from typing import Any

from nba_props.evaluation import catalogue
from nba_props.evaluation.formatting import format_of, written
from nba_props.live.bets import views
from nba_props.live.bets.report import BetsReport
from nba_props.report import tables
from nba_props.report.numbers import Card, card
from nba_props.report.plots.equity import equity_curve
from nba_props.report.plotted import TALL, Plot, plot
from nba_props.report.render import environment

TEMPLATE = "bets.html.j2"
CARDS = {
    "betting_roi": "Return on stakes",
    "betting_clv": "Closing line value",
    "betting_win_rate": "Win rate",
}
SIGNED = ("betting_roi", "betting_clv")
"""Figures of which zero parts good from bad."""
LAST = 50
"""Bets that are listed, the latest first."""


def render(report: BetsReport) -> str:
    """Return the report as HTML; all text is escaped."""
    return environment().get_template(TEMPLATE).render(**_context(report))


def _context(report: BetsReport) -> dict[str, Any]:
    known = report.metrics["betting_n_bets"] > 0
    return {
        "title": "Bets" if report.since is None else f"Bets since {report.since}",
        "money": {"all": "paper and real bets", "real": "real bets", "paper": "paper bets"}[
            report.money.value
        ],
        "cards": [_card(report, name, label) for name, label in CARDS.items() if name in report.metrics],
        "figures": views.figures(report),
        "notes": views.notes(report),
        "equity": _equity(report),
        "segments": tables.segments(report.segments, views.SEGMENT_COLUMNS, "bets") if known else None,
        "buckets": tables.edge_buckets(report.ledger),
        "bets": _bets(report),
        "n_bets": report.ledger.height,
    }


def _card(report: BetsReport, name: str, label: str) -> Card:
    value, ends, form = report.metrics[name], report.intervals.get(name), format_of(name)
    note = catalogue.CATALOGUE[name].note
    if name in SIGNED:
        return card(label, value, ends, form, note)
    return Card(label, form(value), written(ends, form), "unsure", note, None)


def _equity(report: BetsReport) -> Plot:
    daily = report.daily
    return plot(
        equity_curve(daily.dates, daily.equity) if report.start > 0 else None,
        "equity",
        "Bankroll",
        "What the bets of each night came to, from the bankroll before the first. Below, the fall from the"
        " highest bankroll before.",
        "No bankroll is known before the first bet (--bankroll), so there is no curve to draw."
        if len(daily.dates)
        else "No bet has ended, so there is no bankroll to draw.",
        size=TALL,
    )


def _bets(report: BetsReport) -> list[dict[str, str]]:
    rows = report.ledger.sort("night", "recorded_at", descending=True, maintain_order=True).head(LAST)
    return [
        {
            "night": str(row["night"]),
            "player": row["player_name"],
            "bet": views.wager(row),
            "price": f"{row['price']:.2f}",
            "stake": f"{row['stake']:,.2f}",
            "result": views.result(row),
        }
        for row in rows.iter_rows(named=True)
    ]
