"""Which features a model gets to see, chosen anew inside each fold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from nba_props.core.rules import at_least, between, require


class Method(Enum):
    """How features are ranked: not at all, by importance in a first fit, or by what permuting them costs."""

    none = "none"
    gain = "gain"
    permutation = "permutation"


@dataclass
class FeatureSelection:
    """Keep the `keep` most important features of each fold's own training rows.

    `permutation` fits without the last `tail` of the training rows and permutes each feature on at most
    `sample` rows of that tail.
    """

    method: Method = Method.none
    keep: int = 40
    tail: float = 0.15
    sample: int = 4000

    def __post_init__(self) -> None:
        require(self, keep=at_least(1), tail=between(0.01, 0.5), sample=at_least(100))
