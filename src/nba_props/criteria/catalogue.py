"""The metrics that runs log, by name (docs/metrics.md, docs/bets.md): what a bound may be put on."""

from __future__ import annotations

import re
from functools import cache

_ERRORS = ("mae", "bias")
_REGRESSION = ("mae", "rmse", "r2", "mape")
_SCORES = ("log_loss", "brier_score")
_REFERENCES = ("naive_", "line_", "priced_", "priced_naive_")

_PLAIN = (
    "n_features",
    "n_estimators",
    "training_time",
    "n_predictions",
    "n_priced",
    "val_bias",
    "crps",
    "calibration_error",
    "calibration_error_debiased",
    "brier_reliability",
    "brier_resolution",
    "brier_uncertainty",
    *(f"{part}_{name}" for part in ("train", "val") for name in _REGRESSION),
    *(f"{prefix}{name}" for prefix in _REFERENCES for name in _ERRORS),
    *(f"{prefix}{name}" for prefix in ("", "novig_") for name in _SCORES),
)

_WITH_ENDS = ("skill_mae", "naive_skill_mae", "skill_log_loss")
_BETTING_WITH_ENDS = ("roi", "win_rate", "sharpe_ratio")
_BETTING = (
    "profit",
    "staked",
    "flat_roi",
    "expected_roi",
    "average_odds",
    "kelly_criterion",
    "clv",
    "clv_novig",
    "beat_close",
    "max_drawdown",
    "longest_losing_run",
    "deflated_sharpe",
    "p_roi_above_0",
    "risk_of_ruin",
    "risk_of_halving",
    "median_growth",
    "n_bets",
    "n_pushes",
    "n_closed",
    "n_voids",
    "n_pending",
)
_WITH_SUSPECT = ("roi", "roi_low", "roi_high", "win_rate", "n_bets")


@cache
def names() -> frozenset[str]:
    """All names, those of segments left out."""
    ends = (*_WITH_ENDS, *(f"betting_{name}" for name in _BETTING_WITH_ENDS))
    return frozenset(
        {
            *_PLAIN,
            *(f"betting_{name}" for name in _BETTING),
            *(f"with_suspect_betting_{name}" for name in _WITH_SUSPECT),
            *(f"{name}{end}" for name in ends for end in ("", "_low", "_high")),
        }
    )


def is_logged(name: str) -> bool:
    """Whether runs log a metric of this name, in all or in a segment (`segment/tier/stars/val_mae`)."""
    segment = re.fullmatch(r"segment/[^/]+/[^/]+/([^/]+)", name)
    return (segment[1] if segment else name) in names()
