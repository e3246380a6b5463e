"""Errors of the predictions, and what was predicted from."""

from __future__ import annotations

from nba_props.evaluation.catalogue.metric import HIGHER, LOWER, NEAREST_ZERO, Metric, Unit

METRICS = (
    Metric("n_features", Unit.COUNT, None),
    Metric("n_estimators", Unit.COUNT, None),
    Metric("training_time", Unit.SECONDS, LOWER),
    Metric("n_predictions", Unit.COUNT, None),
    Metric("n_priced", Unit.COUNT, None),
    Metric("train_mae", Unit.STAT, LOWER),
    Metric("train_rmse", Unit.STAT, LOWER),
    Metric("train_r2", Unit.SHARE, HIGHER),
    Metric("train_mape", Unit.SHARE, LOWER),
    Metric("val_mae", Unit.STAT, LOWER, is_objective=True, in_segments=True),
    Metric("val_rmse", Unit.STAT, LOWER, is_objective=True, in_segments=True),
    Metric("val_r2", Unit.SHARE, HIGHER, is_objective=True),
    Metric("val_mape", Unit.SHARE, LOWER, is_objective=True),
    Metric("val_bias", Unit.STAT, NEAREST_ZERO, in_segments=True),
    Metric("naive_mae", Unit.STAT, None, in_segments=True),
    Metric("naive_bias", Unit.STAT, None),
    Metric("naive_skill_mae", Unit.CHANGE, HIGHER, is_objective=True, has_ends=True, in_segments=True),
    Metric("line_mae", Unit.STAT, None, in_segments=True),
    Metric("line_bias", Unit.STAT, None),
    Metric("priced_mae", Unit.STAT, LOWER, is_objective=True, in_segments=True),
    Metric("priced_bias", Unit.STAT, NEAREST_ZERO),
    Metric("priced_naive_mae", Unit.STAT, None),
    Metric("priced_naive_bias", Unit.STAT, None),
    Metric("skill_mae", Unit.CHANGE, HIGHER, is_objective=True, has_ends=True, in_segments=True),
)
