"""The phases by the names of their experiments."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from nba_props.errors import ConfigError
from nba_props.phase import Phase

if TYPE_CHECKING:
    from omegaconf import DictConfig


@cache
def known_phases() -> tuple[Phase, ...]:
    """List the phases of `conf/phase/`, in their order.

    Raises:
        ConfigError: a file does not fit `Phase`.
    """
    from nba_props.configuration.place import conf_dir

    found = [phase_in(file) for file in sorted((conf_dir() / "phase").glob("*.yaml"))]
    return tuple(sorted(found, key=lambda phase: (phase.tags.get("order", "9"), phase.name)))


def phase_in(file: Path) -> Phase:
    """Read a phase, checked by its schema, as Hydra composes it but without Hydra, which would take longer.

    Raises:
        ConfigError: the file has another key, a value of another type, or lacks one.
    """
    from omegaconf import OmegaConf
    from omegaconf.errors import OmegaConfBaseException

    try:
        return cast(Phase, OmegaConf.to_object(OmegaConf.merge(OmegaConf.structured(Phase), _values(file))))
    except OmegaConfBaseException as error:
        raise ConfigError(f"{file}: {str(error).partition(chr(10))[0]}") from error


def _values(file: Path) -> DictConfig:
    """Merge the values of a file over those of the options that its defaults list names."""
    from omegaconf import OmegaConf

    own = cast("DictConfig", OmegaConf.load(file))
    names = [name for name in own.pop("defaults", []) if isinstance(name, str)]
    bases = [name for name in names if name != "_self_" and not name.startswith("/")]
    merged = OmegaConf.merge(*(_values(file.with_name(f"{name}.yaml")) for name in bases), own)
    return cast("DictConfig", merged)


def phase_called(name: str) -> Phase:
    """Find the phase of this name, or of this experiment; an experiment of one's own is a phase by itself."""
    for phase in known_phases():
        if name in (phase.name, phase.experiment_name):
            return phase
    return Phase(name=name, experiment_name=name, description="")
