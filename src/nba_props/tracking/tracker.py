"""The tracker: what a modeller logs by hand in a notebook, and what every run of the pipeline is logged by.

All methods are thin: each prepares what it is given and hands it to one of three primitives of the run, which
log parameters, metrics and artifacts (`nba_props.tracking.run`). What is prepared lives in `contents`.
"""

from __future__ import annotations

import atexit
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from nba_props.errors import TrackingError
from nba_props.tracking import contents
from nba_props.tracking.artifacts import Content
from nba_props.tracking.autologging import Autologging
from nba_props.tracking.base import Artifacts, Tracking
from nba_props.tracking.phases import phase_called
from nba_props.tracking.run import Run, Steps, Value, open_run
from nba_props.tracking.uri import default_uri

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import ArrayLike

    from nba_props.phase import Phase
    from nba_props.tracking.contents import Frame

PARENT = "mlflow.parentRunId"
STATUSES = ("FINISHED", "FAILED", "KILLED")


@dataclass
class _Open:
    """A run that is going on, and the context that ends it."""

    run: Run
    context: AbstractContextManager[Run]


class NBAPropsTracker:
    """Logs runs to an experiment of an MLflow store.

        tracker = NBAPropsTracker(experiment_name="Phase2_Advanced")
        with tracker.start_run("deeper trees"):
            tracker.log_params({"max_depth": 8})
            tracker.log_validation_metrics({"mae": 5.9})

    A run that is started within another is its child. A block that raises ends its run as FAILED, with the
    reason. Every call is one request to the store, for any number of values. Nothing is global: several
    trackers, in threads or processes, do not collide.
    """

    def __init__(
        self,
        experiment_name: str = "Phase1_Foundation",
        tracking_uri: str | None = None,
        *,
        artifacts: str = "full",
        output: Path | None = None,
    ) -> None:
        """Choose the experiment and the store; neither is touched before a run starts.

        Args:
            experiment_name: made if it is not there; those of the four phases get their descriptions.
            tracking_uri: as MLflow has them; by default `MLFLOW_TRACKING_URI` if that is set, otherwise
                `outputs/mlflow.db` in the current folder.
            artifacts: `full`, or `light` for runs that keep numbers only.
            output: a folder in which runs are kept where the server fails in the middle of one, for
                `nba-props tracking sync`.

        Raises:
            ConfigError: the URI cannot be used.
            ValueError: `artifacts` is neither.
        """
        tracking = Tracking(uri=tracking_uri or default_uri(), artifacts=Artifacts(artifacts))
        self._set_up(tracking, phase_called(experiment_name), output)

    @classmethod
    def of(cls, tracking: Tracking, phase: Phase, output: Path | None = None) -> NBAPropsTracker:
        """The tracker of a configured store and phase."""
        tracker = cls.__new__(cls)
        tracker._set_up(tracking, phase, output)
        return tracker

    def _set_up(self, tracking: Tracking, phase: Phase, output: Path | None) -> None:
        self._tracking = tracking
        self._phase = phase
        self._output = output
        self._open: list[_Open] = []
        self._entered: list[Run] = []
        self._autologging = Autologging()

    @property
    def experiment_name(self) -> str:
        """The experiment that runs are logged to."""
        return self._phase.experiment_name

    @property
    def run(self) -> Run:
        """The innermost run that is going on.

        Raises:
            TrackingError: there is none.
        """
        if not self._open:
            raise TrackingError("no run is going on; call start_run first")
        return self._open[-1].run

    def start_run(
        self,
        run_name: str | None = None,
        tags: Mapping[str, Any] | None = None,
        description: str | None = None,
    ) -> NBAPropsTracker:
        """Start a run, a child of the one that is going on if there is one.

        Use it in a `with` statement, or end it by `end_run`; a process that ends before that leaves the run
        as KILLED.

        Raises:
            TrackingError: the store cannot be used.
        """
        parent = {PARENT: self._open[-1].run.id} if self._open else {}
        context = open_run(
            self._tracking,
            self._phase,
            run_name,
            {**(tags or {}), **parent},
            description,
            output=self._output,
        )
        self._open.append(_Open(context.__enter__(), context))
        if len(self._open) == 1:
            atexit.register(self._abandon)
        self._autologging.share(self.run)
        return self

    def end_run(self, status: str = "FINISHED") -> None:
        """End the innermost run.

        Args:
            status: `FINISHED`, `FAILED` or `KILLED`.

        Raises:
            TrackingError: no run is going on, the status is another, or the store refuses.
        """
        if status not in STATUSES:
            raise TrackingError(f"status={status}: must be one of {', '.join(STATUSES)}")
        run = self.run
        self._autologging.unshare(run)
        try:
            run.end(status)
        finally:
            self._close(None)

    def __enter__(self) -> NBAPropsTracker:
        self._entered.append(self.run)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        """End the run that the block began with, and those that were started in it and are still going on."""
        entered = self._entered.pop()
        while any(each.run is entered for each in self._open):
            self._close(error)

    def _close(self, error: BaseException | None) -> None:
        """Leave the context of the innermost run, which ends it unless that has been done."""
        self._autologging.unshare(self.run)
        opened = self._open.pop()
        if self._open:
            self._autologging.share(self.run)
        else:
            atexit.unregister(self._abandon)
        kind = None if error is None else type(error)
        trace = None if error is None else error.__traceback__
        opened.context.__exit__(kind, error, trace)

    def _abandon(self) -> None:
        while self._open:
            self.end_run("KILLED")

    # What was asked

    def log_params(self, params: Mapping[str, Any]) -> None:
        """Log parameters; nested ones get dotted names."""
        self.run.params(params)

    def log_training_config(self, config: Mapping[str, Any]) -> None:
        """Log a whole configuration: as parameters, and as `config.yaml`."""
        self.run.params(config)
        self.log_artifact("config.yaml", config)

    def log_feature_config(self, features: Mapping[str, Any] | Sequence[str]) -> None:
        """Log which features there are: a configuration by name, or a list of names, as `features.json`."""
        self.run.params(contents.feature_params(features))
        self.log_artifact("features.json", contents.plain(features))

    def log_dataset(self, frame: Frame, name: str, context: str = "training") -> None:
        """Log what data went in, by its columns, number of rows and a hash of its values; not the data."""
        self.run.dataset(contents.dataset(frame, name), context)

    def set_tags(self, tags: Mapping[str, Any]) -> None:
        """Set tags; those that are None are left out."""
        self.run.tags(tags)

    # What came out, in numbers

    def log_metrics(self, metrics: Mapping[str, Value | Steps], step: int | None = None) -> None:
        """Log metrics by their full names; what cannot be computed (None, NaN) is absent, never zero."""
        self.run.metrics(metrics, step)

    def log_training_metrics(self, metrics: Mapping[str, Value | Steps], step: int | None = None) -> None:
        """Log metrics of the training rows: `mae` becomes `train_mae`."""
        self.run.metrics(contents.prefixed("train_", metrics), step)

    def log_validation_metrics(self, metrics: Mapping[str, Value | Steps], step: int | None = None) -> None:
        """Log metrics of out-of-fold predictions: `mae` becomes `val_mae`."""
        self.run.metrics(contents.prefixed("val_", metrics), step)

    def log_betting_metrics(self, metrics: Mapping[str, Value | Steps], step: int | None = None) -> None:
        """Log metrics of bets: `roi` becomes `betting_roi`."""
        self.run.metrics(contents.prefixed("betting_", metrics), step)

    def log_segmented_metrics(self, segments: Mapping[str, Mapping[str, Mapping[str, Value]]]) -> None:
        """Log metrics by segment and value: `{"tier": {"stars": {"val_mae": 7.5}}}` becomes
        `segment/tier/stars/val_mae`.
        """
        self.run.metrics(contents.segment_metrics(segments))

    # What came out, in files

    def log_artifact(self, name: str, content: Content) -> None:
        """Keep a file by its path in the run; see `nba_props.tracking.run.Run.artifacts`."""
        self.run.artifacts({name: content})

    def log_artifacts(self, files: Mapping[str, Content]) -> None:
        """Keep any number of files at once."""
        self.run.artifacts(files)

    def log_predictions(self, predictions: Frame, name: str = "predictions") -> None:
        """Keep predictions, one row per player-game, as Parquet and CSV."""
        self.run.artifacts(contents.table(predictions, f"predictions/{name}"))

    def log_ledger(self, ledger: Frame, name: str = "ledger") -> None:
        """Keep bets, one row each, as Parquet and CSV."""
        self.run.artifacts(contents.table(ledger, f"bets/{name}"))

    def log_report(self, html: str) -> None:
        """Keep the report as `report.html`."""
        self.log_artifact("report.html", html)

    def log_feature_importance(self, importance: Mapping[str, float]) -> None:
        """Keep the importance of each feature, by name, as a table and a plot."""
        self.run.artifacts({} if self.run.light else contents.importance(importance))

    def log_calibration_curve(self, p_over: ArrayLike, over: ArrayLike) -> None:
        """Keep the reliability diagram of probabilities, and its figures.

        Args:
            p_over: P(over) of each line, pushes left out: [n].
            over: whether the outcome went over: [n].
        """
        self.run.artifacts({} if self.run.light else contents.calibration_curve(p_over, over))

    def log_residuals_plot(self, y: ArrayLike, prediction: ArrayLike, stat: str = "points") -> None:
        """Keep plots of the residuals.

        Args:
            y, prediction: outcomes and predictions, in units of the stat: [n].
            stat: what is predicted, for the labels.
        """
        self.run.artifacts({} if self.run.light else contents.residuals(y, prediction, stat))

    def log_confusion_matrix(self, y: ArrayLike, line: ArrayLike, p_over: ArrayLike) -> None:
        """Keep the plot of over and under calls against what happened at each row's own line: [n] each."""
        self.run.artifacts({} if self.run.light else contents.confusion_matrix(y, line, p_over))

    def log_error_analysis(self, rows: Frame, by: str | Sequence[str]) -> pl.DataFrame:
        """Keep errors by group as `errors/by_<columns>.csv`, and return them.

        Args:
            rows: `y`, `prediction` and the columns that it is grouped by.
            by: one or several columns.

        Raises:
            DataError: a column is missing.
        """
        name, errors = contents.errors_by_group(rows, by)
        self.log_artifact(name, errors)
        return errors

    def log_model(self, model: Any, name: str = "model", example: Frame | None = None) -> str | None:  # noqa: ANN401
        """Log a fitted model as an MLflow model without pickles; its URI, None where the run is `light`.

        Args:
            model: the pieces of a fold (`nba_props.serving.pieces.Pieces`), or a fitted model of XGBoost
                (kept as UBJSON), LightGBM (text) or scikit-learn (skops).
            name: of the model in the run.
            example: a few rows of its input: needed for pieces, otherwise it gives the model its signature.

        Raises:
            TrackingError: the model is of another library, or the store refuses.
        """
        from nba_props.tracking.models import log_model

        return log_model(self.run, model, name, example)

    # MLflow's own logging

    def enable_autologging(self, flavour: str) -> None:
        """Let MLflow log what a library fits from now on, within this tracker's runs that are not `light`.

        MLflow logs to one run at a time in each process: several trackers may do this one after the other.

        Args:
            flavour: `xgboost`, `lightgbm` or `sklearn`.

        Raises:
            TrackingError: there is no such flavour.
        """
        self._autologging.add(flavour)
        if self._open:
            self._autologging.share(self.run)
