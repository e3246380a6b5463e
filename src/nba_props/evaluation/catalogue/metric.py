"""What a metric is: its name, its unit, which way is better, what it needs and what it may be used for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum

from nba_props.evaluation.scope import RunScope


class Better(Enum):
    """Which value of a metric is the better one: the `higher`, the `lower`, or the one `nearest_zero`."""

    higher = "higher"
    lower = "lower"
    nearest_zero = "nearest_zero"


ENDS = ("_low", "_high")
"""How the ends of an interval are named after their metric."""
ALL_ENDS = ("", *ENDS)
HIGHER, LOWER, NEAREST_ZERO = Better.higher, Better.lower, Better.nearest_zero


class Unit(StrEnum):
    """What a metric is counted in."""

    STAT = "stat"
    """The market's own: points, rebounds, ..."""
    SHARE = "share"
    """A fraction: 0.05 is 5 %."""
    CHANGE = "change"
    """A fraction more or less than nothing gained: 0.05 is +5 %."""
    NATS = "nats"
    MILLINATS = "millinats"
    """Thousandths of a nat."""
    SCORE = "score"
    """A mean squared distance of probabilities."""
    SECONDS = "seconds"
    COUNT = "count"
    MONEY = "money"
    """The unit of the bankroll."""
    PRICE = "price"
    """Decimal odds."""
    NUMBER = "number"
    """Without a unit."""


@dataclass(frozen=True)
class Metric:
    """A metric of runs.

    `better` is None where no value is better, because it describes the data, the references, a setting or a
    claim. `needs` is what of a run has to be computed for it. `is_objective` allows a sweep to be run on it,
    `has_ends` says that the ends of its 95 % interval are logged as `<name>_low` and `<name>_high`.
    `in_segments` says that it is logged for each segment of player-games, too.
    `with_suspect` are the endings under which it is logged as `with_suspect_<name>` too: for all quotes,
    those that failed hygiene included.
    A `label` makes it a row of the report's tables of probabilities and of bets, in this order; `note` says
    there what it is, `beside` is the metric of the books that stands next to it.
    """

    name: str
    unit: Unit
    better: Better | None
    needs: RunScope = RunScope.ERRORS
    is_objective: bool = False
    has_ends: bool = False
    in_segments: bool = False
    with_suspect: tuple[str, ...] = ()
    label: str = ""
    note: str = ""
    beside: str | None = None
