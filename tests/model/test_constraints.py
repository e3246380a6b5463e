"""Constraints that features of XGBoost are held to."""

from __future__ import annotations

import numpy as np
import pytest

from nba_props.errors import ConfigError, NBAPropsError
from nba_props.features.selection import FeatureSelection
from nba_props.model.xgboost import XGBoost
from nba_props.validation.fit import FoldFitter
from tests.contracts.test_models import TRAIN, design, fit, make


@pytest.mark.parametrize("constraint", [[-1, 0, 0], "(-1,0,0)", (-1, 0), [-1]])
def test_features_of_xgboost_can_be_held_to_one_direction(constraint: object) -> None:
    """The first feature raises the outcome; held to lowering it, it has hardly a say."""
    held = fit("xgboost", n_estimators=10, extra={"monotone_constraints": constraint})
    assert held.importance()["f0"] < 0.05
    assert fit("xgboost", n_estimators=10).importance()["f0"] > 0.5


def test_features_of_xgboost_can_be_kept_apart_in_trees() -> None:
    listed, spelt = (
        fit("xgboost", n_estimators=5, extra={"interaction_constraints": each}).predict(design().X)
        for each in ([[0], [1, 2, 3, 4, 5, 6, 7]], "[[0],[1,2,3,4,5,6,7]]")
    )
    assert np.array_equal(listed, spelt)
    assert not np.array_equal(listed, fit("xgboost", n_estimators=5).predict(design().X))


@pytest.mark.parametrize("value", ["many", {"form": 1}, [1, "up"], {0: 1}, None])
@pytest.mark.parametrize(
    ("name", "example"), [("monotone_constraints", "(1, 0)"), ("interaction_constraints", "[[0, 1], [2]]")]
)
def test_constraints_by_name_are_refused(name: str, example: str, value: object) -> None:
    with pytest.raises(ConfigError) as error:
        make("xgboost", extra={name: value})
    assert str(error.value).endswith(f"{name} by number of the feature, such as {example}")


def test_constraints_that_xgboost_cannot_read_are_refused() -> None:
    with pytest.raises(ConfigError, match="must be parameters of XGBoost, which says: Invalid"):
        make("xgboost", extra={"monotone_constraints": "(1;0)"})


def test_more_constraints_than_features_are_refused_in_one_line() -> None:
    model = XGBoost(n_estimators=2, extra={"monotone_constraints": [0] * 9})
    with pytest.raises(NBAPropsError, match=r"^model=xgboost: its library refuses: .*\(9 vs. 8\)"):
        FoldFitter(model, FeatureSelection(), design()).fit(TRAIN)
