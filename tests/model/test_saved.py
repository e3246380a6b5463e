"""A saved model, read back by its own library, predicts what it did."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from tests.contracts.test_models import design, fit
from tests.contracts.test_quantile_fits import LEVELS
from tests.contracts.test_quantile_fits import fit as fit_quantiles


def test_a_lightgbm_model_comes_back_from_its_text(tmp_path: Path) -> None:
    import lightgbm as lgb

    fitted = fit("lightgbm")
    fitted.save(tmp_path)
    booster = lgb.Booster(model_file=str(tmp_path / "model.txt"))
    assert np.array_equal(booster.predict(design().X), fitted.predict(design().X))
    assert booster.feature_name() == design().names


def test_an_xgboost_model_comes_back_from_its_binary_json(tmp_path: Path) -> None:
    import xgboost as xgb

    fitted = fit("xgboost")
    fitted.save(tmp_path)
    booster = xgb.Booster(model_file=str(tmp_path / "model.ubj"))
    data = xgb.DMatrix(design().X, feature_names=design().names)
    assert np.array_equal(booster.predict(data), fitted.predict(design().X))


def test_a_ridge_comes_back_from_skops_that_trusts_no_type_but_those_of_numpy(tmp_path: Path) -> None:
    import skops.io

    fitted = fit("ridge")
    fitted.save(tmp_path)
    assert skops.io.get_untrusted_types(file=tmp_path / "model.skops") == ["numpy.dtype"]
    pipeline = skops.io.load(tmp_path / "model.skops", trusted=["numpy.dtype"])
    assert np.array_equal(
        pipeline.predict(np.array(design().X, np.float64, order="C")), fitted.predict(design().X)
    )


def test_a_reference_is_its_column_and_a_mean(tmp_path: Path) -> None:
    fitted = fit("ewma")
    fitted.save(tmp_path)
    saved = json.loads((tmp_path / "model.json").read_text())
    column = design().X[:, 0].astype(float)
    assert saved["column"] == "f0"
    assert np.array_equal(np.where(np.isnan(column), saved["otherwise"], column), fitted.predict(design().X))


def test_quantiles_of_lightgbm_come_back_from_a_text_for_each_level(tmp_path: Path) -> None:
    import lightgbm as lgb

    fitted = fit_quantiles("lightgbm")
    fitted.save(tmp_path)
    files = [tmp_path / f"quantile_{level:g}.txt" for level in LEVELS]
    read = [lgb.Booster(model_file=str(file)).predict(design().X) for file in files]
    assert np.array_equal(np.column_stack(read), fitted.predict_quantiles(design().X))


def test_quantiles_of_xgboost_come_back_from_one_binary_json_with_their_levels(tmp_path: Path) -> None:
    import xgboost as xgb

    fitted = fit_quantiles("xgboost")
    fitted.save(tmp_path)
    booster = xgb.Booster(model_file=str(tmp_path / "quantiles.ubj"))
    data = xgb.DMatrix(design().X, feature_names=design().names)
    assert np.array_equal(booster.predict(data), fitted.predict_quantiles(design().X))
    objective = json.loads(booster.save_config())["learner"]["objective"]
    assert np.allclose(json.loads(objective["quantile_loss_param"]["quantile_alpha"]), LEVELS)
