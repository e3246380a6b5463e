"""What a report shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from nba_props.core.arrays import Floats
from nba_props.data.quality import QualityReport
from nba_props.evaluation.bootstrap import Interval
from nba_props.findings.base import Finding


@dataclass(frozen=True, kw_only=True)
class View:
    """Everything in a report; what a run does not have is None or empty, and its section says so.

    `title`: the run's name; `stat`: what is predicted, in words. `facts`: what identifies the run (id, data,
    commit, date), in order. `findings`: of `check_all`. `metrics` and `intervals`: by name
    (docs/reference/metrics.md). `suspect_metrics`: betting metrics with suspect quotes allowed.
    `rows`: scored player-games, as `Evaluation.rows`, with `player_name` and, where there are probabilities
    at the row's own line, `p_over`, `p_push` and `novig_over`; `absence_days` as `days_since_absence` tells.
    `pool_weights`: `PoolByDate.weights`. `folds`: `Predictions.folds`.
    `segments` and `betting_segments`: as the `segment_frame` of evaluation and of the ledger return them.
    `ledger`: of `run_bankroll`. `band`: `BankrollPaths.band` of the ledger's days. `importance`: the share of
    each feature. `pending`: the bets on games to come (`nba_props.ledger.pending`). `quality`, `screened`:
    the data-quality report and `ScreenedQuotes.counts` of the market. `config`: resolved values by full key.
    `preset_name` and `preset`: the preset that the run started from and its values.
    """

    title: str
    stat: str
    findings: Sequence[Finding]
    metrics: Mapping[str, float | None]
    rows: pl.DataFrame
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    labels: Sequence[str] = ()
    suspect_metrics: Mapping[str, float | None] | None = None
    pool_weights: pl.DataFrame | None = None
    folds: pl.DataFrame | None = None
    segments: pl.DataFrame | None = None
    betting_segments: pl.DataFrame | None = None
    ledger: pl.DataFrame | None = None
    band: Floats | None = None
    pending: pl.DataFrame | None = None
    importance: Mapping[str, float] = field(default_factory=dict)
    quality: QualityReport | None = None
    screened: Mapping[str, int] | None = None
    config: Mapping[str, Any] = field(default_factory=dict)
    preset_name: str | None = None
    preset: Mapping[str, Any] | None = None
