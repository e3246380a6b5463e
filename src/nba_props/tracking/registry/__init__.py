"""The model registry: versions, gates, promotion and the way back, by aliases that are never empty."""

from __future__ import annotations

from nba_props.tracking.registry.registry import ModelRegistry

__all__ = ["ModelRegistry"]
