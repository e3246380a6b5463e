"""Distributions: `base` says what one is, `predictive` what it predicts; the other files are the choices."""
