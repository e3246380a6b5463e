"""Runs beside each other as one HTML page: no request, plots inside."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from nba_props.errors import TrackingError
from nba_props.evaluation.catalogue import CATALOGUE
from nba_props.evaluation.formatting import count, number, signed_nonzero
from nba_props.report.numbers import Card, card
from nba_props.report.plots.calibration import calibration_curve
from nba_props.report.plots.gain import gain_over_season
from nba_props.report.plotted import TALL, Plot, plot
from nba_props.report.render import page
from nba_props.report.series.gain import cumulative_gain
from nba_props.report.svg import SIZE
from nba_props.tracking.comparison.compare import Comparison
from nba_props.tracking.comparison.pages.parting import parting
from nba_props.tracking.comparison.paired import Paired, predictions_of
from nba_props.tracking.store import Store

if TYPE_CHECKING:
    from nba_props.tracking.table import TextTable

TEMPLATE = "comparison.html.j2"


@dataclass(frozen=True)
class Parting:
    """Where a run's predictions part most from the first one's; `rows` in words."""

    run: str
    rows: list[Mapping[str, str]]


def render(store: Store, found: Comparison) -> str:
    """Return a comparison as HTML; all text is escaped.

    Raises:
        TrackingError: predictions cannot be read.
    """
    runs, against, settings, metrics = found.tables(every=True)
    tables = dict(_predictions(store, found))
    return page(
        TEMPLATE,
        title=" · ".join(dict.fromkeys(run.name for run in found.runs)),
        kicker=f"{', '.join(found.letters[1:])} against {found.letters[0]}",
        runs=runs,
        cards=[_card(each) for each in found.paired],
        paired=against,
        settings=settings,
        metrics=_named(metrics),
        gains=list(_gains(tables)),
        calibrations=list(_calibrations(tables)),
        partings=list(_partings(tables)),
    )


def _predictions(store: Store, found: Comparison) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield each run's predictions by its letter; those that have none are told in the table of pairs."""
    for letter, run in zip(found.letters, found.runs, strict=True):
        try:
            yield letter, predictions_of(store, run)
        except TrackingError:
            continue


def _card(pair: Paired) -> Card:
    """Return what a run saves on the first one's loss: above zero, it is better."""
    ends = None if pair.low is None or pair.high is None else (-pair.high, -pair.low)
    note = f"{count(pair.n, 'player-game')} that both predicted; above 0, {pair.run} is better"
    return card(
        f"{pair.figure}: {pair.run} saves on A", -pair.difference, ends, signed_nonzero(pair.digits), note
    )


def _named(metrics: TextTable) -> TextTable:
    """Call metrics what the report calls them, with their names."""
    rows = [[_label(name), *cells] for name, *cells in metrics.rows]
    return replace(metrics, rows=rows)


def _label(name: str) -> str:
    known = CATALOGUE.get(name)
    return f"{known.label} ({name})" if known is not None and known.label else name


def _gains(tables: Mapping[str, pl.DataFrame]) -> Iterator[Plot]:
    """Yield what each run's probabilities saved on the first one's, added up over the season."""
    others = dict(tables)
    first = others.pop("A", None)
    for letter, rows in others.items():
        shared = None if first is None else _probabilities(first, rows)
        figure = None if shared is None else gain_over_season(cumulative_gain(shared), "A", letter)
        if figure is not None:
            yield plot(
                figure,
                f"gain-{letter}",
                f"Log loss that {letter} saves on A",
                "Added up from the first test date, on the player-games for which both have a probability at"
                f" the same line. Where the band holds zero, {letter} was not told apart from A by then.",
                "",
                size=SIZE,
            )


def _probabilities(first: pl.DataFrame, second: pl.DataFrame) -> pl.DataFrame | None:
    """Return rows with the second's probability at a line, given no push, and the first's as the price's."""
    from nba_props.evaluation.probabilities import decided

    key = ["game_id", "player_id", "line"]
    ours, theirs = decided(second), decided(first)
    if ours is None or theirs is None:
        return None
    theirs = theirs.select(*key, novig_over="p_over")
    return ours.drop("novig_over", strict=False).with_columns(p_push=0.0).join(theirs, on=key)


def _calibrations(tables: Mapping[str, pl.DataFrame]) -> Iterator[Plot]:
    for letter, rows in tables.items():
        figure = calibration_curve(rows)
        if figure is not None:
            yield plot(figure, f"reliability-{letter}", letter, "", "", size=TALL)


def _partings(tables: Mapping[str, pl.DataFrame]) -> Iterator[Parting]:
    others = dict(tables)
    first = others.pop("A", None)
    for letter, rows in others.items():
        try:
            found = None if first is None else parting(first, rows)
        except TrackingError:  # told in the table of pairs
            continue
        if found is not None:
            yield Parting(letter, [_words(row, letter) for row in found.iter_rows(named=True)])


def _words(row: Mapping[str, Any], letter: str) -> dict[str, str]:
    figure = number(1)
    sides = " v ".join(side for side in (row["team"], row["opponent"]) if side)
    return {
        "player": row["player"],
        "game": " · ".join(part for part in (str(row["date"]), sides) if part),
        "first": figure(row["first"]),
        "second": figure(row["second"]),
        "outcome": f"{row['y']:g}",
        "nearer": {"first": "A", "second": letter}.get(row["nearer"], "neither"),
    }
