"""Where `nba_props.core.component` was before; components of people's own that import it go on working."""

from __future__ import annotations

import warnings

from nba_props.core.component import component

__all__ = ["component"]

warnings.warn("nba_props.component is nba_props.core.component now", DeprecationWarning, stacklevel=2)
