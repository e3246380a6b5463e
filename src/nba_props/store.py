"""Where runs are kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from omegaconf import MISSING

from nba_props.core.component import component
from nba_props.core.uri import holds_password, problem_of
from nba_props.errors import ConfigError


class Artifacts(Enum):
    """How much of a run is kept.

    `standard`: everything, tables as Parquet; `full`: predictions and bets as CSV too; `predictions`: numbers
    and predictions, which comparisons need; `light`: numbers only, for sweeps.
    """

    standard = "standard"
    full = "full"
    predictions = "predictions"
    light = "light"

    @property
    def is_light(self) -> bool:
        """Whether a run keeps neither a model nor pages."""
        return self in (Artifacts.predictions, Artifacts.light)


@component("tracking")
@dataclass
class Tracking:
    """The MLflow store (`uri`) and how much of each run it keeps.

    `artifact_root` is where new experiments of a database store put their files; by default `mlartifacts`
    beside a SQLite file, in the current folder for other databases. A server (`http`) decides by itself.
    """

    uri: str = MISSING
    artifacts: Artifacts = Artifacts.standard
    artifact_root: str | None = None

    def __post_init__(self) -> None:
        problem = problem_of(self.uri)
        if problem is not None:
            raise ConfigError(f"uri: {problem}")
        if self.artifact_root and holds_password(self.artifact_root):
            raise ConfigError("artifact_root: holds a password, and the configuration is written to disk")
