"""The tracker: what a modeller logs by hand in a notebook, and what every run of the pipeline is logged by.

All methods are thin: each prepares what it is given and hands it to one of three primitives of the run, which
log parameters, metrics and artifacts (`nba_props.tracking.run`). It is prepared in `artifact_builders`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nba_props.tracking import artifact_builders
from nba_props.tracking.artifacts import Content
from nba_props.tracking.lifecycle import RunLifecycle
from nba_props.tracking.run import Steps, Value

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import ArrayLike

    from nba_props.core.frames import Frame


class NBAPropsTracker(RunLifecycle):
    """Logs runs to an experiment of an MLflow store.

        tracker = NBAPropsTracker(experiment_name="Phase2_Advanced")
        with tracker.start_run("deeper trees"):
            tracker.log_params({"max_depth": 8})
            tracker.log_validation_metrics({"mae": 5.9})

    A run that is started within another is its child. A block that raises ends its run as FAILED, with the
    reason. Every call is one request to the store, for any number of values. Nothing is global: several
    trackers, in threads or processes, do not collide.
    """

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
        self.run.params(artifact_builders.feature_params(features))
        self.log_artifact("features.json", artifact_builders.plain(features))

    def log_dataset(self, frame: Frame, name: str, context: str = "training") -> None:
        """Log what data went in, by its columns, number of rows and a hash of its values; not the data."""
        self.run.dataset(artifact_builders.dataset(frame, name), context)

    def set_tags(self, tags: Mapping[str, Any]) -> None:
        """Set tags; those that are None are left out."""
        self.run.tags(tags)

    # What came out, in numbers

    def log_metrics(self, metrics: Mapping[str, Value | Steps], step: int | None = None) -> None:
        """Log metrics by their full names; what cannot be computed (None, NaN) is absent, never zero."""
        self.run.metrics(metrics, step)

    def log_training_metrics(self, metrics: Mapping[str, Value | Steps], step: int | None = None) -> None:
        """Log metrics of the training rows: `mae` becomes `train_mae`."""
        self.run.metrics(artifact_builders.prefixed("train_", metrics), step)

    def log_validation_metrics(self, metrics: Mapping[str, Value | Steps], step: int | None = None) -> None:
        """Log metrics of out-of-fold predictions: `mae` becomes `val_mae`."""
        self.run.metrics(artifact_builders.prefixed("val_", metrics), step)

    def log_betting_metrics(self, metrics: Mapping[str, Value | Steps], step: int | None = None) -> None:
        """Log metrics of bets: `roi` becomes `betting_roi`."""
        self.run.metrics(artifact_builders.prefixed("betting_", metrics), step)

    def log_segmented_metrics(self, segments: Mapping[str, Mapping[str, Mapping[str, Value]]]) -> None:
        """Log metrics by segment and value: `{"tier".

        {"stars": {"val_mae": 7.5}}}` becomes `segment/tier/stars/val_mae`.
        """
        self.run.metrics(artifact_builders.segment_metrics(segments))

    # What came out, in files

    def log_artifact(self, name: str, content: Content) -> None:
        """Keep a file by its path in the run; see `nba_props.tracking.run.Run.artifacts`."""
        self.run.artifacts({name: content})

    def log_artifacts(self, files: Mapping[str, Content]) -> None:
        """Keep any number of files at once."""
        self.run.artifacts(files)

    def log_predictions(self, predictions: Frame, name: str = "predictions") -> None:
        """Keep predictions, one row per player-game, as Parquet, of a full run as CSV too."""
        if self.run.keeps_predictions:
            self.run.keep(artifact_builders.table(predictions, f"predictions/{name}", copies=self.run.copies))

    def log_ledger(self, ledger: Frame, name: str = "ledger") -> None:
        """Keep bets, one row each, as Parquet, of a full run as CSV too."""
        self.run.artifacts(artifact_builders.table(ledger, f"bets/{name}", copies=self.run.copies))

    def log_report(self, html: str) -> None:
        """Keep the report as `report.html`."""
        self.log_artifact("report.html", html)

    def log_feature_importance(self, importance: Mapping[str, float]) -> None:
        """Keep the importance of each feature, by name, as a table and a plot."""
        self.run.artifacts({} if self.run.light else artifact_builders.importance(importance))

    def log_calibration_curve(self, p_over: ArrayLike, over: ArrayLike) -> None:
        """Keep the reliability diagram of probabilities, and its figures.

        Args:
            p_over: P(over) of each line, pushes left out: [n].
            over: whether the outcome went over: [n].
        """
        self.run.artifacts({} if self.run.light else artifact_builders.calibration_curve(p_over, over))

    def log_residuals_plot(self, y: ArrayLike, prediction: ArrayLike, stat: str = "points") -> None:
        """Keep plots of the residuals.

        Args:
            y, prediction: outcomes and predictions, in units of the stat: [n].
            stat: what is predicted, for the labels.
        """
        self.run.artifacts({} if self.run.light else artifact_builders.residuals(y, prediction, stat))

    def log_confusion_matrix(self, y: ArrayLike, line: ArrayLike, p_over: ArrayLike) -> None:
        """Keep the plot of over and under calls against what happened at each row's own line: [n] each."""
        self.run.artifacts({} if self.run.light else artifact_builders.confusion_matrix(y, line, p_over))

    def log_error_analysis(self, rows: Frame, by: str | Sequence[str]) -> pl.DataFrame:
        """Keep errors by group as `errors/by_<columns>.csv`, and return them.

        Args:
            rows: `y`, `prediction` and the columns that it is grouped by.
            by: one or several columns.

        Raises:
            DataError: a column is missing.
        """
        name, errors = artifact_builders.errors_by_group(rows, by)
        self.log_artifact(name, errors)
        return errors

    def log_model(self, model: Any, name: str = "model", example: Frame | None = None) -> str | None:  # noqa: ANN401
        """Log a fitted model as an MLflow model without pickles; its URI, None where the run is `light`.

        Args:
            model: a model bundle (`nba_props.serving.bundle.ModelBundle`), or a fitted model of XGBoost
                (kept as UBJSON), LightGBM (text) or scikit-learn (skops).
            name: of the model in the run.
            example: a few rows of its input: needed for a bundle, otherwise it gives the model its signature.

        Raises:
            TrackingError: the model is of another library, or the store refuses.
        """
        from nba_props.tracking.models import log_model

        return log_model(self.run, model, name, example)
