"""Honest experiments for NBA player-prop models.

For notebooks: `from nba_props import backtest, NBAPropsTracker, NBAPropsMLflowTrainer, ModelRegistry`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nba_props.notebook import NBAPropsMLflowTrainer, backtest
    from nba_props.tracking.autologging import enable_autologging
    from nba_props.tracking.registry import ModelRegistry
    from nba_props.tracking.tracker import NBAPropsTracker

__all__ = ["ModelRegistry", "NBAPropsMLflowTrainer", "NBAPropsTracker", "backtest", "enable_autologging"]

__version__ = "0.11.0"

_PLACES = {
    "ModelRegistry": "nba_props.tracking.registry",
    "NBAPropsMLflowTrainer": "nba_props.notebook",
    "NBAPropsTracker": "nba_props.tracking.tracker",
    "backtest": "nba_props.notebook",
    "enable_autologging": "nba_props.tracking.autologging",
}
"""Where the public names are: they are imported when they are asked for, so that `--help` stays instant."""


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_PLACES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_PLACES})
