"""The observer that shows a run on the terminal."""

from __future__ import annotations

import logging

from nba_props.core.console import plain_console
from nba_props.core.timing import StageTimer
from nba_props.core.uri import ui_command
from nba_props.data.dataset import Dataset
from nba_props.pipeline.job import Job
from nba_props.pipeline.observer import RunObserver
from nba_props.pipeline.outcome import Outcome
from nba_props.pipeline.result import REPORT, Result
from nba_props.report import terminal

log = logging.getLogger(__name__)


class TerminalObserver(RunObserver):
    """Shows the quality of the data, the figures and findings at the end, and where the results are."""

    def found(self, job: Job, result: Result) -> None:
        """Show where the results of the earlier run are."""
        _show_places(job, result)

    def loaded(self, job: Job, tables: Dataset) -> None:  # noqa: ARG002
        """Show what was dropped or looks wrong in the data."""
        if tables.quality.steps:
            plain_console().print(tables.quality.render())

    def ended(self, job: Job, result: Result, outcome: Outcome, timer: StageTimer) -> None:
        """Show figures and findings, where the time went, and where the results are."""
        terminal.show(plain_console(), outcome)
        log.info("time: %s", timer.summary())
        _show_places(job, result)


def _show_places(job: Job, result: Result) -> None:
    """Log where the results are, and how to open them."""
    log.info("run:    %s in %s", result.run_id, job.experiment.phase.experiment_name)
    log.info("files:  %s", result.output)
    if (result.output / REPORT).is_file():
        log.info("report: %s", result.output / REPORT)
    log.info("open:   %s", ui_command(job.experiment.tracking.uri))
