from __future__ import annotations

from collections.abc import Iterable

import pytest

from nba_props.errors import ConfigError
from nba_props.evaluation.catalogue import Better, better_of, objectives
from nba_props.ledger.metrics import COUNTS, SUMS
from nba_props.tracking.comparison.metrics import HEADLINES, direction, is_better

NO_DIRECTION = {
    "betting_staked", "betting_expected_roi", "betting_average_odds", "betting_kelly_criterion", "n_features",
    "n_estimators", "n_predictions", "line_mae", "naive_mae", "priced_naive_mae", "line_bias",
    "novig_log_loss", "novig_brier_score", "brier_uncertainty", *COUNTS,
}  # fmt: skip


@pytest.mark.parametrize(
    ("better", "names"),
    [
        (
            Better.lower,
            "val_mae val_rmse val_mape train_mae priced_mae log_loss brier_score calibration_error",
        ),
        (
            Better.lower,
            "calibration_error_debiased crps betting_max_drawdown training_time brier_reliability",
        ),
        (Better.higher, "val_r2 skill_mae naive_skill_mae skill_mae_low skill_log_loss_high betting_roi"),
        (Better.higher, "betting_roi_low betting_clv betting_win_rate betting_sharpe_ratio brier_resolution"),
        (
            Better.higher,
            "betting_beat_close betting_deflated_sharpe betting_p_roi_above_0 with_suspect_betting_roi_low",
        ),
        (Better.nearest_zero, "val_bias priced_bias segment/tier/stars/val_bias"),
        (Better.lower, "segment/tier/stars/val_mae fold_mae"),
    ],
)
def test_the_table_knows_which_way_a_metric_is_better(better: Better, names: str) -> None:
    assert {name: better_of(name) for name in names.split()} == dict.fromkeys(names.split(), better)


def test_what_describes_the_data_or_a_setting_has_no_direction() -> None:
    assert [name for name in sorted(NO_DIRECTION) if better_of(name) is not None] == []


def test_everything_a_sweep_or_the_ledger_can_be_judged_by_is_in_the_table() -> None:
    judged = {*objectives(), *HEADLINES, *SUMS} - NO_DIRECTION
    assert [name for name in sorted(judged) if better_of(name) is None] == []


def test_a_person_decides_where_the_table_does_not() -> None:
    assert direction("my_score", Better.higher, list) is Better.higher
    assert direction("val_mae", Better.higher, list) is Better.higher
    with pytest.raises(ConfigError, match=r"my_score: it is not known which .* say --better higher"):
        direction("my_score", None, lambda: ["my_score"])


def test_an_unknown_metric_is_answered_with_those_of_the_store() -> None:
    def known() -> Iterable[str]:
        return ["val_meat", "segment/tier/stars/val_mea", "fold_mea", "betting_roi"]

    with pytest.raises(ConfigError, match=r"val_mea_: no run has it; did you mean val_meat\?"):
        direction("val_mea_", None, known)
    with pytest.raises(ConfigError, match="did you mean segment/tier/stars/val_mea"):
        direction("segment/tier/star/val_mea", None, known)


def test_better_is_strict_and_a_bias_is_better_near_zero() -> None:
    assert is_better(Better.lower, 1, 2)
    assert not is_better(Better.lower, 2, 2)
    assert is_better(Better.higher, 2, 1)
    assert is_better(Better.nearest_zero, -0.1, 0.2)
    assert not is_better(Better.nearest_zero, -0.3, 0.2)
