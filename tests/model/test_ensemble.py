"""An ensemble: weights that members earn out of fold, fold after fold."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nba_props.configuration import compose
from nba_props.errors import ConfigError
from nba_props.features.selection import FeatureSelection, Method
from nba_props.model._stacking import stacking_weights
from nba_props.model.base import Earlier, FittedModel, Model
from nba_props.model.ensemble import Ensemble, EnsembleFit
from nba_props.model.ewma import Ewma
from nba_props.model.lightgbm import LightGBM
from nba_props.model.ridge import Ridge
from nba_props.validation.predictions import FoldResult
from tests.contracts.test_models import TRAIN, design
from tests.validation.walks import matrix, walk

TREES = LightGBM(n_estimators=20, min_child_samples=20)


def members() -> dict[str, Model]:
    """One that is right here, and one that hardly leaves the mean."""
    return {"good": Ridge(alpha=1.0), "poor": Ridge(alpha=1e7)}


def walked(selection: FeatureSelection | None = None) -> list[EnsembleFit]:
    """The ensemble of each fold of a walk."""
    fits: list[FittedModel] = []

    def keep(result: FoldResult) -> None:
        fits.append(result.fitted)

    walk(Ensemble(members()), selection or FeatureSelection(), on_fold=keep)
    assert all(isinstance(fitted, EnsembleFit) for fitted in fits)
    return fits  # type: ignore[return-value]


def test_weights_are_equal_in_the_first_fold_and_earned_from_then_on() -> None:
    weights = [fitted.weights for fitted in walked()]
    assert weights[0] == [0.5, 0.5]
    assert all(good > 0.9 for good, _ in weights[1:])
    assert all(sum(each) == pytest.approx(1) for each in weights)


def test_the_weights_of_a_fold_are_those_of_what_earlier_folds_predicted() -> None:
    """Worked out again from the members' own walks."""
    alone = [walk(member).rows for member in members().values()]
    folds = walk(Ensemble(members())).folds
    for row in folds.tail(2).iter_rows(named=True):
        seen = (alone[0]["date"] < row["train_until"]) & alone[0]["y"].is_not_null()
        seen &= alone[0]["fold"] < row["fold"]
        predicted = np.column_stack([rows.filter(seen)["prediction"].to_numpy() for rows in alone])
        weights = stacking_weights(predicted, alone[0].filter(seen)["y"].to_numpy())
        assert [row["weight_good"], row["weight_poor"]] == pytest.approx(weights.tolist(), abs=1e-9)


def test_an_ensemble_predicts_the_weighted_mean_of_its_members() -> None:
    fitted = walked()[-1]
    X = matrix().values
    good, poor = (part.predict(X) for part in fitted.parts().values())
    assert fitted.predict(X) == pytest.approx(fitted.weights[0] * good + fitted.weights[1] * poor)


@pytest.mark.parametrize("method", [Method.gain, Method.permutation])
def test_weights_are_learnt_where_each_fold_chooses_its_features(method: Method) -> None:
    fits = walked(FeatureSelection(method, keep=2))
    assert {len(fitted.names) for fitted in fits} == {2}
    assert len(fits[-1].past) == len(fits) - 1
    assert fits[-1].weights[0] > 0.9


def test_a_member_is_as_it_would_be_alone() -> None:
    rows = TRAIN[:1500]
    alone = TREES.trainer(design(), rows).fit(rows).predict(design().X)
    within = Ensemble({"trees": TREES, "ridge": Ridge()}).trainer(design(), rows).fit(rows)
    assert np.array_equal(within.parts()["trees"].predict(design().X), alone)


def test_members_of_one_library_share_their_bins() -> None:
    keyed = replace(design(), key="one league")
    trainer = Ensemble({"slow": TREES, "fast": replace(TREES, learning_rate=0.3)}).trainer(keyed, TRAIN)
    slow, fast = trainer._trainers.values()
    assert slow._all is fast._all  # type: ignore[attr-defined]


def test_ensembles_of_ensembles_learn_their_weights_too() -> None:
    inner = Ensemble(members())
    trainer = Ensemble({"several": inner, "ridge": Ridge()}).trainer(design(), TRAIN[:1200])
    earlier = Earlier(trainer.fit(TRAIN[:1200]), design(), TRAIN[1200:])
    several = trainer.refit(TRAIN, earlier).parts()["several"]
    assert isinstance(several, EnsembleFit)
    assert several.weights[0] > 0.9


def test_the_saved_weights_are_by_name_and_readable(tmp_path: Path) -> None:
    fitted = walked()[-1]
    fitted.save(tmp_path)
    card = json.loads((tmp_path / "model.json").read_text())
    assert card == {
        "parts": {"good": "model.ridge.RidgeFit", "poor": "model.ridge.RidgeFit"},
        "weights": fitted.weights,
    }
    assert (tmp_path / "good" / "model.skops").is_file()


def test_a_member_that_brings_its_own_features_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"members\.naive: ewma brings features of its own"):
        Ensemble({"naive": Ewma(), "ridge": Ridge()})


def test_an_ensemble_of_nobody_is_refused() -> None:
    with pytest.raises(ConfigError, match="must be at least one model"):
        Ensemble({})


def test_a_member_whose_name_is_no_word_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"members\.\.\./x: must be called by a word"):
        Ensemble({"../x": Ridge()})


def test_members_are_chosen_added_removed_and_set_by_name() -> None:
    words = [
        "model=ensemble",
        "~model@model.members.xgboost",
        "+model@model.members.slow=lightgbm",
        "model@model.members.lightgbm=two_stage",
        "model.members.slow.learning_rate=0.02",
        "model.members.ridge.alpha=7",
    ]
    model = compose.load(words).model
    assert isinstance(model, Ensemble)
    assert {name: type(member).__name__ for name, member in model.members.items()} == {
        "ridge": "Ridge",
        "lightgbm": "TwoStage",
        "slow": "LightGBM",
    }
    assert (model.members["ridge"].alpha, model.members["slow"].learning_rate) == (7, 0.02)  # type: ignore[attr-defined]


def test_what_is_wrong_with_a_member_is_said_with_its_full_key() -> None:
    with pytest.raises(ConfigError, match=r"model\.members\.ridge\.alpha=-1\.0: must be at least 0"):
        compose.load(["model=ensemble", "model.members.ridge.alpha=-1"])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(1, 5), st.integers(1, 40))
def test_no_other_weights_have_less_error(seed: int, members: int, rows: int) -> None:
    rng = np.random.default_rng(seed)
    y = rng.normal(20, 6, rows)
    predictions = y[:, None] + rng.normal(0, 1, (rows, members)) * rng.uniform(0, 5, members)
    found = stacking_weights(predictions, y)
    assert found.min() >= 0
    assert found.sum() == pytest.approx(1)
    best = ((predictions @ found - y) ** 2).sum()
    others = rng.dirichlet(np.full(members, 0.5), 200)
    assert (((predictions @ others.T - y[:, None]) ** 2).sum(axis=0) >= best * (1 - 1e-9)).all()


def test_members_that_are_always_right_share_the_weight() -> None:
    y = np.arange(5.0)
    assert stacking_weights(np.column_stack([y, y]), y).tolist() == [0.5, 0.5]
