"""`pooling=fixed`: a weight that a person states."""

from __future__ import annotations

from dataclasses import dataclass

from nba_props.core.arrays import Dates, Floats
from nba_props.core.component import component
from nba_props.core.rules import between, require
from nba_props.pooling.base import FittedPooling, Pooling
from nba_props.pooling.logit import LogitPool


@component("pooling", "fixed")
@dataclass
class FixedPooling(Pooling):
    """Log-odds = weight · the model's + (1 - weight) · the price's; 0 is the price alone, 1 the model."""

    weight: float = 0.25

    def __post_init__(self) -> None:
        require(self, weight=between(0, 1))

    def fit(
        self,
        model: Floats,  # noqa: ARG002
        price: Floats,  # noqa: ARG002
        over: Floats,  # noqa: ARG002
        dates: Dates | None = None,  # noqa: ARG002
    ) -> FittedPooling:
        """Return the stated pool, whatever the outcomes were."""
        return LogitPool(0.0, self.weight, 1 - self.weight)
