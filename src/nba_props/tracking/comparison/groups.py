"""Groups of runs whose figures can be compared: those of one market on one data set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nba_props.tracking.comparison.search import RunRow, both, equals, runs
from nba_props.tracking.store import Store

UNKNOWN = ""
"""The market or data set of runs without the tag, which earlier code logged."""
DATA_SETS = 3
"""How many data sets of a market are looked at, the newest first."""
SHORT = 8
"""Letters of a data set's fingerprint that are shown."""
NOTE = (
    "Runs of different markets or data sets are not ranked against each other; of each market the newest "
    f"{DATA_SETS} data sets are shown, the newest first."
)


@dataclass(frozen=True)
class Group:
    """Runs of one market on one data set (its fingerprint); `where` is the filter that finds them."""

    market: str
    data: str
    where: str

    @property
    def label(self) -> str:
        """What the group is called."""
        return f"market {self.market or 'unknown'}, data {short(self.data)}"


def short(data: str) -> str:
    """Return the beginning of a data set's fingerprint."""
    return data[:SHORT] or "unknown"


def groups(
    store: Store, experiments: Mapping[str, str], where: str = "", market: str | None = None
) -> list[Group]:
    """Return the groups that runs are in: by market, its newest data set first, unknown ones last.

    A run is read for each group, and no other.

    Args:
        store: the store.
        experiments: names by id.
        where: only runs that fit this filter, in MLflow's language.
        market: only this one.

    Raises:
        TrackingError: the filter is wrong, or the store cannot be asked.
    """
    found = []
    markets = {market: equals("tags.market", market)} if market else _markets(store, experiments, where)
    for name, of_market in markets.items():
        among = both(of_market, where)
        data_sets = _tagged(store, experiments, "data_fingerprint", among, DATA_SETS)
        found += [Group(name, data, both(of_market, of_data)) for data, of_data in data_sets.items()]
    return found


def values(
    store: Store, experiments: Mapping[str, str], tag: str, where: str = "", most: int | None = None
) -> list[str]:
    """Return the values that runs have of a tag, that of the newest run first, `most` of them.

    One run is read for each: the next is one whose value is none of those found.
    """
    found: list[str] = []
    while most is None or len(found) < most:
        others = [f"tags.{tag} != '{value}'" for value in ("", *found)]
        run = _first(store, experiments, both(*others, where))
        if run is None:
            break
        found.append(run.tags[tag])
    return found


def _markets(store: Store, experiments: Mapping[str, str], where: str) -> dict[str, str]:
    found = _tagged(store, experiments, "market", where, None)
    return {market: found[market] for market in sorted(found, key=lambda market: (not market, market))}


def _tagged(
    store: Store, experiments: Mapping[str, str], tag: str, where: str, most: int | None
) -> dict[str, str]:
    """Return the filter for each value of a tag, and last the one for runs without it, if there are any."""
    known = values(store, experiments, tag, where, most)
    found = {value: equals(f"tags.{tag}", value) for value in known}
    without = f"tags.{tag} IS NULL"
    if found and _first(store, experiments, both(without, where)) is not None:
        found[UNKNOWN] = without
    return found or {UNKNOWN: ""}


def _first(store: Store, experiments: Mapping[str, str], where: str) -> RunRow | None:
    return next(runs(store, experiments, where, page=1), None)
