"""Calibration: `base` says what it is; `metrics` judge it; one choice of `calibration=` a file."""
