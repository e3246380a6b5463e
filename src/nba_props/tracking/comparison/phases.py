"""The best of each phase by several metrics, and what each phase brought."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from nba_props.evaluation.catalogue import Better
from nba_props.tracking.comparison.best import differences, warning
from nba_props.tracking.comparison.experiments import phase_experiments
from nba_props.tracking.comparison.groups import NOTE, UNKNOWN, short
from nba_props.tracking.comparison.leaders import Ranking, RunFilter, leaders
from nba_props.tracking.comparison.metrics import HEADLINES, direction, is_better
from nba_props.tracking.comparison.search import RunRow, metric_names
from nba_props.tracking.store import Store
from nba_props.tracking.table import NONE, TextTable, number


@dataclass(frozen=True)
class PhaseBest:
    """The best run of a phase by one metric, for one market and data set.

    `before` is the best value of the phases before it; `progress` says whether this one is better than that,
    None where there is nothing to compare with.
    """

    market: str
    metric: str
    phase: str
    run: RunRow
    value: float
    before: float | None
    progress: bool | None
    data: str = UNKNOWN

    @property
    def group(self) -> tuple[str, str]:
        """The market and the data set."""
        return self.market, self.data


@dataclass(frozen=True)
class Phases:
    """The best of each phase; phases without a finished run that has a metric are absent there."""

    names: Sequence[str]
    bests: Sequence[PhaseBest]

    def tables(self) -> list[TextTable]:
        """One table a market and data set: a row per metric, a column per phase."""
        if not self.bests:
            return [TextTable("Phases", [], [], notes=["no finished run in any phase"])]
        several = len({each.group for each in self.bests}) > len({each.market for each in self.bests})
        by_group = groupby(self.bests, key=lambda each: each.group)
        return [self._group(market, data if several else None, list(f)) for (market, data), f in by_group]

    def _group(self, market: str, data: str | None, found: list[PhaseBest]) -> TextTable:
        rows = []
        for metric, group in groupby(found, key=lambda ranking: ranking.metric):
            cells = {ranking.phase: _cell(ranking) for ranking in group}
            rows.append([metric, *(cells.get(name, NONE) for name in self.names)])
        notes = ["+ better than all phases before, - not better; below each value, its run."]
        notes += warning(differences([ranking.run for ranking in found]))
        title = f"Best of each phase: {market}" if market else "Best of each phase"
        if data is not None:
            title += f", data {short(data)}"
            notes.append(NOTE)
        return TextTable(title, ["metric", *self.names], rows, frozenset(self.names), notes)


def _cell(each: PhaseBest) -> str:
    sign = {True: " +", False: " -", None: ""}[each.progress]
    return f"{number(each.value)}{sign}\n{each.run.short}"


def phases(
    store: Store, metrics: Sequence[str] = HEADLINES, market: str | None = None, where: str = ""
) -> Phases:
    """Return the best finished run of each phase by each metric, and whether it got further than before.

    Args:
        store: the store.
        metrics: what to judge by.
        market: only this one; by default all that have runs, each by itself.
        where: only runs that fit this filter, in MLflow's language.

    Raises:
        ConfigError: a metric is unknown, or nobody knows which of its values is better.
        TrackingError: the filter is wrong, or the store cannot be asked.
    """
    store.optimize()
    places = phase_experiments(store)
    everywhere = {number: name for _, each in places for number, name in each.items()}
    ways = {metric: direction(metric, None, lambda: metric_names(store, everywhere)) for metric in metrics}
    names = {phase.name: name for phase, place in places for name in place.values()}
    best = leaders(store, everywhere, ways, RunFilter(market, where=where))
    found: list[PhaseBest] = []
    for chosen, data in dict.fromkeys((ranking.market, ranking.data) for ranking in best):
        for metric, better in ways.items():
            of_phase = {phase: best.get(Ranking(chosen, name, metric, data)) for phase, name in names.items()}
            known = {phase: run for phase, run in of_phase.items() if run is not None}
            found += [replace(each, data=data) for each in _progress(chosen, metric, better, known)]
    return Phases(list(names), found)


def _progress(market: str, metric: str, better: Better, best: Mapping[str, RunRow]) -> list[PhaseBest]:
    found: list[PhaseBest] = []
    before: float | None = None
    for phase, run in best.items():
        value = run.metrics[metric]
        ahead = None if before is None else is_better(better, value, before)
        found.append(PhaseBest(market, metric, phase, run, value, before, ahead))
        before = value if before is None or ahead else before
    return found
