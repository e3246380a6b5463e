"""What a run ends with on the terminal: errors, probabilities, bets, and the verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nba_props.evaluation.bootstrap import Interval
from nba_props.evaluation.formatting import count, percent, share, span
from nba_props.findings.render import lines as finding_lines
from nba_props.findings.verdict import Level, verdict
from nba_props.report.paired import paired_log_loss
from nba_props.report.summary import Summary, table_rows, verdicts

if TYPE_CHECKING:
    from rich.console import Console

    from nba_props.findings.base import Finding
    from nba_props.pipeline.outcome import Outcome

MOST_PENDING = 10
"""Pending bets that are shown; all are in `picks.csv`."""
COLOURS = {Level.BAD: "red", Level.CAUTION: "yellow", Level.GOOD: "green"}


def summary_of(outcome: Outcome) -> Summary:
    """Return what a run ends with, its findings left out."""
    told = (
        *verdicts(outcome.evaluation),
        *outcome.experiment.labels,
        *probability_lines(outcome.metrics, outcome.intervals),
        *bet_lines(outcome),
        *pending_lines(outcome),
    )
    return Summary(table_rows(outcome.evaluation), list(told))


def show(console: Console, summary: Summary | None, findings: Sequence[Finding]) -> None:
    """Print what a run ends with, as much of it as is known; fits 80 columns."""
    from rich.text import Text

    if summary is not None:
        console.print(summary.table)
        for line in summary.lines:
            console.print(Text(line))
        console.print()
    if not findings:
        return
    judged = verdict(findings)
    console.print(Text(judged.headline, style=f"bold {COLOURS[judged.level]}"), Text(judged.explanation))
    for found in finding_lines(findings):
        console.print(found)


def probability_lines(metrics: Mapping[str, float], intervals: Mapping[str, Interval]) -> Iterator[str]:
    """Yield what is added to the price, log loss and calibration error; nothing without probabilities."""
    if "log_loss" not in metrics:
        return
    yield from _added(metrics, intervals)
    paired = paired_log_loss(metrics)
    told = f"log loss {metrics['log_loss'] if paired is None else paired:.4f}"
    if paired is not None:
        told += f" against {metrics['novig_log_loss']:.4f} of the no-vig price: skill "
        told += f"{percent(metrics['skill_log_loss'])}{span(intervals.get('skill_log_loss'))}"
    yield told
    told = f"calibration error {share(metrics['calibration_error'])}"
    debiased = metrics.get("calibration_error_debiased")
    yield told if debiased is None else f"{told}, debiased {share(debiased)}"


def _added(metrics: Mapping[str, float], intervals: Mapping[str, Interval]) -> Iterator[str]:
    """Yield the answer to whether the model knows something that the price does not."""
    if "information_gain" not in metrics:
        return
    told = f"information gain over the price {metrics['information_gain']:+.2f} thousandths of a nat"
    yield told + _ends(intervals.get("information_gain"))
    if "pool_weight" in metrics:
        yield f"the model's weight beside the price {metrics['pool_weight']:+.2f}" + _ends(
            intervals.get("pool_weight")
        )


def _ends(interval: Interval | None) -> str:
    return "" if interval is None else f" ({interval[0]:+.2f} to {interval[1]:+.2f})"


def bet_lines(outcome: Outcome) -> Iterator[str]:
    """Yield the return of the bets, at clean quotes and at all; nothing without quotes."""
    if outcome.betting is None:
        return
    yield f"{_return(outcome.betting.summary.metrics)} at quotes that passed hygiene"
    suspect = sum(outcome.kept_out.values())
    if suspect:
        with_them = f"with {count(suspect, 'suspect quote')} of these dates"
        yield f"{_return(outcome.betting.unfiltered.metrics)} {with_them}"


def pending_lines(outcome: Outcome) -> Iterator[str]:
    """Yield the bets on games to come, the first of them in full; nothing without any."""
    pending = outcome.pending
    if pending is None or pending.is_empty():
        return
    yield f"{count(pending.height, 'bet')} pending, on games to come (picks.csv):"
    for row in pending.head(MOST_PENDING).iter_rows(named=True):
        yield f"  {row['date']}  {pending_words(row)}"
    if pending.height > MOST_PENDING:
        yield f"  and {pending.height - MOST_PENDING:,} more"


def pending_words(row: Mapping[str, Any]) -> str:
    """Return a pending bet in words."""
    game = f"{row['player_name']} ({row['team']} {'v' if row['home'] else 'at'} {row['opponent']})"
    bet = f"{row['market']} {row['side']} {row['line']:g} at {row['price']:.3f} {row['book']}"
    return f"{game} {bet}, value {percent(row['value'])}"


def _return(metrics: Mapping[str, float]) -> str:
    bets = count(metrics["betting_n_bets"], "bet")
    if "betting_roi" not in metrics:
        return bets
    ends = metrics.get("betting_roi_low"), metrics.get("betting_roi_high")
    interval = None if ends[0] is None or ends[1] is None else (ends[0], ends[1])
    return f"{bets}, return {percent(metrics['betting_roi'])}{span(interval)}"
