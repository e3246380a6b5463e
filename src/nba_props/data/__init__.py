"""Canonical tables, and where they come from: the simulated league or files."""
