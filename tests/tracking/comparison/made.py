"""Made-up runs and predictions."""

from __future__ import annotations

import datetime as dt
import itertools
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from nba_props.tracking.phases import known_phases
from nba_props.tracking.store import Store

N = 400
"""Rows of made-up predictions."""
NOON = dt.datetime(2025, 1, 15, 12, tzinfo=dt.UTC)
SMALL = [
    "data.seasons=1",
    "validation.first_test='2024-03-25'",
    "validation.refit_days=30",
    "validation.warmup=1",
]


def predictions(
    errors: Sequence[float], *, dates: int = 20, lines: bool = False, outcome: float = 20.0
) -> pl.DataFrame:
    """Player-games, one for each error, on `dates` dates in turn."""
    n = len(errors)
    day = [dt.date(2025, 1, 1) + dt.timedelta(days=i % dates) for i in range(n)]
    frame = pl.DataFrame({
        "game_id": [f"g{i % dates}" for i in range(n)],
        "player_id": list(range(n)),
        "date": day,
        "y": [outcome] * n,
        "warmup": [False] * n,
        "prediction": [outcome + error for error in errors],
    })  # fmt: skip
    return frame.with_columns(line=pl.lit(outcome - 0.5)) if lines else frame


@dataclass
class Shelf:
    """A store that runs are put into by hand."""

    store: Store
    _clock: itertools.count[int] = field(default_factory=itertools.count)

    def add(
        self,
        phase: str = "advanced",
        metrics: Mapping[str, float] | None = None,
        params: Mapping[str, Any] | None = None,
        *,
        tags: Mapping[str, str] | None = None,
        status: str = "FINISHED",
        name: str = "ridge · baseline · pra",
        start: dt.datetime | None = None,
        rows: pl.DataFrame | None = None,
    ) -> str:
        """Add a run, each a minute after the one before; its id."""
        from mlflow.entities import Metric, Param

        chosen = next(each for each in known_phases() if each.name == phase)
        begin = start or NOON + dt.timedelta(minutes=next(self._clock))
        at = int(begin.timestamp() * 1000)
        client = self.store.client
        info = client.create_run(
            self.store.experiment(chosen), at, {"market": "pra", **(tags or {})}, run_name=name
        ).info
        client.log_batch(
            info.run_id,
            [Metric(key, value, at, 0) for key, value in (metrics or {}).items()],
            [Param(key, str(value)) for key, value in (params or {}).items()],
        )
        if rows is not None:
            with tempfile.TemporaryDirectory() as folder:
                rows.write_parquet(Path(folder) / "predictions.parquet")
                client.log_artifacts(info.run_id, folder, "predictions")
        if status != "RUNNING":
            client.set_terminated(info.run_id, status, at + 1000)
        return str(info.run_id)


def noise(n: int, seed: int, scale: float = 5.0) -> list[float]:
    """Errors of a made-up model."""
    return list(np.random.default_rng(seed).normal(0, scale, n))


@dataclass(frozen=True)
class League:
    """A store with real runs: `ridge` and `ewma` in full, `light` the first one's job with numbers only."""

    store: Store
    ridge: str
    ewma: str
    light: str


def with_probabilities(seed: int, sharp: float) -> pl.DataFrame:
    """Probabilities that lean `sharp` of the way to what happened; a tenth of the rows ends on the line."""
    rng = np.random.default_rng(3)
    over, push = rng.random(N) < 0.5, rng.random(N) < 0.1
    p = 0.5 + sharp * np.where(over, 0.5, -0.5) * rng.random(N)
    rows = predictions(noise(N, seed)).with_columns(
        y=pl.Series(np.where(push, 20.0, np.where(over, 25.0, 15.0)))
    )
    return rows.with_columns(line=pl.lit(20.0), p_over=pl.Series(0.9 * p), p_push=pl.lit(0.1))
