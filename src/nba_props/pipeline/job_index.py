"""What a job is, and which jobs are finished.

A job is the hash of its resolved configuration, its data and the code of the stages. Where, how fast and with
how much noise it runs is no part of it, so a finished job is found again from any folder settings, and nobody
pays twice for one answer.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from nba_props.core import atomic
from nba_props.core.fingerprint import digest, source_hash
from nba_props.tracking.uri import resolve_uri

log = logging.getLogger(__name__)

NO_PART = ("paths", "threads", "force", "run_name", "tracking", "objective", "criteria", "hydra")
"""Top-level keys of the configuration that change no result."""

COMPUTING = (
    "availability",
    "calibration",
    "core/rules.py",
    "data",
    "distribution",
    "evaluation",
    "features",
    "findings",
    "ledger",
    "market.py",
    "model",
    "pipeline/betting.py",
    "pipeline/forecast.py",
    "pipeline/outcome.py",
    "pipeline/compute.py",
    "pipeline/run.py",
    "pricing",
    "staking",
    "validation",
)
"""The source that figures follow from: a job whose code changes elsewhere stays the same job."""


def identity(config: Mapping[str, Any], fingerprint: str) -> str:
    """The hash that names a job, 24 hexadecimal digits.

    Args:
        config: the resolved configuration as plain dicts, lists and numbers, in any order of keys.
        fingerprint: the hash of the data (`DataSource.fingerprint`).
    """
    choices = {key: value for key, value in config.items() if key not in NO_PART}
    return digest({"config": choices, "data": fingerprint, "code": source_hash(*COMPUTING)})


@dataclass(frozen=True)
class FinishedJob:
    """A job whose run is FINISHED: which run holds it, in which store, and what came out."""

    job: str
    run_id: str
    tracking_uri: str
    folder: str
    metrics: dict[str, float]
    findings: list[Any] = field(default_factory=list)
    light: bool = False
    """Whether its run kept numbers only."""
    finished: str = field(default_factory=lambda: dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))


def record(outputs: Path, job: FinishedJob) -> Path:
    """Enter a job into the index, `<outputs>/jobs/<job>.json`; only after its run has ended FINISHED."""
    path = _entry(outputs, job.job)
    atomic.write_bytes(path, json.dumps(asdict(job), indent=1).encode())
    return path


def find(outputs: Path, job: str, uri: str, run_name: str | None = None) -> FinishedJob | None:
    """The finished job of this name, if the store now configured still holds its run as FINISHED.

    A run that was deleted or has another name than the one asked for, or a store other than the one that the
    index names, means that the job is to be run. The store is asked only where the index has an entry.

    Raises:
        TrackingError: the store cannot be asked.
    """
    found = _load(_entry(outputs, job))
    if found is None or found.tracking_uri != resolve_uri(uri):
        return None
    from nba_props.tracking.store import open_store

    run = open_store(uri).info(found.run_id)
    if run is None or run.status != "FINISHED" or run_name not in (None, run.run_name):
        return None
    return found


def _entry(outputs: Path, job: str) -> Path:
    return outputs / "jobs" / f"{job}.json"


def _load(path: Path) -> FinishedJob | None:
    try:
        found = FinishedJob(**json.loads(path.read_bytes()))
        if found.job != path.stem or not isinstance(found.run_id, str):
            raise ValueError("it names another job")
    except FileNotFoundError:
        return None
    except (OSError, TypeError, ValueError) as error:
        log.warning("%s cannot be used, so the job counts as not finished: %s", path, error)
        return None
    return found
