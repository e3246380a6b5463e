"""A report of an experiment: what was tried, what was best and whether it is more than chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from nba_props.core import atomic
from nba_props.core.counts import check_counts
from nba_props.errors import ConfigError
from nba_props.evaluation.catalogue import Better
from nba_props.tracking.cited import cite
from nba_props.tracking.comparison.best import Best, rows_of, same_rows
from nba_props.tracking.comparison.compare import Comparison, compare
from nba_props.tracking.comparison.experiments import find_experiment
from nba_props.tracking.comparison.groups import NOTE, groups
from nba_props.tracking.comparison.metrics import HEADLINES, direction
from nba_props.tracking.comparison.search import FINISHED, RunRow, metric_names, ranked, runs
from nba_props.tracking.phases import known_phases
from nba_props.tracking.store import Store
from nba_props.tracking.table import NONE, TextTable, as_html, as_markdown, as_text, day, number

WIDTH = 100
ENDINGS = (".txt", ".md", ".html")


@dataclass(frozen=True)
class Report:
    """What was written to which file, from how many runs."""

    file: str
    experiment: str
    runs: int

    def tables(self) -> list[TextTable]:
        """Return what is shown."""
        return [TextTable(f"{self.file}: report of {self.experiment}", [], [])]


def report(
    store: Store,
    experiment: str,
    output: Path,
    *,
    metrics: Sequence[str] = HEADLINES,
    market: str | None = None,
    top: int = 5,
    recent: int = 20,
) -> Report:
    """Write a report of an experiment, as text, Markdown or HTML by the file's ending.

    For each market and data set, the market's newest first: the best runs by the first of the metrics that a
    run has, the best value of every metric, and the best run against the next best one that was judged on the
    same player-games, with the interval of the difference. Then the newest runs, those that failed with the
    reason. The file is there whole or not at all.

    Args:
        store: the store.
        experiment: its name, or that of its phase.
        output: `.txt`, `.md` or `.html`.
        metrics: what runs are judged by.
        market: only this one; by default all that have runs.
        top: how many of the best runs of a market are shown.
        recent: how many of the newest runs are shown.

    Raises:
        ConfigError: the experiment or a metric is unknown, or the file has another ending.
        TrackingError: the store cannot be asked.
    """
    if output.suffix not in ENDINGS:
        raise ConfigError(f"{output}: must end in {', '.join(ENDINGS)}")
    check_counts(top=top, recent=recent)
    places = find_experiment(store, experiment)
    store.optimize()
    name = next(iter(places.values()))
    newest = list(islice(runs(store, places, page=recent), recent))
    ways = {metric: direction(metric, None, lambda: metric_names(store, places)) for metric in metrics}
    found = groups(store, places, FINISHED, market)
    several = {group.market for group in found if [each.market for each in found].count(group.market) > 1}
    tables = [_overview(store, name, newest, [NOTE] if several else [])]
    compared: list[str] = []
    for group in found:
        title = group.label if group.market in several else group.market
        tables += _group(store, places, group.where, ways, top, title=title, compared=compared)
    tables += _recent(newest)
    text = written(f"Report of {name}", tables, output.suffix)
    try:
        atomic.write_bytes(output, text.encode())
    except OSError as error:
        raise ConfigError(f"{output}: cannot be written: {error.strerror}") from error
    cite(store, compared, output)
    return Report(str(output), name, len(newest))


def written(title: str, tables: Sequence[TextTable], ending: str) -> str:
    """Return the tables as a document of the format that a file's ending names."""
    if ending == ".md":
        return as_markdown(title, tables)
    if ending == ".html":
        return as_html(title, tables)
    return f"{title}\n{'=' * len(title)}\n\n{as_text(tables, WIDTH)}\n"


def _overview(store: Store, name: str, newest: Sequence[RunRow], more: Sequence[str]) -> TextTable:
    about = {phase.experiment_name: phase.description for phase in known_phases()}
    notes = [about[name]] if name in about else []
    notes.append(f"Store: {store.uri}")
    notes.append(f"Newest run: {day(newest[0].start)}" if newest else "No runs yet.")
    notes += more
    return TextTable("Overview", [], [], notes=notes)


def _group(
    store: Store,
    places: dict[str, str],
    where: str,
    ways: Mapping[str, Better],
    top: int,
    *,
    title: str,
    compared: list[str],
) -> Iterator[TextTable]:
    """Yield the tables of a group of runs that can be ranked, and note the runs that they compare."""
    found = {name: ranked(store, places, name, better, where=where, top=top) for name, better in ways.items()}
    known = {name: best for name, best in found.items() if best}
    if not known:
        return
    compared += [run.id for ranking in known.values() for run in ranking]
    main = next(iter(known))
    suffix = f" ({title})" if title else ""
    best = Best.of(next(iter(places.values())), main, ways[main], known[main])
    yield from (_renamed(table, f"{table.title}{suffix}") for table in best.tables())
    yield _each_metric(known, f"Best by each metric{suffix}")
    second = _next_best(store, places, known[main][0], main, best)
    if second is not None:
        compared.append(second.id)
        both_runs = compare(store, [second.id, known[main][0].id])
        yield from (_renamed(table, f"{table.title}{suffix}") for table in _against(both_runs))


def _renamed(table: TextTable, title: str) -> TextTable:
    return TextTable(title, table.columns, table.rows, table.right, table.notes)


def _each_metric(known: dict[str, list[RunRow]], title: str) -> TextTable:
    columns = ["metric", "best", "run", "name", "player-games", "verdict"]
    rows = [
        [name, number(run.metrics[name]), run.short, run.name, rows_of(run), run.tags.get("verdict", NONE)]
        for name, (run, *_) in known.items()
    ]
    return TextTable(title, columns, rows, frozenset(["best", "player-games"]))


def _next_best(store: Store, places: dict[str, str], first: RunRow, metric: str, best: Best) -> RunRow | None:
    """Return the second best of the runs that were judged on the best one's player-games."""
    rivals = ranked(store, places, metric, best.better, where=same_rows(first), top=2)
    return next((run for run in rivals if run.job != first.job), None)


def _against(comparison: Comparison) -> list[TextTable]:
    """Return the best run, B, against the next best one, A, in that order so that below zero means better."""
    runs_, *rest = comparison.tables()
    return [_renamed(runs_, "The best run (B) against the next best (A)"), *rest]


def _recent(newest: Sequence[RunRow]) -> list[TextTable]:
    if not newest:
        return []
    counted = Counter(run.status for run in newest)
    notes = [", ".join(f"{count} {status.lower()}" for status, count in sorted(counted.items()))]
    columns = ["run", "name", "status", "val_mae", "day", "why"]
    rows = [
        [
            run.short,
            run.name,
            run.status.lower(),
            number(run.metrics.get("val_mae")),
            day(run.start),
            run.tags.get("failure", "").partition("\n")[0],
        ]
        for run in newest
    ]
    return [TextTable(f"The newest {len(newest)} runs", columns, rows, frozenset(["val_mae"]), notes)]
