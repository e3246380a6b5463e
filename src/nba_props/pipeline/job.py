"""The job: one experiment that is to be run, its plain form, and the identity that it is known by.

A job is the hash of its resolved configuration, its data and the source that its figures follow from. Where,
how fast and with how much noise it runs is no part of it, so a finished job is found again from any folder
settings, and nobody pays twice for one answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from nba_props.configuration.preset import Preset
from nba_props.configuration.recorded import record
from nba_props.core.component import classes, kinds, to_plain
from nba_props.core.fingerprint import digest, source_hash, source_outside
from nba_props.experiment import Experiment
from nba_props.tracking.job_log import RunSetup

NOT_IDENTIFYING = ("paths", "threads", "force", "run_name", "tracking", "objective", "criteria")
"""Fields of the experiment that change no result; the objective does where a run was chosen by it."""

COMPUTING = (
    "availability",
    "calibration",
    "core/by_date.py",
    "core/frames.py",
    "core/logistic.py",
    "core/normal.py",
    "core/wording.py",
    "data",
    "distribution",
    "evaluation",
    "features",
    "findings",
    "ledger",
    "market.py",
    "model",
    "pipeline/betting.py",
    "pipeline/compute.py",
    "pipeline/forecast.py",
    "pipeline/line_prices.py",
    "pipeline/priced.py",
    "pipeline/market_data.py",
    "pipeline/news.py",
    "pipeline/outcome.py",
    "pipeline/prices.py",
    "pooling",
    "pricing",
    "staking",
    "validation",
)
"""The source that figures follow from: a job whose code changes elsewhere stays the same job."""


@dataclass(frozen=True)
class Job:
    """One experiment that is to be run. All else follows from the experiment, which nobody changes any more.

    `preset` is what the configuration started from, for the report. `trials` is how many runs this one was
    chosen from, itself included.
    """

    experiment: Experiment
    preset: Preset = field(default_factory=Preset)
    trials: int = 1

    @cached_property
    def config(self) -> dict[str, Any]:
        """The resolved configuration as plain data."""
        return dict(to_plain(self.experiment))

    @property
    def cache(self) -> Path:
        """The folder of cached matrices."""
        return Path(self.experiment.paths.cache)

    @cached_property
    def fingerprint(self) -> str:
        """The hash of the data.

        Raises:
            DataError: an input cannot be read.
        """
        return self.experiment.source.fingerprint(self.experiment.seed)

    @cached_property
    def id(self) -> str:
        """The hash that names the job, 24 hexadecimal digits."""
        choices = kinds(self.experiment)[1]
        chosen = {name: kind for name, kind in choices.items() if name not in NOT_IDENTIFYING}
        own = source_outside(cls for name in chosen for cls in classes(getattr(self.experiment, name)))
        config = {**self.config, "trials": self.trials, "kinds": chosen, "own": own}
        if self.trials > 1:
            config["chosen_by"] = self.experiment.objective
        return identity(config, self.fingerprint)

    def setup(self, quality: Mapping[str, Any] | None = None) -> RunSetup:
        """Return the job as its run is to show it.

        Args:
            quality: the data-quality report, where the data are read.
        """
        choices, recorded = self.experiment.choices, record(self.experiment)
        return RunSetup(self.id, choices, self.config, self.fingerprint, quality or {}, recorded)


def identity(config: Mapping[str, Any], fingerprint: str) -> str:
    """Return the hash of a configuration, of the data and of the source that computes: 24 hexadecimal digits.

    Args:
        config: plain dicts, lists and numbers, in any order of keys.
        fingerprint: the hash of the data (`DataSource.fingerprint`).
    """
    choices = {key: value for key, value in config.items() if key not in NOT_IDENTIFYING}
    return digest({"config": choices, "data": fingerprint, "code": source_hash(*COMPUTING)})
