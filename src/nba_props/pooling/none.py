"""`pooling=none`: the model's probabilities alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nba_props.core.arrays import Dates, Floats
from nba_props.core.component import component
from nba_props.pooling.base import FittedPooling, Pooling


@component("pooling", "none")
@dataclass
class NoPooling(Pooling):
    """Learns nothing, reads no price and changes nothing."""

    pools: ClassVar[bool] = False

    def fit(
        self,
        model: Floats,  # noqa: ARG002
        price: Floats,  # noqa: ARG002
        over: Floats,  # noqa: ARG002
        dates: Dates | None = None,  # noqa: ARG002
    ) -> FittedPooling:
        """There is nothing to learn."""
        return ModelAlone()


@dataclass(frozen=True)
class ModelAlone(FittedPooling):
    """The model's probability as it is."""

    def pool(self, model: Floats, price: Floats) -> Floats:  # noqa: ARG002
        """Return the model's."""
        return model
