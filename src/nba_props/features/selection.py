"""Which features a model gets to see, chosen anew inside each fold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from nba_props.component import at_least, require


class Method(Enum):
    """How features are ranked: not at all, by their gain in a first fit, or by what permuting them costs."""

    none = "none"
    gain = "gain"
    permutation = "permutation"


@dataclass
class Selection:
    """Keep the `keep` most important features of each fold's own training rows."""

    method: Method = Method.none
    keep: int = 40

    def __post_init__(self) -> None:
        require(self, keep=at_least(1))
