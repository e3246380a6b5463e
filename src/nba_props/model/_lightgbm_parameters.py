"""Parameters of LightGBM that it takes and passes over where rows come as an array and a mean is fitted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nba_props.errors import ConfigError

COMMAND_LINE = (
    "config",
    "convert_model",
    "convert_model_language",
    "data",
    "input_model",
    "is_provide_training_metric",
    "metric_freq",
    "output_model",
    "output_result",
    "save_binary",
    "saved_feature_importance_type",
    "snapshot_freq",
    "task",
    "valid",
)
FILES_OF_ROWS = (
    "group_column",
    "header",
    "ignore_column",
    "label_column",
    "parser_config_file",
    "precise_float_parser",
    "two_round",
    "weight_column",
)
PREDICTING = (
    "num_iteration_predict",
    "pred_early_stop",
    "pred_early_stop_freq",
    "pred_early_stop_margin",
    "predict_contrib",
    "predict_disable_shape_check",
    "predict_leaf_index",
    "predict_raw_score",
    "refit_decay_rate",
    "start_iteration_predict",
)
STOPPING = ("early_stopping_min_delta", "first_metric_only")
OTHER_OBJECTIVES = (
    "alpha",
    "auc_mu_weights",
    "eval_at",
    "fair_c",
    "is_unbalance",
    "label_gain",
    "lambdarank_norm",
    "lambdarank_position_bias_regularization",
    "lambdarank_truncation_level",
    "multi_error_top_k",
    "neg_bagging_fraction",
    "objective_seed",
    "pos_bagging_fraction",
    "scale_pos_weight",
    "sigmoid",
)
DART = ("drop_rate", "drop_seed", "max_drop", "skip_drop", "uniform_drop", "xgboost_dart_mode")

WITHOUT_A_SAY = {*COMMAND_LINE, *FILES_OF_ROWS, *PREDICTING, *STOPPING, *OTHER_OBJECTIVES, *DART}
"""Main names of parameters that change no fit of `model=lightgbm` and none of its predictions."""

NAMED_FILES = ("forcedbins_filename", "forcedsplits_filename")


def check_files(extra: Mapping[str, Any], canonical: Mapping[str, str]) -> None:
    """Refuse what cannot be read: LightGBM goes on without a file that is not there, or is no JSON.

    Raises:
        ConfigError: names the parameter and the file.
    """
    for name, value in extra.items():
        if canonical[name] in NAMED_FILES and value:
            try:
                json.loads(Path(value).read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                said = error.strerror if isinstance(error, OSError) else "not JSON"
                line = f"model=lightgbm: extra.{name}={value}: must be a JSON file that can be read: {said}"
                raise ConfigError(line) from error
