"""All phases as one HTML page, from the first baseline to the model in production, plots inside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

import polars as pl

from nba_props.evaluation.catalogue import CATALOGUE, Better, better_of
from nba_props.evaluation.formatting import format_of
from nba_props.report.numbers import Card
from nba_props.report.plots.progress import progress_by_phase
from nba_props.report.plotted import Plot, plot
from nba_props.report.render import page
from nba_props.report.svg import SIZE
from nba_props.tracking.comparison.pages.history import history, serving
from nba_props.tracking.comparison.phases import PhaseBest, Phases
from nba_props.tracking.store import Store
from nba_props.tracking.table import day

if TYPE_CHECKING:
    from nba_props.tracking.table import TextTable

TEMPLATE = "phases.html.j2"
LABELS = {"val_mae": "MAE", "skill_mae": "skill against the line"}
"""Of metrics that the catalogue leaves to tables of their own."""
WAYS = {
    Better.lower: "lower is better",
    Better.higher: "higher is better",
    Better.nearest_zero: "nearer to zero is better",
}


@dataclass(frozen=True)
class Group:
    """The progress in one market, on one data set."""

    table: TextTable
    cards: list[Card]
    plots: list[Plot]


def render(store: Store, found: Phases) -> str:
    """Return the progress of all phases as HTML; all text is escaped.

    Raises:
        TrackingError: the store cannot be asked.
    """
    metrics = list(dict.fromkeys(each.metric for each in found.bests))
    return page(
        TEMPLATE,
        title="Progress by phase",
        kicker=" · ".join(found.names),
        groups=list(_groups(found)),
        history=history(store),
        serving=serving(store, metrics),
        store=store.uri,
    )


def _groups(found: Phases) -> Iterator[Group]:
    if not found.bests:
        return
    by_group = groupby(found.bests, key=lambda each: each.group)
    for number, (table, (_, bests)) in enumerate(zip(found.tables(), by_group, strict=True)):
        by_metric = [list(each) for _, each in groupby(bests, key=lambda each: each.metric)]
        plots = [_plot(each, number) for each in by_metric if len(each) > 1]
        yield Group(table, [_card(each) for each in by_metric], plots)


def _card(bests: Sequence[PhaseBest]) -> Card:
    """Return how far a metric got since the first phase that has it."""
    name, first, best = bests[0].metric, bests[0], _best(bests)
    form, note = format_of(name), f"in {best.phase}, {best.run.short}"
    if best is first:
        since = "the only phase" if len(bests) == 1 else "no later phase was better"
        return Card(label(name), form(best.value), since, "unsure", note, None)
    return Card(
        label(name), form(best.value), f"from {form(first.value)} in {first.phase}", "good", note, None
    )


def _best(bests: Sequence[PhaseBest]) -> PhaseBest:
    """Return the phase that got furthest: the last one that was better than all before."""
    return next((each for each in reversed(bests) if each.progress), bests[0])


def _plot(bests: Sequence[PhaseBest], group: int) -> Plot:
    metric = bests[0].metric
    better = better_of(metric)
    return plot(
        progress_by_phase(progress(bests), label(metric), WAYS[better] if better else ""),
        f"{re.sub('[^A-Za-z0-9]+', '-', metric)}-{group}",
        label(metric),
        "",
        "",
        size=SIZE,
    )


def progress(bests: Sequence[PhaseBest]) -> pl.DataFrame:
    """Return `phase`, `value`, the `best` so far and what is said of each, in the order of the phases."""
    best = [each.before if each.before is not None and not each.progress else each.value for each in bests]
    return pl.DataFrame(
        {
            "phase": [each.phase for each in bests],
            "value": [each.value for each in bests],
            "best": best,
            "words": [_words(each) for each in bests],
        }
    )


def _words(each: PhaseBest) -> str:
    value = format_of(each.metric)(each.value)
    return f"{each.phase}: {value}, {each.run.name}, run {each.run.short} of {day(each.run.start)}"


def label(name: str) -> str:
    """Return what the report calls a metric."""
    if name in LABELS:
        return LABELS[name]
    known = CATALOGUE.get(name)
    return known.label if known is not None and known.label else name
