"""Runs beside each other: in which settings they differ, in which figures, and whether that is chance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

import polars as pl

from nba_props.errors import ConfigError, TrackingError
from nba_props.evaluation.catalogue import ENDS, better_of, in_order
from nba_props.evaluation.formatting import count, signed_nonzero
from nba_props.tracking.comparison.best import differences, rows_of
from nba_props.tracking.comparison.metrics import loss
from nba_props.tracking.comparison.paired import (
    PRICED,
    Paired,
    PairedVerdict,
    paired,
    predictions_of,
    predicts_the_same,
    shared_rows,
)
from nba_props.tracking.comparison.search import RunRow, all_experiments, find_run
from nba_props.tracking.comparison.settings import of_one_option, settings_that_differ
from nba_props.tracking.store import Store
from nba_props.tracking.table import NONE, TextTable, day, number

MOST_RUNS = 8
"""Runs that fit beside each other."""
RESAMPLES = 10_000
_DETAILS = ("segment/", "fold_", "system/")
_EQUAL = 1e-12


@dataclass(frozen=True)
class Comparison:
    """What differs among runs, which are called A, B, C … in their order.

    `params` and `metrics`: those that differ, by name, a value per run (None where a run has none).
    `paired`: the figures of each run against the first, on the rows that both predicted. `unpaired`: why a
    run has none. `equal`: the runs whose predictions are those of the first.
    """

    runs: Sequence[RunRow]
    params: Mapping[str, Sequence[str | None]]
    metrics: Mapping[str, Sequence[float | None]]
    paired: Sequence[Paired]
    unpaired: Mapping[str, str]
    equal: Sequence[str] = ()

    @property
    def all_better(self) -> bool:
        """Whether every run's MAE is lower than the first one's by more than chance."""
        mae = [pair.verdict for pair in self.paired if pair.figure == "MAE"]
        return len(mae) == len(self.runs) - 1 and set(mae) == {PairedVerdict.better}

    def tables(self, every: bool = False) -> list[TextTable]:
        """Return what is shown: the runs with the verdict, the paired differences, settings, figures.

        Args:
            every: all settings, also those that only one of two options (`model`) has; all figures, also
                those that are equal in the digits shown, and the ends of intervals.
        """
        return [self._runs(), self._paired(), self._params(every), self._metrics(every)]

    def _runs(self) -> TextTable:
        cells = {
            "": list(self.letters),
            "run": [run.short for run in self.runs],
            "name": [run.name for run in self.runs],
            "experiment": [run.experiment for run in self.runs],
            "status": [run.status.lower() for run in self.runs],
            "rows": [rows_of(run) for run in self.runs],
            "day": [day(run.start) for run in self.runs],
        }
        if len(set(cells["experiment"])) == 1:
            del cells["experiment"]
        if set(cells["status"]) == {"finished"}:
            del cells["status"]
        rows = list(zip(*cells.values(), strict=True))
        return TextTable("Runs", list(cells), rows, frozenset(["rows"]), self.verdicts())

    def _params(self, every: bool) -> TextTable:
        hidden = [] if every else of_one_option(self.params)
        shown = {name: values for name, values in self.params.items() if name not in hidden}
        rows = [[name, *(NONE if v is None else v for v in values)] for name, values in shown.items()]
        notes = [] if rows else ["they have the same settings"]
        if hidden:
            options = ", ".join(sorted({name.partition(".")[0] for name in hidden}))
            settings = count(len(hidden), "setting", "settings")
            notes.append(f"Not shown: {settings} that not every {options} has (experiments compare --all).")
        return TextTable("Settings that differ", ["setting", *self.letters], rows, notes=notes)

    def _metrics(self, every: bool) -> TextTable:
        known = self._all_metrics()
        ends = [f"{name}{end}" for name in known for end in ENDS if f"{name}{end}" in known]
        equal = [name for name, values in known.items() if name not in ends and _looks_equal(values)]
        names = [name for name in known if every or name not in {*ends, *equal}]
        rows = [[name, *_marked(name, known[name])] for name in names]
        notes = ["* the best one"] if rows else ["they have the same figures"]
        if len(names) < len(known):
            notes.append(f"Not shown: {_left_out(len(ends), len(equal))} (experiments compare --all).")
        differ = differences(self.runs)
        if differ and len(self.equal) < len(self.runs) - 1:
            what = " and ".join(differ)
            notes.append(f"They differ in {what}: these figures are of different rows; see those against A.")
        title = "Figures" if every else "Figures that differ"
        return TextTable(title, ["metric", *self.letters], rows, frozenset(self.letters), notes)

    def _all_metrics(self) -> dict[str, Sequence[float | None]]:
        """Return those that differ, of segments and folds too if they were asked for, and the equal ones."""
        shared = {name for run in self.runs for name in run.metrics if not name.startswith(_DETAILS)}
        names = in_order(shared | set(self.metrics))
        return {name: [run.metrics.get(name) for run in self.runs] for name in names}

    def verdicts(self) -> list[str]:
        """Return a sentence for each run that is held against the first: in which figures it is what."""
        found: dict[str, dict[str, list[str]]] = {}
        for pair in self.paired:
            found.setdefault(pair.run, {}).setdefault(pair.verdict.value, []).append(pair.figure)
        return [
            f"{run} against A: {'; '.join(f'{word} in {_listed(each)}' for word, each in words.items())}."
            for run, words in found.items()
        ]

    def _paired(self) -> TextTable:
        columns = ["", "figure", "rows", "A", "it", "diff.", "95 % interval", "verdict"]
        rows = [_paired_row(pair) for pair in self.paired]
        if len(self.runs) == 2:
            columns, rows = ["figure", "rows", *self.letters, *columns[-3:]], [row[1:] for row in rows]
        notes = [f"{letter}: {why}" for letter, why in self.unpaired.items()]
        notes += [f"{letter}: its predictions and probabilities are all those of A" for letter in self.equal]
        if any(pair.verdict is not PairedVerdict.equal for pair in self.paired):
            notes.append("A difference below 0 is better than A; its interval: bootstrap over game dates.")
        if any(pair.figure == PRICED for pair in self.paired):
            notes.append("Priced: the rows with a line.")
        right = frozenset(columns[columns.index("rows") : -2])
        return TextTable("Against A, on the rows that both predicted", columns, rows, right, notes)

    @property
    def letters(self) -> list[str]:
        """What the runs are called: A, B, C and so on."""
        return list(ascii_uppercase[: len(self.runs)])


def compare(
    store: Store,
    runs: Sequence[str],
    details: bool = False,
    seed: int = 42,
    resamples: int = RESAMPLES,
) -> Comparison:
    """Put runs beside each other, and each beside the first on the rows that both predicted.

    Args:
        store: the store.
        runs: two or more ids, or the beginnings of them.
        details: take in the metrics of segments and folds.
        seed: of the bootstrap.
        resamples: how many the bootstrap draws.

    Raises:
        ConfigError: fewer than two runs, too many, or one of them twice.
        TrackingError: there is no such run, several begin so, or the store cannot be asked.
    """
    if not 2 <= len(runs) <= MOST_RUNS:
        raise ConfigError(f"runs={', '.join(runs)}: name 2 to {MOST_RUNS} to compare")
    if resamples < 100:
        raise ConfigError(f"resamples={resamples}: must be at least 100")
    places = all_experiments(store)
    found = [find_run(store, text, places) for text in runs]
    twice = next(
        (run for place, run in enumerate(found) if run.id in {one.id for one in found[:place]}), None
    )
    if twice is not None:
        raise ConfigError(f"runs={', '.join(runs)}: run {twice.short} is named twice")
    params = settings_that_differ([run.params for run in found])
    return Comparison(found, params, _metrics(found, details), *_against_first(store, found, seed, resamples))


def _metrics(found: Sequence[RunRow], details: bool) -> dict[str, list[float | None]]:
    names = in_order(
        {name for run in found for name in run.metrics if details or not name.startswith(_DETAILS)}
    )
    values = {name: [run.metrics.get(name) for run in found] for name in names}
    return {name: each for name, each in values.items() if not _same(each)}


def _same(values: Sequence[float | None]) -> bool:
    known = [value for value in values if value is not None]
    spread = max(known) - min(known)
    return len(known) == len(values) and spread <= _EQUAL * max(1.0, abs(known[0]))


def _looks_equal(values: Sequence[float | None]) -> bool:
    """Whether values are equal in the digits shown."""
    return len(set(map(_shown, values))) == 1


def _shown(value: float | None) -> float | None:
    """Return a figure as it is shown, so that 5 and 5.000 are the same; None where a dash is."""
    text = number(value)
    return None if text == NONE else float(text.replace(",", ""))


def _left_out(ends: int, equal: int) -> str:
    kinds = [count(ends, "end of an interval", "ends of intervals")] if ends else []
    return ", ".join([*kinds, *([f"{equal} equal in these digits"] if equal else [])])


def _marked(name: str, values: Sequence[float | None]) -> list[str]:
    """Return the values as text, the best ones with a star, by the digits shown.

    There is no star where no value is better by itself, or none is better than another.
    """
    better = better_of(name)
    shown = [_shown(None if value is None or better is None else loss(better, value)) for value in values]
    known = [each for each in shown if each is not None]
    best = None if len(set(known)) < 2 else min(known)
    stars = ["*" if best is not None and each == best else "" for each in shown]
    return [f"{number(value)}{star}" for value, star in zip(values, stars, strict=True)]


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _against_first(
    store: Store, found: Sequence[RunRow], seed: int, resamples: int
) -> tuple[list[Paired], dict[str, str], list[str]]:
    """Return the pairs, why runs have none, and the runs whose predictions are the first one's."""
    letters = ascii_uppercase[: len(found)]
    tables: dict[str, pl.DataFrame] = {}
    reasons: dict[str, str] = {}
    for letter, run in zip(letters, found, strict=True):
        try:
            tables[letter] = predictions_of(store, run)
        except TrackingError as error:
            reasons[letter] = str(error)
    first = tables.pop("A", None)
    if first is None:
        return [], {"A": reasons["A"]}, []
    pairs: list[Paired] = []
    equal: list[str] = []
    for letter, second in tables.items():
        try:
            both = shared_rows(first, second)
            pairs += paired(letter, both, seed, resamples)
        except TrackingError as error:
            reasons[letter] = str(error)
            continue
        if predicts_the_same(first, second, both):
            equal.append(letter)
    return pairs, reasons, equal


def _paired_row(each: Paired) -> list[str]:
    form, digits = signed_nonzero(each.digits), each.digits
    figures = [f"{each.first:.{digits}f}", f"{each.value:.{digits}f}", form(each.difference)]
    ends = [form(end) for end in (each.low, each.high) if end is not None]
    interval = " to ".join(ends) or NONE
    return [each.run, each.figure, f"{each.n:,}", *figures, interval, each.verdict.value]
