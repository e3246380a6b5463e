"""The boosting libraries: the number of rounds, their parameters, and what both of them would let pass."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nba_props.core import memo
from nba_props.core.component import registered
from nba_props.errors import ConfigError, NBAPropsError
from nba_props.features.selection import FeatureSelection
from nba_props.model._lightgbm_internals import canonical_names
from nba_props.model._lightgbm_parameters import WITHOUT_A_SAY
from nba_props.model.base import Rows, split_tail
from nba_props.model.lightgbm import LightGBM
from nba_props.model.xgboost import XGBoost
from nba_props.validation.fit import FoldFitter
from tests.contracts.test_models import LATER, TRAIN, design, fit, make

BOOSTED = ["lightgbm", "xgboost"]


@pytest.mark.parametrize("name", BOOSTED)
def test_a_given_number_of_rounds_is_kept(name: str) -> None:
    assert fit(name, n_estimators=7).n_estimators == 7


@pytest.mark.parametrize("name", BOOSTED)
def test_the_number_of_rounds_is_chosen_once_and_holds_for_all_fits(name: str) -> None:
    small = {"lightgbm": {"min_child_samples": 5}, "xgboost": {}}[name]
    trainer = make(name, **small).trainer(design(), TRAIN)
    rounds = {trainer.fit(rows).n_estimators or 0 for rows in (TRAIN, TRAIN[:900], TRAIN[600:])}
    assert rounds == {trainer.tuned.n_estimators}  # type: ignore[attr-defined]
    assert 1 < rounds.pop() < 2000


@pytest.mark.parametrize("name", BOOSTED)
def test_the_most_rounds_are_not_exceeded(name: str) -> None:
    assert fit(name, max_estimators=3).n_estimators == 3


@pytest.mark.parametrize("name", BOOSTED)
def test_noise_is_stopped_early(name: str) -> None:
    """On the tail of the first window, without a look at any other row."""
    X = np.random.default_rng(1).normal(size=design().X.shape).astype(np.float32)
    noise = type(design())(X, design().y, design().names)
    stopped = fit(name, noise, learning_rate=0.5).n_estimators
    assert stopped is not None
    assert stopped < 50


@pytest.mark.parametrize("name", BOOSTED)
def test_a_parameter_in_extra_reaches_the_library(name: str) -> None:
    extra = {"lightgbm": {"extra_trees": True}, "xgboost": {"grow_policy": "lossguide", "max_leaves": 3}}
    plain, changed = fit(name, n_estimators=10), fit(name, n_estimators=10, extra=extra[name])
    assert not np.array_equal(plain.predict(design().X), changed.predict(design().X))


@pytest.mark.parametrize(
    ("name", "extra", "message"),
    [
        ("lightgbm", {"num_leavs": 5}, "no num_leavs; did you mean num_leaves"),
        ("lightgbm", {"eta": 0.1}, "eta, which is learning_rate here"),
        ("lightgbm", {"num_leaves": 5}, "num_leaves, which is num_leaves here"),
        ("lightgbm", {"num_round": 5}, "num_round, which is n_estimators here"),
        ("lightgbm", {"application": "l1"}, "application, which is objective here"),
        ("lightgbm", {"ignore_column": "0"}, "without ignore_column, which has no say in these fits"),
        ("lightgbm", {"weight": "0"}, "without weight, which has no say in these fits"),
        ("lightgbm", {"task": "predict"}, "without task, which has no say in these fits"),
        ("lightgbm", {"boosting": "dart"}, "without boosting=dart, which LightGBM neither stops early"),
        ("lightgbm", {"boosting_type": "DART"}, "model=xgboost takes booster=dart"),
        ("xgboost", {"max_leavs": 5}, '"max_leavs" } are not used'),
        ("xgboost", {"eta": 0.1}, "eta, which is learning_rate here"),
        ("xgboost", {"max_depth": 5}, "max_depth, which is max_depth here"),
        ("xgboost", {"max_leaves": "many"}, "max_leaves"),
        ("xgboost", {"nthread": 4}, "nthread, which is nthread here"),
    ],
)
def test_a_parameter_that_the_library_would_pass_over_is_refused(
    name: str, extra: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigError) as error:
        make(name, extra=extra)
    assert message in str(error.value)


ODD: dict[str, Any] = {
    "auc_mu_weights": [0.5],
    "eval_at": [1, 3],
    "lambdarank_position_bias_regularization": 0.5,
    "label_gain": [0, 1, 3],
    "task": "predict",
}
"""Values of parameters that take neither a number nor a truth value."""


@pytest.mark.filterwarnings("ignore:data keyword has been found in `params`")
def test_what_is_said_to_have_no_say_changes_no_prediction() -> None:
    from lightgbm.basic import LightGBMError

    def said(**extra: Any) -> list[float]:
        model = LightGBM(n_estimators=4, min_child_samples=20, subsample=0.7)
        model.extra = extra  # past its rule
        return list(model.trainer(design(), TRAIN).fit(TRAIN).predict(design().X[LATER]))

    def set_to_something(name: str) -> list[float]:
        for value in [ODD[name]] if name in ODD else [0.7, 3]:
            with suppress(LightGBMError):
                return said(**{name: value})
        return said(**{name: True})

    assert set(canonical_names().values()) >= WITHOUT_A_SAY
    assert {name for name in WITHOUT_A_SAY if set_to_something(name) != said()} == set()
    assert set_to_something("bagging_seed") != said()


@pytest.mark.parametrize(("text", "why"), [(None, "No such file or directory"), ("x = 1", "not JSON")])
def test_a_file_that_lightgbm_would_go_on_without_is_refused(
    text: str | None, why: str, tmp_path: Path
) -> None:
    file = tmp_path / "splits.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(ConfigError) as error:
        fit("lightgbm", n_estimators=2, extra={"fs": str(file)})
    line = f"model=lightgbm: extra.fs={file}: must be a JSON file that can be read: {why}"
    assert error.value.problems == [line]


def test_splits_that_a_file_forces_are_made(tmp_path: Path) -> None:
    file = tmp_path / "splits.json"
    file.write_text('{"feature": 3, "threshold": 0.1}')
    small: dict[str, Any] = {"n_estimators": 2, "min_child_samples": 20}
    forced = fit("lightgbm", extra={"forcedsplits_filename": str(file)}, **small)
    assert not np.array_equal(forced.predict(design().X), fit("lightgbm", **small).predict(design().X))


@pytest.mark.parametrize("extra", [{"boosting": "rf"}, {"boosting": "gbdt"}])
def test_other_ways_of_boosting_are_lightgbm_s_own_choice(extra: dict[str, Any]) -> None:
    assert fit("lightgbm", extra=extra, subsample=0.7).n_estimators


def test_the_rounds_of_dart_are_searched_by_xgboost() -> None:
    rounds = fit("xgboost", max_estimators=40, extra={"booster": "dart"}).n_estimators
    assert rounds is not None
    assert 1 < rounds <= 40


@pytest.mark.parametrize("name", BOOSTED)
def test_an_objective_whose_optimum_is_no_mean_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="objective=l1: must be one of"):
        make(name, objective="l1")


@pytest.mark.parametrize("name", BOOSTED)
def test_all_fields_out_of_range_are_reported_together(name: str) -> None:
    with pytest.raises(ConfigError) as error:
        make(name, learning_rate=0.0, n_estimators=0, colsample_bytree=1.5)
    fields = {problem.split("=")[0] for problem in error.value.problems}
    assert fields == {"learning_rate", "n_estimators", "colsample_bytree"}


def test_two_threads_give_lightgbm_the_same_bits_as_one() -> None:
    from dataclasses import replace

    two = fit("lightgbm", replace(design(), threads=2))
    assert np.array_equal(fit("lightgbm").predict(design().X), two.predict(design().X))


def test_fields_are_named_as_the_libraries_name_them() -> None:
    """Typed fields are checked for real: each reaches the library under a name that it knows."""
    from nba_props.model.xgboost import _refusal

    assert set(LightGBM().params(design())) <= set(canonical_names())
    assert _refusal({**XGBoost().params(design()), "verbosity": 1}, "are not used") is None
    assert registered("model")["lightgbm"] is LightGBM


def test_the_tail_is_the_last_share_of_the_rows() -> None:
    head, tail = split_tail(np.arange(100), 0.15)
    assert head.tolist() == list(range(85))
    assert tail.tolist() == list(range(85, 100))


def test_one_row_has_no_tail() -> None:
    with pytest.raises(NBAPropsError, match="1 row to train on is too few"):
        split_tail(np.arange(1), 0.15)


TREES: dict[str, dict[str, Any]] = {
    "lightgbm": {"num_leaves": 9, "min_child_samples": 7},
    "xgboost": {"max_depth": 3},
}
BINS: dict[str, list[dict[str, Any]]] = {
    "lightgbm": [{"max_bin": 15}, {"extra": {"min_data_in_bin": 90}}],
    "xgboost": [{"max_bin": 15}],
}


def predicted(name: str, key: str, rows: Rows = TRAIN, first: Rows = TRAIN, **settings: Any) -> list[float]:
    """What a fit predicts whose design has this key."""
    keyed = replace(design(), key=key)
    fitted = make(name, n_estimators=9, **settings).trainer(keyed, first).fit(rows)
    return list(fitted.predict(keyed.X))


@pytest.mark.parametrize("name", BOOSTED)
def test_bins_that_another_trial_left_change_no_prediction(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memo, "_kept", {})
    for rows in (TRAIN[:900], TRAIN):
        alone = predicted(name, "", rows, **TREES[name])
        predicted(name, "a", rows)
        assert predicted(name, "a", rows, **TREES[name]) == alone
    assert predicted(name, "a", TRAIN[:900], **TREES[name]) == predicted(name, "", TRAIN[:900], **TREES[name])


@pytest.mark.parametrize("name", BOOSTED)
def test_bins_are_taken_over_where_they_are_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memo, "_kept", {})
    made: list[object] = []
    kept_as = f"{name} bins"

    def counted(key: str, **settings: Any) -> int:
        predicted(name, key, **settings)
        made.append(memo._kept[kept_as][1])
        return len({id(each) for each in made})

    assert [counted("a"), counted("a", **TREES[name])] == [1, 1]
    different = [counted("a", **each) for each in BINS[name]]
    assert different == list(range(2, 2 + len(different)))
    assert counted("a", first=TRAIN[:700]) == len(different) + 2
    assert counted("b", first=TRAIN[:700]) == len(different) + 3


@pytest.mark.parametrize("name", BOOSTED)
def test_nothing_is_kept_of_a_design_of_which_nothing_is_known(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memo, "_kept", {})
    predicted(name, "")
    assert memo._kept == {}
    assert replace(design(), key="a").only(design().names[:2]).key == ""


@pytest.mark.parametrize("name", ["lightgbm", "xgboost"])
def test_features_may_have_any_name(name: str, tmp_path: Path) -> None:
    """LightGBM refuses quotes and brackets, XGBoost brackets and `<`; importances bear the real names."""
    odd = replace(design(), names=[f'top[{number}]<60 "{{}}:,' for number in range(len(design().names))])
    fitted = fit(name, odd)
    assert np.array_equal(fitted.predict(design().X), fit(name).predict(design().X))
    assert list(fitted.importance()) == odd.names
    assert list(fitted.importance().values()) == list(fit(name).importance().values())
    fitted.save(tmp_path)
    again = type(fitted).load(tmp_path, odd.names)
    assert again.importance() == fitted.importance()


@pytest.mark.parametrize(
    ("model", "line"),
    [
        (LightGBM(n_estimators=2, extra={"bagging_seed": "x"}), "model=lightgbm: its library refuses: "),
        (XGBoost(n_estimators=2, objective="count:poisson"), "model=xgboost: its library refuses: "),
    ],
)
def test_what_a_library_refuses_is_one_line(model: LightGBM | XGBoost, line: str) -> None:
    data = replace(design(), y=-np.abs(design().y) - 1)  # no counts
    fitter = FoldFitter(model, FeatureSelection(), data)
    with pytest.raises(NBAPropsError) as caught:
        fitter.fit(TRAIN)
    assert str(caught.value).startswith(line)
    assert len(str(caught.value).splitlines()) == 1
