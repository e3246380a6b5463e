"""The feature blocks, one a file."""
