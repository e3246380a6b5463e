"""The address of a model: a run's, a logged model's id, or a version or alias of a registered one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from nba_props.errors import ConfigError


class Kind(Enum):
    """What an address names a model by."""

    run = re.compile(r"runs:/([^/]+)/model")
    alias = re.compile(r"models:/([^/@]+)@([^/@]+)")
    version = re.compile(r"models:/([^/@]+)/(\d+)")
    logged_model = re.compile(r"models:/([^/@]+)")


FORMS = "runs:/<run>/model, models:/<id>, models:/<name>/<version> or models:/<name>@<alias>"


@dataclass(frozen=True)
class Address:
    """An address taken apart: `name` is a run's id, a logged model's id or a registered model's name."""

    uri: str
    kind: Kind
    name: str
    version: str = ""
    """Or alias, of a registered model."""

    @classmethod
    def parse(cls, uri: str) -> Address:
        """Return what a URI names.

        Raises:
            ConfigError: it is of none of these forms.
        """
        for kind in Kind:
            if found := kind.value.fullmatch(uri):
                return cls(uri, kind, *found.groups())
        raise ConfigError(f"{uri}: names no model; must be {FORMS}")
