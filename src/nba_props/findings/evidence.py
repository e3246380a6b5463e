"""What the checks judge: the figures of a run, its bets, and what is known of its inputs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from nba_props.data.quality import QualityReport
from nba_props.evaluation.bootstrap import Interval
from nba_props.evaluation.probabilities import decided
from nba_props.findings.known import NotKnownError, known
from nba_props.findings.night import NightInputs
from nba_props.ledger.daily import counted


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Everything that a check may look at; what a run does not have is None, or absent from `metrics`.

    `metrics`: by name (docs/reference/metrics.md), None or NaN where they could not be computed. `intervals`:
    95 % intervals by the metric's name; where one is missing, `<metric>_low` and `<metric>_high` are
    looked for.
    `lineup_label`: `Availability.label`, None where lineups need no label. `rows`: scored player-games
    (`date`, `y`, `prediction`, `line`); with `p_over` and `p_push`, the probabilities at the row's own
    line. `ledger` is what `nba_props.ledger.bankroll.run_bankroll` returns. `quality`: the data-quality
    report. `wrong_feeds` and `screened`: those of `ScreenedQuotes`, and its `counts` of the market on the
    dates that are bet on.
    `drift`: as `nba_props.findings.drift.drift` returns it. `n_trials`: how many runs this one was chosen
    from, itself included; 1 where it stands alone. `objective`: the metrics that it was chosen by.
    `market`: the one that is predicted; `lines_by_market`: how many lines there are of each market.
    `pooled`: how many player-games the model's weight beside the price was learnt from.
    `night`: what is known of games to come, where there are any.
    """

    metrics: Mapping[str, float | None]
    lineup_label: str | None
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    rows: pl.DataFrame | None = None
    ledger: pl.DataFrame | None = None
    quality: QualityReport | None = None
    wrong_feeds: Sequence[Sequence[str]] | None = None
    screened: Mapping[str, int] | None = None
    drift: pl.DataFrame | None = None
    n_trials: int | None = None
    objective: str | None = None
    market: str | None = None
    lines_by_market: Mapping[str, int] | None = None
    pooled: int | None = None
    night: NightInputs | None = None

    def figure(self, name: str) -> float:
        """Return a metric.

        Raises:
            NotKnownError: it is missing, None or NaN.
        """
        return known(self.metrics.get(name), name)

    def has(self, name: str) -> bool:
        """Whether a metric is there and finite."""
        value = self.metrics.get(name)
        return value is not None and math.isfinite(value)

    def interval(self, name: str) -> Interval | None:
        """Return the 95 % interval of a metric; None where it has none or an end is not finite."""
        ends = self.intervals.get(name) or (
            self.metrics.get(f"{name}_low"),
            self.metrics.get(f"{name}_high"),
        )
        low, high = ends
        if low is None or high is None or not (math.isfinite(low) and math.isfinite(high)):
            return None
        return low, high

    def known_interval(self, name: str) -> Interval:
        """Return the 95 % interval of a metric.

        Raises:
            NotKnownError: it has none.
        """
        ends = self.interval(name)
        if ends is None:
            raise NotKnownError(f"{name} has no interval")
        return ends

    @property
    def tonight(self) -> NightInputs:
        """Return what is known of games to come.

        Raises:
            NotKnownError: there are none.
        """
        if self.night is None:
            raise NotKnownError("no game is to come")
        return self.night

    @property
    def bets(self) -> pl.DataFrame:
        """The bets that count: with money on them, and won, lost or pushed.

        Raises:
            NotKnownError: there are none.
        """
        bets = counted(self.staked)
        if bets.is_empty():
            raise NotKnownError("no bet is settled")
        return bets

    @property
    def staked(self) -> pl.DataFrame:
        """The bets with money on them, voids and pending ones included.

        Raises:
            NotKnownError: there are none.
        """
        if self.ledger is None:
            raise NotKnownError("no bets were made")
        staked = self.ledger.filter(pl.col("stake") > 0)
        if staked.is_empty():
            raise NotKnownError("no bets were made")
        return staked

    @property
    def decided(self) -> pl.DataFrame:
        """Player-games that ended over or under their own line: `date`, `line`, `p_over` and `over`.

        Raises:
            NotKnownError: there are none.
        """
        ended = None if self.rows is None else decided(self.rows)
        if ended is None or ended.is_empty():
            raise NotKnownError("no probabilities at the lines")
        return ended
