"""Models: `base` says what one is; each other file is one choice of `model=`."""
