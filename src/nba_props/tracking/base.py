"""Where runs are kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from omegaconf import MISSING

from nba_props.component import component


class Artifacts(Enum):
    """How much of a run is kept: `full`, or `light`: numbers only, for sweeps."""

    full = "full"
    light = "light"


@component("tracking")
@dataclass
class Tracking:
    """The MLflow store (`uri`) and how much of each run it keeps."""

    uri: str = MISSING
    artifacts: Artifacts = Artifacts.full
