"""The pipeline for whoever has data frames, as in a notebook."""

from __future__ import annotations

from nba_props.trainer.trainer import NBAPropsMLflowTrainer

__all__ = ["NBAPropsMLflowTrainer"]
