"""What happened since a day: runs, new best values, registrations and promotions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nba_props.tracking.comparison.counting import count_runs
from nba_props.tracking.comparison.experiments import phase_experiments
from nba_props.tracking.comparison.groups import NOTE, UNKNOWN, short
from nba_props.tracking.comparison.leaders import Ranking, new_leaders
from nba_props.tracking.comparison.metrics import HEADLINES, direction, is_better
from nba_props.tracking.comparison.registered import RegistryEvent, events
from nba_props.tracking.comparison.search import RunRow, metric_names
from nba_props.tracking.store import Store
from nba_props.tracking.table import NONE, TextTable, number

DAYS = 7


@dataclass(frozen=True)
class Activity:
    """The runs of a phase: how many by status, and whether there are more than were counted."""

    phase: str
    runs: int
    by_status: Mapping[str, int]
    more: bool


@dataclass(frozen=True)
class Improvement:
    """A phase's best value of a metric that was reached since, and the best before (None: there was none).

    Both are of one market and one data set.
    """

    market: str
    phase: str
    metric: str
    before: float | None
    value: float
    run: RunRow
    data: str = UNKNOWN


@dataclass(frozen=True)
class Weekly:
    """What happened since a moment (UTC)."""

    since: dt.datetime
    activity: Sequence[Activity]
    improvements: Sequence[Improvement]
    events: Sequence[RegistryEvent]

    def tables(self) -> list[TextTable]:
        """Return what is shown."""
        return [self._activity(), self._improvements(), self._events()]

    def _activity(self) -> TextTable:
        statuses = ("FINISHED", "FAILED", "KILLED", "RUNNING")
        columns = ["phase", "runs", *(status.lower() for status in statuses)]
        rows = [
            [line.phase, _count(line), *(str(line.by_status.get(status, 0)) for status in statuses)]
            for line in self.activity
        ]
        return TextTable(f"Runs since {self.since:%Y-%m-%d}", columns, rows, frozenset(columns[1:]))

    def _improvements(self) -> TextTable:
        several = len({each.data for each in self.improvements}) > 1
        columns = ["market", *(["data"] if several else []), "phase", "metric", "before", "now", "run"]
        rows = [
            [
                each.market or NONE,
                *([short(each.data)] if several else []),
                each.phase,
                each.metric,
                number(each.before),
                number(each.value),
                each.run.short,
            ]
            for each in self.improvements
        ]
        notes = ([NOTE] if several else []) if rows else ["none"]
        return TextTable("New best values", columns, rows, frozenset(["before", "now"]), notes)

    def _events(self) -> TextTable:
        columns = ["when", "what", "model", "version", "details"]
        rows = [[f"{e.at:%Y-%m-%d %H:%M}", e.what, e.model, e.version, e.details] for e in self.events]
        return TextTable(
            "Registry", columns, rows, notes=[] if rows else ["nothing was registered or promoted"]
        )


def _count(each: Activity) -> str:
    return f"{each.runs:,} or more" if each.more else f"{each.runs:,}"


def weekly(
    store: Store, since: dt.date | None = None, metrics: Sequence[str] = HEADLINES, market: str | None = None
) -> Weekly:
    """Return what happened since the beginning of a day.

    Args:
        store: the store.
        since: the day, in UTC; by default seven days ago.
        metrics: in which new best values are looked for.
        market: only new best values of this one; by default of all that had runs.

    Raises:
        ConfigError: a metric is unknown, or nobody knows which of its values is better.
        TrackingError: the store cannot be asked.
    """
    day = since or (dt.datetime.now(dt.UTC) - dt.timedelta(days=DAYS)).date()
    start = dt.datetime.combine(day, dt.time(), dt.UTC)
    store.optimize()
    activity = list(_activity(store, start))
    busy = [phase.phase for phase in activity if phase.runs]
    found = list(_improvements(store, start, busy, metrics, market))
    return Weekly(start, activity, found, events(store, start))


def _activity(store: Store, start: dt.datetime) -> Iterator[Activity]:
    for phase, place in phase_experiments(store):
        found = count_runs(store, place, start)
        yield Activity(phase.name, sum(found.by_status.values()), found.by_status, found.more)


def _improvements(
    store: Store, start: dt.datetime, busy: Sequence[str], metrics: Sequence[str], market: str | None
) -> Iterator[Improvement]:
    """Yield the new best values of phases that had runs, by market, then phase, then metric."""
    places = [(phase, place) for phase, place in phase_experiments(store) if phase.name in busy]
    everywhere = {number: name for _, place in places for number, name in place.items()}
    ways = {metric: direction(metric, None, lambda: metric_names(store, everywhere)) for metric in metrics}
    found = new_leaders(store, everywhere, ways, start, market)
    phases = {name: phase.name for phase, place in places for name in place.values()}
    order = {name: number for number, name in enumerate([*phases, *ways])}
    data_sets = {data: number for number, data in enumerate(ranking.data for ranking in found)}
    for ranking, leader in sorted(found.items(), key=lambda item: _order(item[0], order, data_sets)):
        metric, value = ranking.metric, leader.run.metrics[ranking.metric]
        before = None if leader.before is None else leader.before.metrics[metric]
        if before is None or is_better(ways[metric], value, before):
            phase = phases[ranking.experiment]
            yield Improvement(ranking.market, phase, metric, before, value, leader.run, ranking.data)


def _order(
    ranking: Ranking, order: Mapping[str, int], data_sets: Mapping[str, int]
) -> tuple[str, int, int, int]:
    return ranking.market, data_sets[ranking.data], order[ranking.experiment], order[ranking.metric]
