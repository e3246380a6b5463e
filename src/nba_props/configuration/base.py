"""What Hydra is told and what it raises: light, so that `--help` needs nothing else."""

from __future__ import annotations

from typing import Any

import hydra
from hydra.errors import HydraException
from omegaconf.errors import OmegaConfBaseException
from yaml import YAMLError

VERSION_BASE: dict[str, Any] = {} if hydra.__version__ >= "1.4" else {"version_base": "1.3"}
"""Hydra 1.3 wants to be told whose defaults apply; 1.4 warns when it is."""

COMPOSING_ERRORS = (HydraException, OmegaConfBaseException, YAMLError)
"""What Hydra raises when command-line words or YAML files cannot be composed."""
