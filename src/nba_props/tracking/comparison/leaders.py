"""The best run of each market, data set, experiment and metric, by one search of MLflow for each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from nba_props.evaluation.catalogue import Better
from nba_props.tracking.comparison.groups import UNKNOWN, Group, groups
from nba_props.tracking.comparison.search import FINISHED, RunRow, both, ranked, runs
from nba_props.tracking.store import Store

NO_MARKET = UNKNOWN


@dataclass(frozen=True)
class RunFilter:
    """Which finished runs count: those of a market, started since or before a moment, that fit a filter."""

    market: str | None = None
    since: dt.datetime | None = None
    before: dt.datetime | None = None
    where: str = ""

    def filter(self) -> str:
        """Return the same in MLflow's language, without the market."""
        moments = (("attributes.start_time >= ", self.since), ("attributes.start_time < ", self.before))
        return both(*(f"{words}{_milliseconds(at)}" for words, at in moments if at is not None), self.where)


@dataclass(frozen=True, order=True)
class Ranking:
    """What runs are ranked by; `experiment` is a name, `data` the fingerprint of the data set.

    `market` is `NO_MARKET`, `data` empty for runs that do not name theirs.
    """

    market: str
    experiment: str
    metric: str
    data: str = ""


@dataclass(frozen=True)
class NewLeader:
    """The run that leads a ranking since a moment, and the one that led before (None: there was none)."""

    run: RunRow
    before: RunRow | None


def leaders(
    store: Store, experiments: Mapping[str, str], ways: Mapping[str, Better], among: RunFilter
) -> dict[Ranking, RunRow]:
    """Return the best run of each ranking, of equal ones the newest; rankings without a run are absent.

    Args:
        store: the store.
        experiments: names by id.
        ways: which way each metric is better.
        among: which runs count.

    Raises:
        TrackingError: the filter is wrong, or the store cannot be asked.
    """
    found: dict[Ranking, RunRow] = {}
    for group in groups(store, experiments, both(FINISHED, among.filter()), among.market):
        found |= _leaders_of(group, store, experiments, ways, among)
    return found


def _leaders_of(
    group: Group,
    store: Store,
    experiments: Mapping[str, str],
    ways: Mapping[str, Better],
    among: RunFilter,
) -> dict[Ranking, RunRow]:
    found = {}
    where = both(group.where, among.filter())
    for number, name in experiments.items():
        for metric, better in ways.items():
            run = _leader(store, {number: name}, metric, better, where)
            if run is not None:
                found[Ranking(group.market, name, metric, group.data)] = run
    return found


def new_leaders(
    store: Store,
    experiments: Mapping[str, str],
    ways: Mapping[str, Better],
    since: dt.datetime,
    market: str | None = None,
) -> dict[Ranking, NewLeader]:
    """Return rankings that are led by a run that started since a moment, though perhaps by an equal value.

    Most are not: only for those that are, the run that led before is searched for.

    Raises:
        TrackingError: the store cannot be asked.
    """
    found = {}
    before = RunFilter(before=since)
    older = {
        name: number for number, name in experiments.items() if _has_finished(store, {number: name}, before)
    }
    recent = both(FINISHED, RunFilter(since=since).filter())
    for group in groups(store, experiments, recent, market):
        for ranking, run in _leaders_of(group, store, experiments, ways, RunFilter()).items():
            if run.start >= since:
                name, metric = ranking.experiment, ranking.metric
                place = {older[name]: name} if name in older else {}
                last = _leader(store, place, metric, ways[metric], both(group.where, before.filter()))
                found[ranking] = NewLeader(run, last)
    return found


def _has_finished(store: Store, experiment: Mapping[str, str], among: RunFilter) -> bool:
    return next(runs(store, experiment, both(FINISHED, among.filter()), page=1), None) is not None


def _leader(
    store: Store,
    experiment: Mapping[str, str],
    metric: str,
    better: Better,
    where: str,
) -> RunRow | None:
    found = ranked(store, experiment, metric, better, where=where)
    return found[0] if found else None


def _milliseconds(moment: dt.datetime) -> int:
    """Return a moment as MLflow keeps it."""
    return int(moment.timestamp() * 1000)
