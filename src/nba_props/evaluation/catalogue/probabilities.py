"""Probabilities, at lines and as whole distributions."""

from __future__ import annotations

from nba_props.evaluation.catalogue.metric import HIGHER, LOWER, Metric, Unit
from nba_props.evaluation.scope import RunScope

METRICS = (
    Metric(
        "information_gain",
        Unit.MILLINATS,
        HIGHER,
        RunScope.PROBABILITIES,
        is_objective=True,
        has_ends=True,
        label="information gain",
        note="no-vig log loss less ours, in thousandths of a nat",
    ),
    Metric(
        "pool_weight",
        Unit.NUMBER,
        None,
        RunScope.PROBABILITIES,
        has_ends=True,
        label="the model's weight",
        note="in the pool with the price, learnt from all dates",
    ),
    Metric(
        "log_loss",
        Unit.NATS,
        LOWER,
        RunScope.PROBABILITIES,
        is_objective=True,
        in_segments=True,
        label="log loss",
        beside="novig_log_loss",
    ),
    Metric(
        "model_log_loss",
        Unit.NATS,
        None,
        RunScope.PROBABILITIES,
        label="log loss of the model alone",
        beside="novig_log_loss",
    ),
    Metric("model_brier_score", Unit.SCORE, None, RunScope.PROBABILITIES),
    Metric("model_calibration_error", Unit.SHARE, None, RunScope.PROBABILITIES),
    Metric("novig_log_loss", Unit.NATS, None, RunScope.PROBABILITIES, in_segments=True),
    Metric(
        "skill_log_loss",
        Unit.CHANGE,
        HIGHER,
        RunScope.PROBABILITIES,
        is_objective=True,
        has_ends=True,
        in_segments=True,
    ),
    Metric(
        "brier_score",
        Unit.SCORE,
        LOWER,
        RunScope.PROBABILITIES,
        is_objective=True,
        label="Brier score",
        beside="novig_brier_score",
    ),
    Metric("brier_reliability", Unit.SCORE, LOWER, RunScope.PROBABILITIES),
    Metric("brier_resolution", Unit.SCORE, HIGHER, RunScope.PROBABILITIES),
    Metric("brier_uncertainty", Unit.SCORE, None, RunScope.PROBABILITIES),
    Metric("novig_brier_score", Unit.SCORE, None, RunScope.PROBABILITIES),
    Metric(
        "calibration_error",
        Unit.SHARE,
        LOWER,
        RunScope.PROBABILITIES,
        is_objective=True,
        label="calibration error",
    ),
    Metric(
        "calibration_error_debiased",
        Unit.SHARE,
        LOWER,
        RunScope.PROBABILITIES,
        label="calibration error, debiased",
    ),
    Metric("crps", Unit.STAT, LOWER, RunScope.SCORES, is_objective=True, label="CRPS"),
)
