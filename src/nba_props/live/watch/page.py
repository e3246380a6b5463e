"""The watch as one HTML page, in the style of a run's report: no script, no request, pictures inside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from nba_props.core.arrays import Dates, Floats
from nba_props.evaluation.formatting import count, share
from nba_props.findings.verdict import Level
from nba_props.live.watch.monitor import NO_VERSION, ModelWatch, evidence, told
from nba_props.live.watch.shadow import Shadow
from nba_props.live.watch.watch import FEATURE, FEED, FIGURE, INPUT, Watched
from nba_props.live.watch.words import words_of
from nba_props.report.plots.watched import evidence_path, watched_figure
from nba_props.report.plotted import TALL, Plot, plot
from nba_props.report.render import environment
from nba_props.report.tables import Cell, Table
from nba_props.tracking.registry.shadow import BETTER
from nba_props.tracking.table import number

TEMPLATE = "monitor.html.j2"
COLUMNS = ["run", "now", "e-value"]
HEADINGS = {FIGURE: "figures", FEED: "feeds"}
DRIFT = {FEATURE: "features, by rank among the values of the run", INPUT: "columns of the box scores"}
SHOWN = 10
"""Features, and columns, that are listed: those with most evidence of a change first."""


@dataclass(frozen=True)
class Alarm:
    """An alarm in words."""

    name: str
    since: dt.date
    said: str
    advice: str


@dataclass(frozen=True)
class Challenger:
    """A second model on the same nights, in words and as a picture."""

    said: str
    plot: Plot


@dataclass(frozen=True)
class ModelPart:
    """What the page says of one model."""

    level: Level
    headline: str
    summary: str
    alarms: Sequence[Alarm]
    table: Table
    plots: Sequence[Plot]
    drift: Table | None
    challenger: Challenger | None


def render(found: Sequence[ModelWatch], until: dt.date, unwatched: Sequence[str] = ()) -> str:
    """Return the page of all models that are watched; all text is escaped.

    Args:
        found: a model each.
        until: the last date that counts.
        unwatched: why others are not watched.
    """
    models = [_part(each, f"watch-{position}") for position, each in enumerate(found)]
    title = f"The watch up to {until}"
    return environment().get_template(TEMPLATE).render(title=title, models=models, unwatched=unwatched)


def _part(watch: ModelWatch, name: str) -> ModelPart:
    alarms = [_alarm(each) for each in watch.alarms]
    named = f"run {watch.run_id[:8]}" if watch.version == NO_VERSION else f"version {watch.version}"
    return ModelPart(
        level=Level.BAD if alarms else Level.GOOD,
        headline=f"{watch.market}, {named}: {count(len(alarms), 'alarm') if alarms else 'no alarm'}",
        summary=_summary(watch),
        alarms=alarms,
        table=_table(watch),
        plots=list(_plots(watch, name)),
        drift=_drift(watch),
        challenger=None if watch.shadow is None else _challenger(watch.shadow, f"{name}-shadow"),
    )


def _summary(watch: ModelWatch) -> str:
    nights = f"{count(watch.nights, 'night')} of run {watch.run_id[:8]}, {watch.first} to {watch.last}"
    [*predicted] = [each.live for each in watch.found if each.name == "predicted" and each.live is not None]
    return f"{nights}; {share(predicted[0])} of lined player-games were predicted" if predicted else nights


def _alarm(each: Watched) -> Alarm:
    assert each.since is not None  # noqa: S101  (it is an alarm)
    words = words_of(each)
    said = f"{words.title}: {number(each.live, 3)}, in the run {number(each.reference, 3)}"
    return Alarm(each.name, each.since, said[0].upper() + said[1:], words.advice)


def _table(watch: ModelWatch) -> Table:
    groups = {
        heading: [_row(each) for each in watch.found if each.family == family]
        for family, heading in HEADINGS.items()
    }
    return Table(COLUMNS, [(heading, rows) for heading, rows in groups.items() if rows])


def _drift(watch: ModelWatch) -> Table | None:
    groups = []
    for family, heading in DRIFT.items():
        found = [each for each in watch.found if each.family == family]
        ordered = sorted(found, key=lambda each: (not each.alarm, -each.e, each.name))
        rows = [_row(each) for position, each in enumerate(ordered) if position < SHOWN or each.alarm]
        if rows:
            groups.append((f"{heading}: {len(rows)} of {len(found)}", rows))
    return Table(COLUMNS, groups) if groups else None


def _row(each: Watched) -> tuple[str, list[Cell]]:
    at = f"alarm at {evidence(each.threshold)}" if each.since is None else f"since {each.since}"
    return each.name, [
        Cell(number(each.reference, 3)),
        Cell(number(each.live, 3), count(each.dates, "date")),
        Cell(evidence(each.e), at, "bad" if each.alarm else ""),
    ]


def _plots(watch: ModelWatch, name: str) -> Iterator[Plot]:
    shown = [each for each in watch.found if each.family in HEADINGS or each.alarm]
    for position, each in enumerate(shown):
        dates, values = _path(each.recent)
        _, e_values = _path(each.path)
        yield plot(
            watched_figure(dates, values, each.reference, e_values, each.threshold),
            f"{name}-{position}",
            each.name,
            f"{_sentence(words_of(each).title)} Below, the evidence that it is not what it was in the run.",
            "",
            size=TALL,
        )


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _path(path: Mapping[dt.date, float]) -> tuple[Dates, Floats]:
    return np.array(list(path), dtype="datetime64[D]"), np.array(list(path.values()), dtype=float)


def _challenger(shadow: Shadow, name: str) -> Challenger:
    dates, e_values = _path(shadow.path)
    drawn = plot(
        evidence_path(dates, e_values, BETTER, "better"),
        name,
        "The challenger's gain",
        "The evidence that the challenger errs less on the same player-games.",
        "",
        size=TALL,
    )
    return Challenger(_sentence(told(shadow)), drawn)
