"""Leak-proof features: `history` is the only door to the past, `block/` holds one block a file."""
