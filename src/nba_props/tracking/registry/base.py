"""What the registry speaks of: names, versions, and how it refuses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from nba_props.criteria.judge import Judgement
from nba_props.errors import NBAPropsError

PREFIX = "nba_props_"
"""Registered models are named `nba_props_<market>`."""

PRODUCTION, STAGING, PREVIOUS = "production", "staging", "previous"
TARGETS = (STAGING, PRODUCTION)
"""The aliases that a version can be promoted to; `previous` is what was in production before."""

ARCHIVED = "archived"
"""The tag of a version that is out of use; its value says why."""

LOGGED_MODEL = "logged_model"
"""The tag of a version that names the MLflow model it was made from."""

NOT_IN_NAMES = ":/"
"""What MLflow takes in no name of a registered model."""
NO_MODEL = "has logged no model; it takes tracking.artifacts=standard or full"
NOTHING = "nothing is registered yet; see: nba-props registry register --help"


class RegistryError(NBAPropsError):
    """A model, version or alias that is not there, or a change that cannot be made to it."""


class GateError(RegistryError):
    """A version does not keep to the criteria; `verdict` says where."""

    def __init__(self, model: str, version: str, verdict: Judgement) -> None:
        self.verdict = verdict
        lines = [f"{check.what}: {check.reason} (must be {check.rule})" for check in verdict.failed]
        head = f"{model} version {version} does not pass criteria={verdict.criteria}"
        super().__init__("\n".join([head, *lines]))


@dataclass(frozen=True)
class Version:
    """One version of a registered model. `aliases` point at it; `archived` is the reason, if it is."""

    model: str
    version: str
    run_id: str
    status: str
    created: dt.datetime
    source: str
    description: str = ""
    aliases: tuple[str, ...] = ()
    archived: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """A registered model: its aliases, and its newest version."""

    model: str
    market: str
    aliases: Mapping[str, str]
    latest: str | None
    updated: dt.datetime


@dataclass(frozen=True)
class ModelInfo:
    """A registered model with its versions, newest first."""

    model: Model
    versions: tuple[Version, ...]


def full_name(model: str) -> str:
    """Return the registered name of a market's model; a full name stays as it is."""
    return model if model.startswith(PREFIX) else f"{PREFIX}{model}"


def market_of(model: str) -> str:
    """Return the market of a registered model."""
    return full_name(model).removeprefix(PREFIX)


def moment(milliseconds: int | None) -> dt.datetime:
    """Return a moment of MLflow's, in UTC."""
    return dt.datetime.fromtimestamp((milliseconds or 0) / 1000, dt.UTC)
