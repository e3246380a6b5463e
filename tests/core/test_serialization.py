"""Fitted objects as plain data."""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import pytest

from nba_props.calibration._logistic import Logistic
from nba_props.calibration.base import FittedCalibration, Identity
from nba_props.calibration.isotonic import FittedIsotonic
from nba_props.calibration.platt import FittedPlatt
from nba_props.distribution.base import FittedDistribution, Prior
from nba_props.errors import NBAPropsError


def test_a_saved_object_names_its_class_and_its_fields() -> None:
    assert Prior(6.0).to_dict() == {"class": "distribution.base.Prior", "dispersion": 6.0}


def test_what_is_saved_comes_back_bit_for_bit() -> None:
    at = np.array([0.0, 0.1, 1 / 3, 1.0])
    scaled = FittedPlatt(Logistic(np.array([1 / 7]), -0.3))
    saved = json.loads(json.dumps(FittedIsotonic(scaled, at, at**2, 0.001).to_dict()))
    back = FittedCalibration.from_dict(saved)
    assert isinstance(back, FittedIsotonic)
    assert np.array_equal(back.at, at)
    assert np.array_equal(back.to, at**2)
    assert back.least == 0.001
    assert (
        back.transform([0.2, 0.7]).tolist()
        == FittedIsotonic(scaled, at, at**2, 0.001).transform([0.2, 0.7]).tolist()
    )


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ({"class": "distribution.base.Gone"}, "no such class"),
        ({"class": "nowhere.Prior"}, "no such class"),
        ({"class": "Prior"}, "no such class"),
        ({}, "no such class"),
        ({"class": "calibration.base.Identity"}, "must be a FittedDistribution"),
        ({"class": "distribution.base.Learned"}, "must be a FittedDistribution"),
        ({"class": "distribution.base.Prior"}, "field dispersion is missing"),
        ({"class": "distribution.base.Prior", "dispersion": 6.0, "more": 1}, "field more is unknown"),
    ],
)
def test_what_does_not_fit_is_named(data: dict[str, object], why: str) -> None:
    with pytest.raises(NBAPropsError, match=why):
        FittedDistribution.from_dict(data)


def test_a_class_from_elsewhere_cannot_be_saved() -> None:
    @dataclass(frozen=True)
    class Own(Identity):
        pass

    with pytest.raises(NBAPropsError, match=r"Own is no class of nba_props"):
        Own().to_dict()
