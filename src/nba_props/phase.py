"""The four phases of a model's life, each with its MLflow experiment."""

from __future__ import annotations

from dataclasses import dataclass, field

from omegaconf import MISSING

from nba_props.core.component import component


@component("phase")
@dataclass
class Phase:
    """A phase: its name, the MLflow experiment of its runs, what it is for, and tags of the experiment."""

    name: str = MISSING
    experiment_name: str = MISSING
    description: str = MISSING
    tags: dict[str, str] = field(default_factory=dict)
