"""The watch on one model: figures, feeds and inputs of its nights beside what its own run had."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from nba_props.core.arrays import Floats
from nba_props.live.watch.evidence import change_evidence, discoveries
from nba_props.live.watch.figures import FIGURES, DateScores, Worse, by_date, watched
from nba_props.live.watch.inputs import FLOOR, changes
from nba_props.pipeline.feature_reference import MISSING

FIGURE, FEED, INPUT, FEATURE = "figure", "feed", "input", "feature"
ALPHA = {FIGURE: 0.03, FEED: 0.01, INPUT: 0.005, FEATURE: 0.005}
"""The chance of a false alarm, however long one watches, that each family may use up: 5 % together."""
FEEDS = 3
"""How many feeds may be watched: each has its share of the chance, whether it is there yet or not."""
DAYS = 14
"""Dates over which the present value of what is watched is taken."""
TOLERATED = 0.05
"""A share of a feed that may go missing without an alarm."""


@dataclass(frozen=True)
class Watched:
    """One thing that is watched, after the last date.

    `reference` and `live` are its means in the run and over the last dates, `dates` how many are tested. `e`
    is its e-value and `threshold` what raises an alarm; `since` the date on which it did, None while it has
    not. `path` holds the e-value after each date, `recent` the mean over the last dates as it was on each.
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
    recent: Mapping[dt.date, float] = field(default_factory=dict, repr=False)

    @property
    def alarm(self) -> bool:
        """Whether an alarm was raised, on whatever date."""
        return self.since is not None


@dataclass(frozen=True)
class Span:
    """The dates of a run, those at work since, and over how many of these the present value is taken."""

    before: Sequence[dt.date]
    live: Sequence[dt.date]
    days: int = DAYS


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
    found = []
    for figure in known:
        centre = _mean_loss(before[figure.name])
        past, now = (by_date(side[figure.name], centre) for side in (before, after))
        unit = _mean_loss(before["mae"]) if figure.relative else 1.0
        margin = figure.tolerance * unit * np.sqrt(now.rows)
        path = change_evidence(past.score, now.score, figure.worse.signs, margin)
        found.append(_judged(_tested(figure.name, past, now, path, days), FIGURE, len(FIGURES)))
    return found


def watch_feeds(shares: Mapping[str, pl.DataFrame], span: Span) -> list[Watched]:
    """Test whether as much came in as in the run.

    Args:
        shares: `date`, `share` and `rows` by the feed's name.
        span: the dates.
    """
    found = []
    for name, share in shares.items():
        usual = share.filter(pl.col("date").is_in(list(span.before)))["share"].mean()
        known = share.with_columns(score=pl.col("share") - usual, mean="share")
        past, now = (_weighed(known, dates) for dates in (span.before, span.live))
        if past.dates and now.dates:
            floor = FLOOR * float(np.sqrt(past.rows).mean())
            margin = TOLERATED * np.sqrt(now.rows)
            path = change_evidence(past.score, now.score, Worse.lower.signs, margin, floor)
            found.append(_judged(_tested(name, past, now, path, span.days), FEED, FEEDS))
    return found


def watch_inputs(means: pl.DataFrame, span: Span) -> list[Watched]:
    """Test whether columns of the box scores jumped; the alarms are those of e-BH over all columns.

    Args:
        means: by `date` in order, as `inputs.column_means` returns them: a column for each input.
        span: the dates.
    """

    def floor(name: str, past: DateScores) -> float:
        return FLOOR if name.endswith(MISSING) else _least_spread(past.mean)

    return _discovered(INPUT, means, span, floor)


def watch_features(ranks: pl.DataFrame, span: Span) -> list[Watched]:
    """Test whether features jumped among the values of the run; the alarms are those of e-BH over all.

    Args:
        ranks: by `date` in order, as `nba_props.pipeline.feature_reference.ranks_by_date` returns them.
        span: the dates that are judged.
    """
    return _discovered(FEATURE, ranks, span, lambda _name, _past: FLOOR)


def _mean_loss(losses: pl.DataFrame) -> float:
    return float(losses["loss"].to_numpy().mean())


def _tested(name: str, past: DateScores, now: DateScores, path: Floats, days: int) -> Watched:
    """Return what came of a test, before anybody says at what value it alarms."""
    return Watched(
        family=INPUT,
        name=name,
        reference=past.last(len(past.dates)),
        live=now.last(days),
        dates=len(now.dates),
        e=float(path[-1]) if len(path) else 1.0,
        threshold=np.inf,
        since=None,
        path=dict(zip(now.dates, path.tolist(), strict=True)),
        recent=now.recent(days),
    )


def _judged(found: Watched, family: str, tests: int) -> Watched:
    """Return the same with the alarm of a family of so many tests, which share its chance equally."""
    threshold = tests / ALPHA[family]
    since = next((date for date, value in found.path.items() if value >= threshold), None)
    return replace(found, family=family, threshold=threshold, since=since)


def _weighed(column: pl.DataFrame, dates: Sequence[dt.date]) -> DateScores:
    """Return the scores of some dates times the root of their rows: on fewer games they say less."""
    kept = column.filter(pl.col("date").is_in(list(dates)), pl.col("score").is_finite())
    score, mean, rows = (kept[name].to_numpy() for name in ("score", "mean", "rows"))
    return DateScores(kept["date"].to_list(), score * np.sqrt(rows), mean, rows)


def _discovered(
    family: str, means: pl.DataFrame, span: Span, floor: Callable[[str, DateScores], float]
) -> list[Watched]:
    """Return what came of each column of a family: how far dates are from those before them.

    A column that the run knows is among the tests before it is known at work, with an e-value of 1: were it
    counted only then, an earlier alarm might go.
    """
    names = [name for name in means.columns if name not in ("date", "rows")]
    jumps = [_jumps(means.select("date", "rows", mean=name), name, span, floor) for name in names]
    tested = [each for each in jumps if each is not None]
    since = _first_discovered({each.name: each.path for each in tested}, span.live, ALPHA[family])
    threshold = len(tested) / ALPHA[family]
    known = [each for each in tested if each.dates]
    return [replace(each, family=family, threshold=threshold, since=since.get(each.name)) for each in known]


def _jumps(
    column: pl.DataFrame, name: str, span: Span, floor: Callable[[str, DateScores], float]
) -> Watched | None:
    """Return what came of a column (`date`, `mean`, `rows`); None where the run knows nothing of it.

    `floor` tells the least spread that is believed of a date's mean.
    """
    known = column.with_columns(score=pl.Series(changes(column["mean"].to_numpy())))
    past, now = (_weighed(known, dates) for dates in (span.before, span.live))
    if not past.dates:
        return None
    least = floor(name, past) * float(np.sqrt(past.rows).mean())
    return _tested(name, past, now, change_evidence(past.score, now.score, floor=least), span.days)


def _least_spread(values: Floats) -> float:
    """Return a spread below which changes of a column are those of rounding."""
    return 1e-6 * float(np.abs(values).max()) + 1e-12


def _first_discovered(
    paths: Mapping[str, Mapping[dt.date, float]], dates: Sequence[dt.date], alpha: float
) -> dict[str, dt.date]:
    found: dict[str, dt.date] = {}
    now = dict.fromkeys(paths, 1.0)
    for date in dates:
        now |= {name: path[date] for name, path in paths.items() if date in path}
        for name in discoveries(now, alpha):
            found.setdefault(name, date)
    return found


def alarms(found: Sequence[Watched]) -> Iterator[Watched]:
    """Yield what raised an alarm, the earliest first."""
    raised = [each for each in found if each.since is not None]
    yield from sorted(raised, key=lambda each: (str(each.since), each.name))
