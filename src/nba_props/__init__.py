"""Honest experiments for NBA player-prop models."""

__version__ = "0.1.0"

SCORING_ONLY = False
"""True in the copy of this code that a served model brings along, whose components are no options."""
