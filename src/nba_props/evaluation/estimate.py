"""What every figure of a run is: a value, how many player-games are behind it, and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass

from nba_props.evaluation.bootstrap import Interval


@dataclass(frozen=True)
class Estimate:
    """A metric with the number of player-games behind it and, where there is one, its 95 % interval."""

    value: float
    n: int
    interval: Interval | None = None
