"""A sweep on a real local Ray cluster (needs the extra `ray`, which needs hydra-core 1.4)."""

from __future__ import annotations

from pathlib import Path

import pytest
from optuna.trial import TrialState

from tests.hydra_plugins.conftest import only_study, start, started

RAY = (
    "hydra/launcher=ray",
    "+hydra.launcher.ray.init.num_cpus=2",
    "+hydra.launcher.ray.init.include_dashboard=false",
)
WORDS = ("x=interval(0,4)", "hydra/sweeper/sampler=random", "hydra.sweeper.n_trials=4")


@pytest.mark.slow
def test_ray_gives_the_same_results_for_the_same_points(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("hydra_plugins.hydra_ray_launcher", reason="needs the extra ray")
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    found = []
    for name, launcher in (("here", ()), ("ray", RAY)):
        folder = tmp_path / name
        folder.mkdir()
        process = start(folder, *WORDS, *launcher)
        text, _ = process.communicate(timeout=300)
        assert process.returncode == 0, text
        study = only_study(folder)
        assert {each.state for each in study.trials} == {TrialState.COMPLETE}
        assert len(started(folder)) == 4
        found.append([(each.params["x"], each.value) for each in study.trials])
    assert found[0] == found[1]
