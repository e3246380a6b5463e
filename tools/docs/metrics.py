"""The page of the metrics' catalogue."""

from __future__ import annotations

from nba_props.evaluation.catalogue import Metric
from nba_props.evaluation.catalogue.bets import BETS
from nba_props.evaluation.catalogue.predictions import ERRORS, PROBABILITIES
from tools.docs.markdown import code, page, table

ABOUT = """
Every metric that a run may log, as the code knows it. [Metrics](metrics.md) says what each is made of,
[Bets](../explanations/bets.md#the-figures) those of bets.

- *interval*: the ends of its 95 % interval are logged as `<name>_low` and `<name>_high`
- *objective*: a sweep can be run on it
- *segments*: logged as `segment/<what>/<which>/<name>` too
- *all quotes*: logged as `with_suspect_<name>` too, for the bets that suspect quotes would have made
"""
HEADER = ("Name", "Unit", "Better", "Computed from", "Logged with", "Note")
TOPICS = {"Predictions": ERRORS, "Probabilities": PROBABILITIES, "Bets": BETS}


def metrics() -> dict[str, str]:
    """Return the page of the catalogue."""
    parts = [f"## {topic}\n\n{table(HEADER, map(_row, rows))}" for topic, rows in TOPICS.items()]
    return {"reference/catalogue.md": page("Metrics by name", ABOUT, *parts)}


def _row(metric: Metric) -> tuple[str, ...]:
    better = metric.better.value.replace("_", " ") if metric.better else ""
    note = metric.note or metric.label
    needs = metric.needs.name.lower()
    return code(metric.name), metric.unit.value, better, needs, ", ".join(_logged_with(metric)), note


def _logged_with(metric: Metric) -> list[str]:
    marks = {
        "interval": metric.has_ends,
        "objective": metric.is_objective,
        "segments": metric.in_segments,
        "all quotes": bool(metric.with_suspect),
    }
    return [mark for mark, holds in marks.items() if holds]
