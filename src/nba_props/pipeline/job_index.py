"""The index of finished jobs: which run holds each, in which store, and what came out."""

from __future__ import annotations

import datetime as dt
import json
import logging
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nba_props.core import atomic
from nba_props.core.uri import resolve_uri
from nba_props.evaluation import objectives
from nba_props.findings.render import to_dicts
from nba_props.pipeline.result import Result
from nba_props.report.terminal import summary_of
from nba_props.store import Artifacts

if TYPE_CHECKING:
    from nba_props.pipeline.job import Job
    from nba_props.pipeline.outcome import Outcome

log = logging.getLogger(__name__)


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
    """Whether its run kept no more than numbers and predictions."""
    artifacts: str = ""
    """How much its run kept, a value of `nba_props.store.Artifacts`; empty where that is not known."""
    summary: dict[str, Any] | None = None
    """What its run ended with on the terminal (`nba_props.report.summary.Summary`), where that is known."""
    finished: str = field(default_factory=lambda: dt.datetime.now(dt.UTC).isoformat(timespec="seconds"))

    def has_kept(self, wanted: Artifacts) -> bool:
        """Whether its run kept what a run of another artifact level would keep; CSV copies do not count."""
        if wanted is Artifacts.light or not self.light:
            return True
        return wanted is Artifacts.predictions and self.artifacts == wanted.value

    @property
    def result(self) -> Result:
        """What its run handed back."""
        return Result(self.job, self.run_id, self.metrics, Path(self.folder))


def record(job: Job, result: Result, outcome: Outcome) -> None:
    """Enter a finished job into the index, so that it is not run again."""
    tracking = job.experiment.tracking
    done = FinishedJob(
        result.job,
        result.run_id,
        resolve_uri(tracking.uri),
        str(result.output.resolve()),
        result.metrics,
        findings=to_dicts(outcome.findings),
        light=tracking.artifacts.is_light,
        artifacts=tracking.artifacts.value,
        summary=asdict(summary_of(outcome)),
    )
    write(Path(job.experiment.paths.outputs), done)


def find_finished(job: Job, *, any_name: bool = False) -> FinishedJob | None:
    """Return the same job if an earlier run has finished it, unless `force` asks for another.

    No answer is a run that lacks a metric of the objective, or that kept less than is asked for.

    Args:
        job: what is to be run.
        any_name: take a run under another name than `run_name` asks for too.

    Raises:
        TrackingError: the store cannot be asked.
    """
    experiment = job.experiment
    if experiment.force:
        return None
    name = None if any_name else experiment.run_name
    done = find(Path(experiment.paths.outputs), job.id, experiment.tracking.uri, name)
    if done is None or not objectives.are_known(experiment.objective, done.metrics):
        return None
    wanted = experiment.tracking.artifacts
    if not done.has_kept(wanted):
        what = "this job is finished (%s), but its run kept less than tracking.artifacts=%s; it is run again"
        log.info(what, done.finished, wanted.value)
        return None
    log.info("this job is finished already (%s); force=true runs it again", done.finished)
    return done


def write(outputs: Path, job: FinishedJob) -> Path:
    """Write an entry, `<outputs>/jobs/<job>.json`; only after its run has ended FINISHED."""
    path = _entry(outputs, job.job)
    atomic.write_bytes(path, json.dumps(asdict(job), indent=1).encode())
    return path


def find(outputs: Path, job: str, uri: str, run_name: str | None = None) -> FinishedJob | None:
    """Return the finished job of this name, if the store now configured still holds its run as FINISHED.

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
