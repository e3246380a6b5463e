"""The best run of each market, experiment and metric, all at once.

MLflow sorts by one metric at a time, and each time takes as long as to count all runs. A database does it for
all of them in one question; a server, or a filter in MLflow's language, needs one for each.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nba_props.core.uri import scheme_of
from nba_props.evaluation.catalogue import Better
from nba_props.tracking import mlflow_client
from nba_props.tracking.comparison.search import FINISHED, LARGEST, RunRow, both, equals, ranked, runs
from nba_props.tracking.store import Store

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

NO_MARKET = ""
_IDS = 200
"""Runs that are asked for by their ids at a time."""


@dataclass(frozen=True)
class Among:
    """Which finished runs count: those of a market, started since or before a moment, that fit a filter."""

    market: str | None = None
    since: dt.datetime | None = None
    before: dt.datetime | None = None
    where: str = ""

    def filter(self) -> str:
        """The same in MLflow's language, without the market."""
        moments = (("attributes.start_time >= ", self.since), ("attributes.start_time < ", self.before))
        return both(*(f"{each}{milliseconds(at)}" for each, at in moments if at is not None), self.where)


@dataclass(frozen=True, order=True)
class Place:
    """Where a run leads: `market` is `NO_MARKET` where no run has one; `experiment` is a name."""

    market: str
    experiment: str
    metric: str


def milliseconds(moment: dt.datetime) -> int:
    """A moment as MLflow keeps it."""
    return int(moment.timestamp() * 1000)


def leaders(
    store: Store, experiments: Mapping[str, str], ways: Mapping[str, Better], among: Among
) -> dict[Place, RunRow]:
    """The best run of each place, of equal ones the newest; places without a run are absent.

    Args:
        store: the store.
        experiments: names by id.
        ways: which way each metric is better.
        among: which runs count.

    Raises:
        TrackingError: the filter is wrong, or the store cannot be asked.
    """
    if among.where or scheme_of(store.uri).startswith("http"):
        return _one_by_one(store, experiments, ways, among)
    found = _in_database(store, experiments, ways, among)
    if any(place.market for place in found):
        found = {place: run for place, run in found.items() if place.market}
    rows = {run.id: run for run in _named(store, experiments, set(found.values()))}
    return {place: rows[run] for place, run in found.items() if run in rows}


def markets(store: Store, experiments: Mapping[str, str], where: str = "") -> list[str]:
    """The markets that runs have, sorted; `NO_MARKET` where runs have none.

    One run is read for each: the next is one whose market is none of those found.
    """
    found: list[str] = []
    while True:
        others = [f"tags.market != '{name}'" for name in ("", *found)]
        run = next(runs(store, experiments, both(*others, where), page=1), None)
        if run is None:
            break
        found.append(run.tags["market"])
    return sorted(found) or [NO_MARKET]


def _one_by_one(
    store: Store, experiments: Mapping[str, str], ways: Mapping[str, Better], among: Among
) -> dict[Place, RunRow]:
    """By a search for each place."""
    where = among.filter()
    chosen = [among.market] if among.market else markets(store, experiments, both(FINISHED, where))
    found = {}
    for market in chosen:
        only = both(equals("tags.market", market) if market else "", where)
        for number, name in experiments.items():
            for metric, better in ways.items():
                if best := ranked(store, {number: name}, metric, better, where=only):
                    found[Place(market, name, metric)] = best[0]
    return found


def _in_database(
    store: Store, experiments: Mapping[str, str], ways: Mapping[str, Better], among: Among
) -> dict[Place, str]:
    """The ids of the leading runs, by one question."""
    if not experiments:
        return {}
    statement = _statement([int(number) for number in experiments], ways, among)
    with (
        mlflow_client.one_line_errors("runs"),
        store.client._tracking_client.store.engine.connect() as connection,
    ):
        rows = connection.execute(statement).all()
    return {Place(market, experiments[str(number)], key): run for run, number, key, market in rows}


def _statement(experiments: list[int], ways: Mapping[str, Better], among: Among) -> Select[Any]:
    from mlflow.store.tracking.dbmodels.models import SqlLatestMetric, SqlRun, SqlTag
    from sqlalchemy import and_, false, func, select

    market = func.coalesce(SqlTag.value, NO_MARKET).label("market")
    place = (SqlRun.experiment_id, SqlLatestMetric.key, market)
    order = (_loss(ways).asc(), SqlRun.start_time.desc(), SqlRun.run_uuid)
    rank = func.row_number().over(partition_by=place, order_by=order).label("rank")
    kept = [
        SqlRun.experiment_id.in_(experiments),
        SqlRun.lifecycle_stage == "active",
        SqlRun.status == "FINISHED",
        SqlLatestMetric.key.in_(ways),
        SqlLatestMetric.is_nan == false(),
        SqlLatestMetric.value.between(-LARGEST, LARGEST),
    ]
    if among.market:
        kept.append(SqlTag.value == among.market)
    if among.since is not None:
        kept.append(SqlRun.start_time >= milliseconds(among.since))
    if among.before is not None:
        kept.append(SqlRun.start_time < milliseconds(among.before))
    placed = (
        select(SqlRun.run_uuid, *place, rank)
        .join(SqlLatestMetric, SqlLatestMetric.run_uuid == SqlRun.run_uuid)
        .outerjoin(SqlTag, and_(SqlTag.run_uuid == SqlRun.run_uuid, SqlTag.key == "market"))
        .where(*kept)
        .subquery()
    )
    columns = (placed.c.run_uuid, placed.c.experiment_id, placed.c.key, placed.c.market)
    return select(*columns).where(placed.c.rank == 1)


def _loss(ways: Mapping[str, Better]) -> ColumnElement[float]:
    """`nba_props.tracking.comparison.metrics.loss` in the database's words."""
    from mlflow.store.tracking.dbmodels.models import SqlLatestMetric
    from sqlalchemy import case, func

    value = SqlLatestMetric.value
    losses = {Better.higher: -value, Better.lower: value, Better.nearest_zero: func.abs(value)}
    return case({metric: losses[better] for metric, better in ways.items()}, value=SqlLatestMetric.key)


def _named(store: Store, experiments: Mapping[str, str], ids: Iterable[str]) -> Iterable[RunRow]:
    wanted = sorted(ids)
    for start in range(0, len(wanted), _IDS):
        asked = wanted[start : start + _IDS]
        names = ", ".join(f"'{each}'" for each in asked)
        yield from runs(store, experiments, f"attributes.run_id IN ({names})", page=len(asked))
