"""Honest experiments for NBA player-prop models."""

__version__ = "0.1.0"
