"""The jobs of a multirun side by side."""

from __future__ import annotations

import logging

import pytest
from mlflow.entities import Metric, Param, Run, RunData, RunInfo, RunTag

from nba_props.sweep.multirun_table import jobs_table
from nba_props.sweep.trial_context import as_word, hide_places
from nba_props.tracking.store import DUPLICATE_OF


def job(number: int, status: str = "FINISHED", verdict: str | None = None, **values: str | float) -> Run:
    info = RunInfo(
        run_id=f"{number}" * 32, experiment_id="1", user_id="", status=status, start_time=0, end_time=1,
        lifecycle_stage="active",
    )  # fmt: skip
    numbers = [Metric(k, v, 0, 0) for k, v in values.items() if isinstance(v, float)]
    words = [Param(k, v) for k, v in values.items() if isinstance(v, str)]
    return Run(info, RunData(numbers, words, [] if verdict is None else [RunTag("verdict", verdict)]))


def test_what_differs_comes_first_and_a_job_without_an_answer_says_so() -> None:
    jobs = [
        job(1, verdict="No edge is shown.", model="ridge", market="pra", val_mae=5.25, log_loss=0.6931),
        job(2, "FAILED", model="ewma", market="pra"),
    ]
    table = jobs_table(jobs, ["+model"], ["market"], "val_mae")
    assert table.columns == ("model", "val_mae", "log_loss", "verdict", "run")
    assert table.rows == [
        ("ridge", "5.250", "0.6931", "No edge is shown.", "11111111"),
        ("ewma", "–", "–", "FAILED", "22222222"),  # noqa: RUF001 - a dash
    ]


def test_a_job_that_had_run_before_is_shown_by_the_run_that_kept_its_predictions() -> None:
    again = job(1, model="ridge", val_mae=5.25)
    again.data.tags[DUPLICATE_OF] = "9" * 32
    assert [row[-1] for row in jobs_table([again], [], [], "val_mae").rows] == ["99999999"]


def test_options_that_differ_without_being_swept_themselves_are_shown_too() -> None:
    jobs = [job(1, model="ridge", phase="a"), job(2, model="ewma", phase="a")]
    table = jobs_table(jobs, ["experiment"], ["phase", "model"], "log_loss")
    assert table.columns == ("model", "log_loss", "verdict", "run")


def test_a_launcher_does_not_log_the_place_of_a_job(caplog: pytest.LogCaptureFixture) -> None:
    hide_places("made.up.launcher.Launcher")
    caplog.set_level(logging.INFO)
    place = as_word(parent="abc", home="/it's here")
    for name in ("made.up.launcher", "made.up._core"):
        logging.getLogger(name).info(f"#0 : model=ridge {place} seed=1")
    assert [record.getMessage() for record in caplog.records] == ["#0 : model=ridge seed=1"] * 2
