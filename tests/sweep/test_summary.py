"""The best job of a multirun, where its jobs can be compared."""

from __future__ import annotations

import pytest
from mlflow.entities import Run

from nba_props.sweep.multirun_table import jobs_table
from nba_props.sweep.summary import Best, best_child, markets
from tests.sweep.test_multirun_table import job


def run(number: int, market: str, val_mae: float, rows: float = 90.0, status: str = "FINISHED") -> Run:
    made = job(number, status, val_mae=val_mae, n_predictions=rows)
    made.data.tags["market"] = market
    return made


def test_the_best_job_has_the_lowest_error() -> None:
    jobs = [run(1, "points", 4.4), run(2, "points", 4.3), run(3, "points", 1.0, status="FAILED")]
    assert best_child(jobs, "val_mae") == Best("2" * 32, 4.3)
    assert markets(jobs) == "points"
    assert list(jobs_table(jobs, [], [], "val_mae").notes) == []


@pytest.mark.parametrize(
    ("other", "what"), [(run(2, "steals", 0.6), "market"), (run(2, "points", 0.6, 80.0), "player-games")]
)
def test_jobs_on_different_rows_have_no_best_and_the_table_says_so(other: Run, what: str) -> None:
    jobs = [run(1, "points", 4.4), other]
    assert best_child(jobs, "val_mae") is None
    (note,) = jobs_table(jobs, [], [], "val_mae").notes
    assert note.startswith(f"These runs differ in {what}: ")


def test_the_market_of_a_multirun_is_that_of_its_jobs() -> None:
    assert markets([run(1, "points", 4.4), run(2, "steals", 0.6), run(3, "points", 4.5)]) == "points, steals"
    assert markets([]) is None
