"""The best runs of an experiment by one metric."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nba_props.core.counts import check_counts
from nba_props.evaluation.catalogue import Better
from nba_props.tracking.comparison.experiments import find_experiment
from nba_props.tracking.comparison.groups import NOTE, groups
from nba_props.tracking.comparison.metrics import direction
from nba_props.tracking.comparison.search import (
    FINISHED,
    RunRow,
    both,
    equals,
    find_run,
    metric_names,
    ranked,
)
from nba_props.tracking.comparison.settings import in_short
from nba_props.tracking.store import Store
from nba_props.tracking.table import NONE, TextTable, day, number

ISSUES = "Verdict: in brackets how many findings are issues."
WORDS = {Better.lower: "lowest", Better.higher: "highest", Better.nearest_zero: "nearest to zero"}
SAME_ROWS = {"market": "market", "data_fingerprint": "data"}
"""Tags that runs must share to have been judged on the same player-games, and what they are called."""


@dataclass(frozen=True)
class Best:
    """The best finished runs, best first; `better` says which way they were ordered.

    `differ`: in what the runs differ that makes their figures no comparison (`market`, `data`, `rows`).
    `where`: the filter that they fit, empty where all were asked for. `group`: what they have in common,
    where there are several groups. `others`: the best of the other markets and data sets, which are not
    ranked against these.
    """

    experiment: str
    metric: str
    better: Better
    runs: Sequence[RunRow]
    differ: Sequence[str]
    where: str = ""
    group: str = ""
    others: Sequence[Best] = ()

    @classmethod
    def of(
        cls,
        experiment: str,
        metric: str,
        better: Better,
        runs: Sequence[RunRow],
        where: str = "",
    ) -> Best:
        """Return the ranking of runs that are sorted already."""
        return cls(experiment, metric, better, runs, differences(runs), where)

    def tables(self) -> list[TextTable]:
        """Return what is shown."""
        title = f"{self.experiment}: best runs by {self.metric} ({WORDS[self.better]} first)"
        if not self.runs:
            among = f" where {self.where}" if self.where else ""
            return [TextTable(title, [], [], notes=[f"no finished run{among} has {self.metric}"])]
        columns = ["run", "name", self.metric, "player-games", "verdict", "day"]
        rows = [
            [run.short, run.name, number(run.metrics[self.metric]), rows_of(run), judged(run), day(run.start)]
            for run in self.runs
        ]
        counted = [ISSUES] if any(_issues(run) for run in self.runs) else []
        notes = [*counted, *warning(self.differ), *([NOTE] if self.others else [])]
        title += f", {self.group}" if self.group else ""
        table = TextTable(title, columns, rows, frozenset(columns[2:4]), notes)
        others = (each for other in self.others for each in other.tables())
        return [table, *self._settings(), *others]

    def _settings(self) -> list[TextTable]:
        lines = in_short([run.params for run in self.runs])
        if not any(lines):
            return []
        rows = [[run.short, line] for run, line in zip(self.runs, lines, strict=True)]
        return [TextTable("In what they differ", ["run", "settings"], rows)]


def best(
    store: Store,
    experiment: str,
    metric: str = "val_mae",
    *,
    top: int = 5,
    better: Better | None = None,
    market: str | None = None,
    like: str | None = None,
    where: str = "",
) -> Best:
    """Return the best runs of an experiment by one metric, best first, within one market and data set.

    Where there are several, the first market's newest data set comes first, the rest are its `others`.

    Failed and unfinished runs and those without the metric do not count; of runs of one job, which have the
    same figures, only the newest does.

    Args:
        store: the store.
        experiment: its name, or that of its phase.
        metric: what to order by.
        top: how many.
        better: which way the metric is better, where the table of metrics does not know.
        market: only runs of this market.
        like: only runs that were judged on the same player-games as this run (its id or the beginning of it).
        where: only runs that fit this filter, in MLflow's language.

    Raises:
        ConfigError: the experiment or the metric is unknown, nobody says which way the metric is better, or
            `top` is not positive.
        TrackingError: a run or the filter cannot be used, or the store cannot be asked.
    """
    check_counts(top=top)
    places = find_experiment(store, experiment)
    store.optimize()
    name = next(iter(places.values()))
    chosen = _direction(store, places, metric, better)
    same = same_rows(find_run(store, like)) if like else ""
    asked = both(same, where)
    found = [
        (group, ranked(store, places, metric, chosen, where=both(group.where, asked), top=top))
        for group in groups(store, places, both(FINISHED, asked), market)
    ]
    known = [(group, rows) for group, rows in found if rows]
    several = len(known) > 1
    bests = [
        replace(
            Best.of(name, metric, chosen, rows, both(group.where, asked)),
            group=group.label if several else "",
        )
        for group, rows in known
    ]
    if not bests:
        only = equals("tags.market", market) if market else ""
        return Best.of(name, metric, chosen, [], both(only, asked))
    return replace(bests[0], others=bests[1:])


def _direction(store: Store, places: Mapping[str, str], metric: str, asked: Better | None) -> Better:
    def known() -> set[str]:
        return metric_names(store, places)

    return direction(metric, asked, known)


def same_rows(run: RunRow) -> str:
    """Return the filter for runs that were judged on the same player-games as a run.

    They share market, data and the number of scored player-games.
    """
    tags = [equals(f"tags.{key}", run.tags[key]) for key in SAME_ROWS if key in run.tags]
    count = run.metrics.get("n_predictions")
    return both(*tags, "" if count is None else f"metrics.n_predictions = {count:.0f}")


def differences(found: Sequence[RunRow]) -> list[str]:
    """In what runs differ that makes their figures no comparison."""
    differ = [word for key, word in SAME_ROWS.items() if len({run.tags.get(key) for run in found}) > 1]
    if len({run.metrics.get("n_predictions") for run in found}) > 1:
        differ.append("player-games")
    return differ


def warning(differ: Sequence[str]) -> list[str]:
    """Return the sentence about it; none where nothing differs."""
    if not differ:
        return []
    what = " and ".join((", ".join(differ[:-1]), differ[-1]) if len(differ) > 1 else differ)
    return [f"These runs differ in {what}: their figures are of different rows, and their order says little."]


def judged(run: RunRow) -> str:
    """Return what a run's findings come to: the verdict's level, and the number of issues; `bad (3)`."""
    level = run.tags.get("verdict_level", NONE)
    return f"{level} ({_issues(run)})" if _issues(run) else level


def _issues(run: RunRow) -> int:
    """Return how many findings of a run are issues."""
    return sum(name.startswith("finding/") and value == "issue" for name, value in run.tags.items())


def rows_of(run: RunRow) -> str:
    """How many player-games a run was judged on."""
    return number(run.metrics.get("n_predictions"))
