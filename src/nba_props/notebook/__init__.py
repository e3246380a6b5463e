"""The pipeline for data frames, as in a notebook: one call without a store, and a trainer with one."""

from __future__ import annotations

from nba_props.notebook.backtesting import backtest
from nba_props.notebook.trainer import NBAPropsMLflowTrainer

__all__ = ["NBAPropsMLflowTrainer", "backtest"]
