"""What a job leaves in its run: what it was asked, when it starts, and what came out, when it is done."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from nba_props.core import atomic
from nba_props.core.settings import flatten, settings
from nba_props.tracking import artifact_builders, environment
from nba_props.tracking.artifacts import Content, Figure
from nba_props.tracking.run import Value
from nba_props.tracking.tracker import NBAPropsTracker

RESULT = "result.json"
RECORD = "experiment.json"
"""The artifact that the experiment can be made from again."""


@dataclass(frozen=True)
class RunSetup:
    """What a job was asked: its hash, the chosen option of each group, the configuration and the data.

    `choices` holds at least `phase`, `market`, `features` and `model`; `quality` is the data-quality report.
    `record` is what the experiment can be made from again (`nba_props.configuration.recorded`).
    """

    job: str
    choices: Mapping[str, str]
    config: Mapping[str, Any]
    fingerprint: str
    quality: Mapping[str, Any] = field(default_factory=dict)
    record: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The run's name: what `run_name=` says, otherwise what the job is."""
        return str(self.config.get("run_name") or self.title)

    @property
    def title(self) -> str:
        """What the job is, such as `lightgbm · advanced · pra`."""
        return " · ".join(self.choices[group] for group in ("model", "features", "market"))

    def tags(self) -> dict[str, str | None]:
        """Return the tags that runs are found by, those of the environment included."""
        choices = self.choices
        return environment.tags() | {
            "job": self.job,
            "data_fingerprint": self.fingerprint,
            "model_type": choices["model"],
            "phase": choices["phase"],
            "market": choices["market"],
            "feature_set": choices["features"],
            "lineup": choices.get("availability", "none"),
            "prices": choices.get("prices", "none"),
            "calibration": choices.get("calibration", "none"),
            "distribution": choices.get("distribution"),
        }

    def settings(self) -> dict[str, Any]:
        """Chosen options and the configuration by dotted names."""
        return settings(self.config, self.choices)

    def params(self) -> dict[str, Any]:
        """Return the settings, and the model's own parameters by bare names too."""
        own = self.config.get("model")
        bare = {k: v for k, v in own.items() if k not in self.config} if isinstance(own, Mapping) else {}
        return {**flatten(bare), **self.settings()}


@dataclass(frozen=True)
class RunResult:
    """What came out of a job.

    `metrics` are numbers by name, None or NaN where they cannot be computed. `folds` has a row per fold:
    `fold`, `warmup` and numbers. `importance` is the share of each feature by name, `ledger` the bets,
    `report` the HTML, `files` whatever else is kept, by path. `findings` are plain data, `tags` say them
    again. `tested` holds the first and the last test date.
    """

    metrics: Mapping[str, Value]
    folds: pl.DataFrame
    predictions: pl.DataFrame
    importance: Mapping[str, float] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    ledger: pl.DataFrame | None = None
    report: str | None = None
    files: Mapping[str, Content] = field(default_factory=dict)
    findings: list[Any] = field(default_factory=list)
    tags: Mapping[str, str] = field(default_factory=dict)
    tested: tuple[dt.date, dt.date] | None = None


def log_setup(tracker: NBAPropsTracker, setup: RunSetup) -> None:
    """Log what a job was asked; at its start, so that a run that fails can be read too."""
    tracker.log_params(setup.params())
    tracker.log_artifacts(
        {
            "config.yaml": setup.config,
            "data/quality.json": setup.quality,
            "data/fingerprint.txt": setup.fingerprint,
            "environment.json": environment.describe(),
            **({RECORD: setup.record} if setup.record else {}),
        }
    )
    if not tracker.run.light:
        name = setup.choices.get("data", "data")
        tracker.run.dataset(
            artifact_builders.described_dataset(name, setup.fingerprint, None, {}), "training"
        )


def log_result(tracker: NBAPropsTracker, setup: RunSetup, result: RunResult, folder: Path) -> Path:
    """Log what came out, and write `result.json` into the output folder last; its path.

    Raises:
        TrackingError: the store refuses.
    """
    tracker.log_metrics({**result.metrics, **fold_metrics(result.folds)})
    tracker.set_tags({**result.tags, **_period(result.tested)})
    tracker.log_predictions(result.predictions)
    if result.importance:
        tracker.log_feature_importance(result.importance)
    if result.ledger is not None:
        tracker.log_ledger(result.ledger)
    if result.report is not None:
        tracker.log_report(result.report)
    summary = {
        "run_id": tracker.run.id,
        "job": setup.job,
        "tested": None if result.tested is None else [str(date) for date in result.tested],
        "metrics": known(result.metrics),
        "findings": result.findings,
    }
    plots = {f"plots/{name}.png": figure for name, figure in result.figures.items()}
    tracker.log_artifacts({"folds.csv": result.folds, **plots, **result.files, RESULT: summary})
    path = folder / RESULT
    atomic.write_bytes(path, json.dumps(summary, indent=1, default=str, ensure_ascii=False).encode())
    return path


def _period(tested: tuple[dt.date, dt.date] | None) -> dict[str, str]:
    return {} if tested is None else dict(zip(("test_from", "test_to"), map(str, tested), strict=True))


def known(metrics: Mapping[str, Value]) -> dict[str, float]:
    """Return the metrics that have a finite value."""
    return {
        name: float(value) for name, value in metrics.items() if value is not None and math.isfinite(value)
    }


def fold_metrics(folds: pl.DataFrame) -> dict[str, dict[int, float | None]]:
    """Numbers of each test fold as metrics by step: `fold_mae`, `fold_bias` …; warm-up enters none."""
    tested = folds.filter(~pl.col("warmup")) if "warmup" in folds.columns else folds
    numeric = [name for name, kind in tested.schema.items() if kind.is_numeric() and name != "fold"]
    steps = tested["fold"].to_list()
    return {f"fold_{name}": dict(zip(steps, tested[name].to_list(), strict=True)) for name in numeric}
