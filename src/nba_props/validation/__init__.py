"""Validation: `base` says what a split is, `walk` goes through the folds; the other files are the choices."""
