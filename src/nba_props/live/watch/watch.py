"""The watch on one model: figures, feeds and inputs of its nights beside what its own run had."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from nba_props.core.arrays import Bools, Floats
from nba_props.live.watch.evidence import change_evidence, discoveries
from nba_props.live.watch.figures import FIGURES, DateScores, Worse, by_date, watched
from nba_props.live.watch.inputs import FLOOR, MISSING, changes

FIGURE, FEED, INPUT = "figure", "feed", "input"
ALPHA = {FIGURE: 0.03, FEED: 0.01, INPUT: 0.01}
"""The chance of a false alarm in a season that each family may use up: 5 % together."""
DAYS = 14
"""Dates over which the present value of what is watched is taken."""
TOLERATED = 0.05
"""A share of a feed that may go missing without an alarm."""


@dataclass(frozen=True)
class Watched:
    """One thing that is watched, after the last date.

    `reference` and `live` are its means in the run and over the last dates, `dates` how many are tested. `e`
    is its e-value and `threshold` what raises an alarm; `since` the date on which it did, None while it has
    not. `path` holds the e-value after each date.
    """

    family: str
    name: str
    reference: float | None
    live: float | None
    dates: int
    e: float
    threshold: float
    since: dt.date | None
    path: Mapping[dt.date, float] = field(default_factory=dict, repr=False)

    @property
    def alarm(self) -> bool:
        """Whether an alarm was raised, on whatever date."""
        return self.since is not None


def watch_figures(reference: pl.DataFrame, live: pl.DataFrame, days: int = DAYS) -> list[Watched]:
    """Test every figure that both the run and the nights allow.

    Args:
        reference: the run's scored player-games: `date`, `y`, `mean`, `median`, and where known `q10`, `q90`,
            `line`, `p_over`, `p_push`, `novig_over`; bets as rows with `clv`.
        live: the same of the nights since.
        days: over how many dates the present value is taken.
    """
    before, after = watched(reference), watched(live)
    known = [figure for figure in FIGURES if figure.name in before and figure.name in after]
    threshold = len(FIGURES) / ALPHA[FIGURE]
    found = []
    for figure in known:
        centre = float(before[figure.name]["loss"].mean())  # type: ignore[arg-type]
        past, now = (by_date(side[figure.name], centre) for side in (before, after))
        unit = float(before["mae"]["loss"].mean()) if figure.relative else 1.0  # type: ignore[arg-type]
        margin = figure.tolerance * unit * float(np.sqrt(now.rows).mean())
        path = change_evidence(past.score, now.score, figure.worse.signs, margin)
        found.append(_tested(FIGURE, figure.name, past, now, path, threshold, days))
    return found


def watch_feeds(
    shares: Mapping[str, pl.DataFrame], before: Sequence[dt.date], live: Sequence[dt.date], days: int = DAYS
) -> list[Watched]:
    """Test whether as much came in as in the run.

    Args:
        shares: `date` and `share` by the feed's name.
        before: the dates of the run.
        live: the dates since.
        days: over how many dates the present value is taken.
    """
    threshold = len(shares) / ALPHA[FEED]
    found = []
    for name, share in shares.items():
        past, now = (_plain(share.filter(pl.col("date").is_in(list(dates))), "share") for dates in (before, live))
        if len(past.dates) and len(now.dates):
            path = change_evidence(past.score, now.score, Worse.lower.signs, TOLERATED, FLOOR)
            found.append(_tested(FEED, name, past, now, path, threshold, days))
    return found


def watch_inputs(
    means: pl.DataFrame, before: Sequence[dt.date], live: Sequence[dt.date], days: int = DAYS
) -> list[Watched]:
    """Test whether columns jumped; the alarms are those of e-BH over all columns.

    Args:
        means: by `date` in order, as `inputs.column_means` returns them: a column for each input.
        before: the dates of the run.
        live: the dates since.
        days: over how many dates the present value is taken.
    """
    dates = means["date"]
    past, now = (dates.is_in(list(each)).to_numpy() for each in (before, live))
    tested = [_jumps(name, means[name].to_numpy(), past, now, dates, days) for name in means.columns[1:]]
    known = [each for each in tested if each is not None]
    since = _first_discovered({each.name: each.path for each in known}, dates.filter(pl.Series(now)).to_list())
    threshold = len(known) / ALPHA[INPUT]
    return [
        Watched(INPUT, one.name, one.reference, one.live, one.dates, one.e, threshold, since.get(one.name), one.path)
        for one in known
    ]


def _tested(
    family: str,
    name: str,
    past: DateScores,
    now: DateScores,
    path: Floats,
    threshold: float,
    days: int,
) -> Watched:
    crossed = np.flatnonzero(path >= threshold)
    return Watched(
        family=family,
        name=name,
        reference=past.last(len(past.dates)),
        live=now.last(days),
        dates=len(now.dates),
        e=float(path[-1]),
        threshold=threshold,
        since=now.dates[crossed[0]] if len(crossed) else None,
        path=dict(zip(now.dates, path.tolist(), strict=True)),
    )


def _plain(frame: pl.DataFrame, column: str) -> DateScores:
    values = frame[column].to_numpy()
    return DateScores(frame["date"].to_list(), values, values, np.ones(len(values)))


def _jumps(name: str, values: Floats, past: Bools, now: Bools, dates: pl.Series, days: int) -> Watched | None:
    """Return what came of a column before e-BH; None where nothing is known of it, then or now."""
    jumps = changes(values)
    known = np.isfinite(jumps)
    reference, live = jumps[past & known], jumps[now & known]
    if not len(reference) or not len(live):
        return None
    is_share = name.endswith(MISSING)
    path = change_evidence(reference, live, floor=FLOOR if is_share else _least_spread(values[past & known]))
    on = dates.filter(pl.Series(now & known)).to_list()
    return Watched(
        INPUT,
        name,
        float(values[past & known].mean()),
        float(values[now & known][-days:].mean()),
        len(live),
        float(path[-1]),
        np.inf,
        None,
        dict(zip(on, path.tolist(), strict=True)),
    )


def _least_spread(values: Floats) -> float:
    """Return a spread below which changes of a column are those of rounding."""
    return 1e-6 * float(np.abs(values).max()) + 1e-12


def _first_discovered(
    paths: Mapping[str, Mapping[dt.date, float]], dates: Sequence[dt.date]
) -> dict[str, dt.date]:
    found: dict[str, dt.date] = {}
    now = dict.fromkeys(paths, 1.0)
    for date in dates:
        now |= {name: path[date] for name, path in paths.items() if date in path}
        for name in discoveries(now, ALPHA[INPUT]):
            found.setdefault(name, date)
    return found


def alarms(found: Sequence[Watched]) -> Iterator[Watched]:
    """Yield what raised an alarm, the earliest first."""
    raised = [each for each in found if each.since is not None]
    yield from sorted(raised, key=lambda each: (str(each.since), each.name))
