"""`calibration=none`: probabilities as the distribution gives them."""

from __future__ import annotations

from dataclasses import dataclass

from nba_props.calibration.base import RULES, Calibration, FittedCalibration, Identity, Prior
from nba_props.core.arrays import Floats
from nba_props.core.component import component
from nba_props.core.rules import require


@component("calibration", "none")
@dataclass
class NoCalibration(Calibration):
    """Learns nothing and changes nothing."""

    def __post_init__(self) -> None:
        require(self, **RULES)

    def learn(
        self,
        p: Floats,  # noqa: ARG002
        outcome: Floats,  # noqa: ARG002
        weight: Floats,  # noqa: ARG002
        prior: Prior | None = None,  # noqa: ARG002
    ) -> FittedCalibration:
        """There is nothing to learn."""
        return Identity()
