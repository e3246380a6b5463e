"""Names for the types of arrays, which cost no import of numpy: it is loaded when an array is computed.

To a type checker they are numpy's own; while the program runs they are references that
`typing.get_type_hints` resolves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ForwardRef

import numpy as np

__all__ = ["ArrayLike", "Bools", "Dates", "Floats", "Integers", "Ints", "np"]

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Integers = NDArray[np.integer]
    Bools = NDArray[np.bool_]
    Dates = NDArray[np.datetime64]
else:
    ArrayLike = ForwardRef("np.typing.ArrayLike", module=__name__)
    Floats = ForwardRef("np.typing.NDArray[np.float64]", module=__name__)
    Ints = ForwardRef("np.typing.NDArray[np.int64]", module=__name__)
    Integers = ForwardRef("np.typing.NDArray[np.integer]", module=__name__)
    Bools = ForwardRef("np.typing.NDArray[np.bool_]", module=__name__)
    Dates = ForwardRef("np.typing.NDArray[np.datetime64]", module=__name__)
