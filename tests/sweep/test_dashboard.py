"""Optuna's dashboard opens on the study of a sweep and finds its trials there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hydra_plugins.conftest import only_study, start
from tests.servers import Dashboard

WORDS = ("x=interval(0,4)", "fail_above=3", "hydra/sweeper/sampler=random", "hydra.sweeper.n_trials=6")


@pytest.mark.slow
def test_the_dashboard_shows_the_study_with_its_trials_and_why_one_failed(tmp_path: Path) -> None:
    text, _ = start(tmp_path, *WORDS, "hydra.sweeper.max_failure_rate=1").communicate(timeout=120)
    study = only_study(tmp_path)
    assert {trial.state.name for trial in study.trials} == {"COMPLETE", "FAIL"}, text
    (path,) = tmp_path.glob("multirun/*/study.db")
    dashboard = Dashboard(f"sqlite:///{path}", tmp_path)
    try:
        (summary,) = dashboard.ask("studies")["study_summaries"]
        shown = dashboard.ask(f"studies/{summary['study_id']}")["trials"]
    finally:
        dashboard.close()
    assert summary["study_name"] == study.study_name
    assert [each["state"].upper() for each in shown] == [trial.state.name for trial in study.trials]
    assert [each.get("values") for each in shown] == [trial.values for trial in study.trials]
    reasons = [item["value"] for each in shown for item in each["user_attrs"] if item["key"] == "failure"]
    failed = [trial for trial in study.trials if trial.values is None]
    assert reasons == [f"RuntimeError: x is {trial.params['x']}" for trial in failed]
