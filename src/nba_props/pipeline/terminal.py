"""The observer that shows a run on the terminal."""

from __future__ import annotations

import logging

from nba_props.core.console import plain_console
from nba_props.core.timing import StageTimer
from nba_props.core.uri import ui_command
from nba_props.data.dataset import Dataset
from nba_props.findings.base import Finding
from nba_props.findings.render import from_dicts
from nba_props.pipeline.job import Job
from nba_props.pipeline.job_index import FinishedJob
from nba_props.pipeline.observer import RunObserver
from nba_props.pipeline.outcome import Outcome
from nba_props.pipeline.result import REPORT, Result
from nba_props.report import terminal
from nba_props.report.summary import Summary

log = logging.getLogger(__name__)


class TerminalObserver(RunObserver):
    """Shows the quality of the data, the figures and findings at the end, and where the results are."""

    def found(self, job: Job, finished: FinishedJob) -> None:
        """Show what the earlier run ended with, as far as it is known, and where its results are."""
        terminal.show(plain_console(), *kept(finished))
        _show_places(job, finished.result)

    def loaded(self, job: Job, tables: Dataset) -> None:  # noqa: ARG002
        """Show what was dropped or looks wrong in the data."""
        if tables.quality.steps:
            plain_console().print(tables.quality.render())

    def ended(self, job: Job, result: Result, outcome: Outcome, timer: StageTimer) -> None:
        """Show figures and findings, where the time went, and where the results are."""
        terminal.show(plain_console(), terminal.summary_of(outcome), outcome.findings)
        log.info("time: %s", timer.summary())
        _show_places(job, result)


def kept(finished: FinishedJob) -> tuple[Summary | None, list[Finding]]:
    """Return what is known of the end of an earlier run; nothing where the index does not hold it whole."""
    try:
        summary = None if finished.summary is None else Summary.from_dict(finished.summary)
        return summary, from_dicts(finished.findings)
    except (AttributeError, KeyError, TypeError, ValueError):
        return None, []


def _show_places(job: Job, result: Result) -> None:
    """Log where the results are, and how to open them."""
    log.info("run:    %s in %s", result.run_id, job.experiment.phase.experiment_name)
    if result.output.is_dir():
        log.info("files:  %s", result.output)
    if (result.output / REPORT).is_file():
        log.info("report: %s", result.output / REPORT)
    log.info("open:   %s", ui_command(job.experiment.tracking.uri))
