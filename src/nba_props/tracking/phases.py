"""The phases by the names of their experiments."""

from __future__ import annotations

from functools import cache
from typing import Any

from nba_props.phase import Phase


@cache
def known_phases() -> tuple[Phase, ...]:
    """Return the phases of `conf/phase/`, in their order."""
    from omegaconf import OmegaConf

    from nba_props.configuration.base import conf_dir

    found = []
    for file in sorted((conf_dir() / "phase").glob("*.yaml")):
        plain: Any = OmegaConf.to_container(OmegaConf.load(file))
        found.append(Phase(**{key: value for key, value in plain.items() if key != "defaults"}))
    return tuple(sorted(found, key=lambda phase: (phase.tags.get("order", "9"), phase.name)))


def phase_called(name: str) -> Phase:
    """Return phase of this name, or of this experiment; an experiment of one's own is a phase by itself."""
    for phase in known_phases():
        if name in (phase.name, phase.experiment_name):
            return phase
    return Phase(name=name, experiment_name=name, description="")
