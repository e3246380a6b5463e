"""Figures of the normal distribution."""

NORMAL_95 = 1.959963984540054
"""Standard errors from the middle of a 95 % interval to its ends."""
