"""The names of array types are numpy's own to whoever resolves them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_type_hints

import numpy as np
from numpy.typing import ArrayLike as NumpysArrayLike
from numpy.typing import NDArray

from nba_props.core.arrays import ArrayLike, Bools, Dates, Floats, Integers, Ints


@dataclass
class Fitted:
    weights: Floats
    counts: Ints
    rows: Integers
    kept: Bools
    days: Dates
    given: ArrayLike
    perhaps: Floats | None = None


def test_type_hints_resolve_to_numpys_types() -> None:
    assert get_type_hints(Fitted) == {
        "weights": NDArray[np.float64],
        "counts": NDArray[np.int64],
        "rows": NDArray[np.integer],
        "kept": NDArray[np.bool_],
        "days": NDArray[np.datetime64],
        "given": NumpysArrayLike,
        "perhaps": NDArray[np.float64] | None,
    }
