"""What is known of a figure: a finite number, or nothing."""

from __future__ import annotations

import math
from typing import SupportsFloat

from nba_props.errors import NBAPropsError


class NotKnownError(NBAPropsError):
    """What a check needs is not there; the message says what."""


def known(value: SupportsFloat | None, what: str) -> float:
    """Return the value, if it is a finite number.

    Args:
        value: a figure that was worked out, None or NaN where that was not possible.
        what: its name, for the reason.

    Raises:
        NotKnownError: it is None, NaN or infinite.
    """
    if value is None or not math.isfinite(float(value)):
        raise NotKnownError(f"{what} is not known")
    return float(value)
