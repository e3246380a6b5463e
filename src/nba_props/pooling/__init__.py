"""Pooling with the price: `base` says what it is; one choice of `pooling=` a file."""
