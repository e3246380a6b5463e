"""Who watches a run. The run knows nobody: whoever wants to hear of it overrides what it wants to hear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from nba_props.evaluation.scope import RunScope

if TYPE_CHECKING:
    from nba_props.core.timing import StageTimer
    from nba_props.data.dataset import Dataset
    from nba_props.pipeline.job import Job
    from nba_props.pipeline.job_index import FinishedJob
    from nba_props.pipeline.outcome import Outcome
    from nba_props.pipeline.result import Result
    from nba_props.validation.predictions import FoldResult


class RunObserver:
    """Hears nothing and asks for a whole run: the null object, and the base of all observers."""

    scope: RunScope = RunScope.FULL
    """How much of the run is computed."""
    tags: Mapping[str, str] = {}
    """Tags of the run, beside its own."""
    accepts_any_name: bool = False
    """Whether a finished run of the same job is an answer under another name than the job asks for."""
    shares_predictions: bool = False
    """Whether the last predictions of the process may be taken again, of whose folds nobody hears then."""

    def found(self, job: Job, finished: FinishedJob) -> None:
        """Hear that the job was finished already; nothing is computed."""

    def loaded(self, job: Job, tables: Dataset) -> None:
        """Hear that the data are there; the run has not begun."""

    def started(self, run_id: str) -> None:
        """Hear that the run has begun."""

    def fold(self, result: FoldResult) -> None:
        """Hear of a fold that was fitted and predicted; an exception ends the run."""

    def published(self, result: Result) -> None:
        """Hear that all is logged; the run is FINISHED when this returns, and FAILED when it raises."""

    def ended(self, job: Job, result: Result, outcome: Outcome, timer: StageTimer) -> None:
        """Hear that the run is FINISHED."""
