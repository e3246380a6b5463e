"""A correction of the books' line: what is left of it, and another model where there is none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nba_props.configuration import compose
from nba_props.errors import ConfigError
from nba_props.features.selection import FeatureSelection
from nba_props.model.base import Earlier, TrainingData
from nba_props.model.correction import Correction, CorrectionFit
from nba_props.model.ensemble import Ensemble, EnsembleFit
from nba_props.model.ewma import Ewma
from nba_props.model.ridge import Ridge
from nba_props.validation.fit import FoldFitter

ROWS, LINED = 4000, slice(2000, None)
EVERY = np.arange(ROWS)


def league(first_line: int = 2000) -> TrainingData:
    """Lines that are right but for 2 points and a little that `news` tells, on the rows from one on."""
    rng = np.random.default_rng(6)
    level, news = rng.normal(20, 6, ROWS), rng.normal(0, 1, ROWS)
    line = np.where(np.arange(ROWS) < first_line, np.nan, level)
    y = level + 2 + 0.5 * news + rng.normal(0, 3, ROWS)
    X = np.column_stack([level + rng.normal(0, 3, ROWS), news, line]).astype(np.float32)
    return TrainingData(X, y, ["form", "news", "book_median"])


def corrected(alpha: float, min_lines: int = 300) -> Correction:
    return Correction(Ridge(alpha), Ridge(), min_lines=min_lines)


def test_what_is_predicted_is_the_line_and_what_is_left_of_it() -> None:
    data = league()
    fitted = corrected(1.0).trainer(data, EVERY).fit(EVERY)
    left = fitted.predict(data.X)[LINED] - data.X[LINED, 2]
    assert np.abs(left - (2 + 0.5 * data.X[LINED, 1])).mean() < 0.2


def test_a_strong_penalty_leaves_the_line_moved_by_the_mean_of_what_is_left() -> None:
    data = league()
    fitted = corrected(1e9).trainer(data, EVERY).fit(EVERY)
    left = fitted.predict(data.X)[LINED] - data.X[LINED, 2]
    mean = (data.y - data.X[:, 2])[LINED].mean()
    assert left == pytest.approx(np.full(2000, mean), abs=1e-3)


def test_without_a_line_the_other_model_predicts_that_learnt_from_all_rows() -> None:
    data = league()
    fitted = corrected(1.0).trainer(data, EVERY).fit(EVERY)
    alone = Ridge().trainer(data, EVERY).fit(EVERY)
    assert fitted.predict(data.X)[:2000] == pytest.approx(alone.predict(data.X)[:2000])


def test_lines_are_taken_as_they_are_until_there_are_enough() -> None:
    data = league()
    trainer = corrected(1.0, min_lines=500).trainer(data, EVERY[:2400])
    few = trainer.fit(EVERY[:2400])
    assert list(few.parts()) == ["otherwise"]
    assert np.array_equal(few.predict(data.X)[LINED], data.X[LINED, 2].astype(float))
    assert list(trainer.fit(EVERY[:2600]).parts()) == ["otherwise", "offset"]


def test_models_that_learn_from_earlier_fits_do_so_of_what_is_left() -> None:
    data = league(first_line=0)
    several = Ensemble({"good": Ridge(1.0), "poor": Ridge(1e9)})
    trainer = Correction(several, Ridge()).trainer(data, EVERY[:1000])
    earlier = Earlier(trainer.fit(EVERY[:1000]), data, EVERY[1000:])
    offset = trainer.refit(EVERY, earlier).parts()["offset"]
    assert isinstance(offset, EnsembleFit)
    assert offset.weights[0] > 0.6
    assert abs(offset.past[0].y.mean() - 2) < 0.3


def test_a_spell_without_lines_makes_the_offset_forget_nothing() -> None:
    """What the weights had learnt holds in the folds of the spell, and is added to after it."""
    data = league(first_line=0)
    X = data.X.copy()
    X[2000:2400, 2] = np.nan
    several = Ensemble({"good": Ridge(1.0), "poor": Ridge(1e9)})
    fitter = FoldFitter(Correction(several, Ridge()), FeatureSelection(), replace(data, X=X))
    offsets = [fitter.fit(EVERY[:until]).mean.parts()["offset"] for until in range(1600, 2801, 200)]
    learnt = [sum(len(past.y) for past in each.past) for each in offsets if isinstance(each, EnsembleFit)]
    assert learnt == [0, 200, 400, 400, 400, 600, 800]


def test_a_window_with_too_few_lines_makes_the_offset_forget_nothing() -> None:
    data = league(first_line=0)
    X = data.X.copy()
    X[1600:2000, 2] = np.nan
    several = Ensemble({"good": Ridge(1.0), "poor": Ridge(1e9)})
    fitter = FoldFitter(Correction(several, Ridge()), FeatureSelection(), replace(data, X=X))
    fits = [fitter.fit(EVERY[until - 400 : until]).mean for until in range(1200, 2801, 200)]
    offsets = [fit.parts().get("offset") for fit in fits]
    learnt = [sum(len(past.y) for past in each.past) for each in offsets if isinstance(each, EnsembleFit)]
    assert learnt == [0, 200, 400, 400, 600, 800]


def test_a_first_fit_without_lines_is_followed_by_one_that_has_them() -> None:
    data = league()
    trainer = corrected(1.0).trainer(data, EVERY[:1500])
    earlier = Earlier(trainer.fit(EVERY[:1500]), data, EVERY[1500:])
    fitted = trainer.refit(EVERY, earlier)
    assert isinstance(fitted, CorrectionFit)
    assert "offset" in fitted.parts()


def test_a_run_without_lines_among_its_features_is_told_so_in_one_line() -> None:
    data = replace(league(), names=["form", "news", "book_medians"])
    with pytest.raises(ConfigError) as caught:
        corrected(1.0).trainer(data, EVERY)
    assert caught.value.problems == [
        "model.line=book_median: must be a feature of the run; features=market has book_median; "
        "did you mean book_medians?"
    ]


def test_a_part_that_brings_its_own_features_is_refused() -> None:
    with pytest.raises(ConfigError, match="offset: ewma brings features of its own"):
        Correction(Ewma(), Ridge())


def test_the_offset_is_shrunk_and_can_be_another_model() -> None:
    model = compose.load(["model=correction", "features=market"]).model
    assert isinstance(model, Correction)
    assert model.offset == Ridge(alpha=10_000)
    offset = ["model@model.offset=lightgbm", "model.offset.num_leaves=4"]
    chosen = compose.load(["model=correction", "features=market", *offset])
    assert chosen.model.offset.num_leaves == 4  # type: ignore[attr-defined]


def test_without_the_books_lines_as_features_it_is_refused_before_data_are_read() -> None:
    with pytest.raises(
        ConfigError, match=r"^model=correction: needs the books' lines .*; set features=market$"
    ):
        compose.load(["model=correction", "features=advanced"])
