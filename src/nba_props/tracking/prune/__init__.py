"""Runs of a store that nobody needs: which they are and why, and how they are taken away."""

from __future__ import annotations

from nba_props.tracking.prune.answer import Pruned, prune

__all__ = ["Pruned", "prune"]
