"""Minutes, then rate: their product is the mean of the outcome, the covariance of the two included."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from nba_props.core.arrays import Floats
from nba_props.errors import ConfigError, NBAPropsError
from nba_props.features.selection import FeatureSelection
from nba_props.model.base import Earlier, TrainingData
from nba_props.model.ensemble import Ensemble, EnsembleFit
from nba_props.model.ewma import Ewma
from nba_props.model.lightgbm import LightGBM
from nba_props.model.ridge import Ridge
from nba_props.model.two_stage import TwoStage
from nba_props.model.xgboost import XGBoost
from nba_props.validation.fit import FoldFitter
from tests.contracts.test_models import TRAIN, design

ROWS = 6000
EVERY = np.arange(ROWS)


def league(sit: float = 0.1) -> tuple[TrainingData, Floats]:
    """Games whose rate rises with the minutes, some without any minute; the true mean of each outcome."""
    rng = np.random.default_rng(4)
    x = rng.uniform(0, 1, ROWS)
    luck = rng.normal(0, 1, ROWS)
    minutes = 20 + 10 * x + 4 * luck
    rate = 0.5 + 0.3 * x + 0.05 * luck + rng.normal(0, 0.05, ROWS)
    sits = rng.random(ROWS) < sit
    minutes[sits] = 0
    y = minutes * np.where(sits, 0, rate)
    mean = (1 - sit) * ((20 + 10 * x) * (0.5 + 0.3 * x) + 4 * 0.05)
    return TrainingData(x[:, None].astype(np.float32), y, ["x"], minutes=minutes), mean


def stages(model: TwoStage, data: TrainingData) -> tuple[Floats, Floats, Floats]:
    """Minutes, rate and the product, predicted for the rows of the design."""
    fitted = model.trainer(data, EVERY).fit(EVERY)
    parts = fitted.parts()
    return parts["minutes"].predict(data.X), parts["rate"].predict(data.X), fitted.predict(data.X)


@pytest.mark.parametrize("rate", [Ridge(alpha=0.1), LightGBM(num_leaves=4), XGBoost(max_depth=2)])
def test_the_product_is_the_mean_of_the_outcome_with_the_covariance_in_it(rate: Ridge) -> None:
    data, mean = league()
    minutes, _, product = stages(TwoStage(minutes=Ridge(alpha=0.1), rate=rate), data)
    assert product.mean() == pytest.approx(data.y.mean(), rel=0.005)
    assert np.abs(product - mean).mean() < 0.25
    unweighted = rate.trainer(data.of("plain", _rate(data)), _played(data)).fit(_played(data))
    without = minutes * unweighted.predict(data.X)
    assert without.mean() < data.y.mean() - 0.1


def _rate(data: TrainingData) -> Floats:
    minutes = np.asarray(data.minutes)
    return np.asarray(data.y / np.where(minutes > 0, minutes, 1.0), dtype=np.float64)


def _played(data: TrainingData) -> np.ndarray:
    return np.flatnonzero(np.asarray(data.minutes) > 0)


def test_games_of_zero_minutes_count_in_the_minutes_and_have_no_rate() -> None:
    model = TwoStage(minutes=Ridge(), rate=Ridge())
    often, never = (stages(model, league(sit)[0]) for sit in (0.4, 0.0))
    assert often[0].mean() == pytest.approx(0.6 * never[0].mean(), rel=0.05)
    assert often[1].mean() == pytest.approx(never[1].mean(), rel=0.02)


def test_rows_without_a_rate_have_no_say_in_it() -> None:
    data, _ = league()
    sits = np.asarray(data.minutes) == 0
    other = replace(data, y=np.where(sits, 1e6, data.y))
    model = TwoStage(minutes=Ridge(), rate=Ridge())
    assert np.array_equal(stages(model, other)[1], stages(model, data)[1])


def test_minutes_below_zero_are_none() -> None:
    data, _ = league()
    fitted = TwoStage(minutes=Ridge(alpha=0.1), rate=Ridge()).trainer(data, EVERY).fit(EVERY)
    assert fitted.predict(np.array([[-100.0]], np.float32)).tolist() == [0.0]


def test_the_strength_of_a_penalty_does_not_depend_on_the_unit_of_the_minutes() -> None:
    data, _ = league()
    model = TwoStage(minutes=Ridge(), rate=Ridge(alpha=1000))
    seconds = replace(data, minutes=60 * np.asarray(data.minutes))
    assert stages(model, seconds)[2] == pytest.approx(stages(model, data)[2], rel=1e-3)


def test_stages_that_learn_from_earlier_fits_do_so_each_on_its_own_outcome() -> None:
    rate = Ensemble({"good": Ridge(alpha=1.0), "poor": Ridge(alpha=1e7)})
    trainer = TwoStage(minutes=Ridge(), rate=rate).trainer(design(), TRAIN[:1200])
    earlier = Earlier(trainer.fit(TRAIN[:1200]), design(), TRAIN[1200:])
    learnt = trainer.refit(TRAIN, earlier).parts()["rate"]
    assert isinstance(learnt, EnsembleFit)
    assert learnt.weights[0] > 0.8
    assert np.abs(learnt.past[0].y).max() < 10  # per minute


def test_a_spell_without_minutes_makes_the_stages_forget_nothing() -> None:
    minutes = np.asarray(design().minutes).copy()
    minutes[1600:1800] = np.nan
    several = Ensemble({"good": Ridge(alpha=1.0), "poor": Ridge(alpha=1e7)})
    model = TwoStage(minutes=several, rate=several)
    fitter = FoldFitter(model, FeatureSelection(), replace(design(), minutes=minutes))
    fits = [fitter.fit(TRAIN[:until]).mean.parts() for until in range(1200, 2001, 200)]
    for stage in ("minutes", "rate"):
        parts = [fit[stage] for fit in fits]
        learnt = [sum(len(past.y) for past in each.past) for each in parts if isinstance(each, EnsembleFit)]
        assert learnt == [0, 200, 400, 400, 600]


@pytest.mark.parametrize("minutes", [None, np.full(ROWS, np.nan), np.zeros(ROWS)])
def test_games_without_minutes_are_refused_in_one_line(minutes: Floats | None) -> None:
    data = replace(league()[0], minutes=minutes)
    with pytest.raises(NBAPropsError, match="model=two_stage: no game to train on has its minutes"):
        TwoStage(minutes=Ridge(), rate=Ridge()).trainer(data, EVERY)


def test_a_stage_that_brings_its_own_features_is_refused() -> None:
    with pytest.raises(ConfigError, match="rate: ewma brings features of its own"):
        TwoStage(minutes=Ridge(), rate=Ewma())
