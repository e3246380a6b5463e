"""NBP015: the test rows are not like those that the model was fitted on."""

from __future__ import annotations

import polars as pl

from nba_props.evaluation.formatting import share
from nba_props.findings.base import CheckResult, Severity, Topic, check, failed, passed
from nba_props.findings.evidence import Evidence
from nba_props.findings.known import NotKnownError

SHIFT = 0.25
"""Standard deviations from which a difference of means is no longer left to a linear adjustment (Imbens and
Rubin, Causal Inference, 2015, chapter 14)."""

MISSING = 0.1
"""A change in the share of missing values that says a column is made in another way than it was."""

SHARE = 0.1
"""The share of the features; over seasons some drift for good reasons, the pace of the game among them."""


@check("NBP015", "Test rows differ from training rows", Severity.TIP, Topic.DATA)
def train_test_drift(evidence: Evidence) -> CheckResult:
    """Triggers where more than a tenth of the features moved.

    By more than a quarter of a standard deviation, or they are missing much more or less often.
    """
    if evidence.drift is None:
        raise NotKnownError("training and test rows were not compared")
    moved = pl.col("shift").abs() > SHIFT
    gap = (pl.col("test_missing") - pl.col("train_missing")).abs()
    compared = evidence.drift.with_columns(pl.col(pl.Float64).fill_nan(None))
    compared = compared.filter(pl.col("shift").is_not_null() | (gap > MISSING))
    if compared.is_empty():
        raise NotKnownError("no feature varies on both sides")
    drifted = compared.filter(moved.fill_null(value=False) | (gap > MISSING))
    reason = f"{drifted.height:,} of {compared.height:,} features moved between training and test rows"
    if drifted.height:
        first = drifted.row(0, named=True)
        reason += f", most of all {first['feature']} ({_how(first)})"
    if drifted.height > SHARE * compared.height:
        advice = (
            "Refit more often or on a rolling window, and see that no input changed its meaning on the way."
        )
        return failed(reason, advice)
    return passed(reason)


def _how(row: dict[str, float]) -> str:
    if row["shift"] is not None and abs(row["shift"]) > SHIFT:
        return f"by {row['shift']:+.2f} standard deviations"
    return f"missing in {share(row['test_missing'], 0)} instead of {share(row['train_missing'], 0)}"
