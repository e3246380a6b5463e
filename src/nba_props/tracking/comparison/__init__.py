"""Comparing runs: the best ones, runs beside each other, phases, weeks, reports and exports.

Every function takes an open store (`nba_props.tracking.store.open_store`) and returns plain data with
`tables()` for a terminal; `nba-props experiments` is the same from the command line.
"""

from __future__ import annotations

from nba_props.evaluation.catalogue import Better, better_of
from nba_props.tracking.comparison.best import best
from nba_props.tracking.comparison.compare import compare
from nba_props.tracking.comparison.experiments import setup
from nba_props.tracking.comparison.export import export
from nba_props.tracking.comparison.phases import phases
from nba_props.tracking.comparison.report import report
from nba_props.tracking.comparison.weekly import weekly

__all__ = ["Better", "best", "better_of", "compare", "export", "phases", "report", "setup", "weekly"]
