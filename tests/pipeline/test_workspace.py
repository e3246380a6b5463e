"""What jobs that share a process share."""

from __future__ import annotations

import types
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from nba_props.configuration.compose import load
from nba_props.core import memo
from nba_props.core.timing import StageTimer
from nba_props.experiment import Experiment
from nba_props.features.matrix import Matrix
from nba_props.pipeline import workspace
from nba_props.pipeline.workspace import CachedWorkspace

CELL = """
from nba_props.model.ridge import Ridge
class Mine(Ridge):
    def own(self): return {n}
"""


def with_typed(experiment: Experiment, n: int) -> Experiment:
    module = types.ModuleType("a_cell")
    exec(compile(CELL.format(n=n), "a cell", "exec"), module.__dict__)
    return replace(experiment, model=module.__dict__["Mine"]())


def test_predictions_are_shared_by_jobs_of_the_same_code_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, walked = ["as it is"], 0
    monkeypatch.setattr(memo, "_kept", {})
    monkeypatch.setattr(workspace, "source_hash", lambda *_: source[-1])
    shares = CachedWorkspace(tmp_path, "", StageTimer(), shares_predictions=True)
    matrix, experiment = Matrix(pl.DataFrame(), pl.DataFrame(), "a key"), load([])

    def walk() -> Any:
        nonlocal walked
        walked += 1
        return walked

    def told(n: int, **changes: Any) -> Any:
        return shares.predictions(replace(with_typed(experiment, n), **changes), matrix, walk)

    assert [told(1), told(1), told(1, threads=1)] == [1, 1, 1]
    assert [told(2), told(2), told(2, seed=experiment.seed + 1)] == [2, 2, 3]
    source.append("edited")
    assert told(2, seed=experiment.seed + 1) == 4
