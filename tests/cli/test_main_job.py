"""What a job of several leaves is given back before the next one."""

from __future__ import annotations

from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from hydra.core.hydra_config import HydraConfig
from hydra.types import RunMode
from omegaconf import OmegaConf

from nba_props.cli import main_job
from nba_props.errors import DataError


@pytest.mark.parametrize(("mode", "times"), [(RunMode.RUN, 0), (RunMode.MULTIRUN, 2)])
def test_jobs_of_a_sweep_give_back_what_they_leave_also_where_they_fail(
    mode: RunMode, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    collected: list[None] = []
    objective = Mock(side_effect=[5.0, DataError("no game")])
    monkeypatch.setattr(main_job, "_objective", objective)
    monkeypatch.setattr(main_job, "_failures", [])
    monkeypatch.setattr(main_job, "_started", [])
    monkeypatch.setattr(main_job, "collect_after_job", lambda: collected.append(None))
    monkeypatch.setattr(HydraConfig, "get", lambda: SimpleNamespace(mode=mode))
    config = OmegaConf.create({})
    assert main_job.run_job(config) == 5.0
    if mode is RunMode.MULTIRUN:
        with pytest.raises(DataError):
            main_job.run_job(config)
    else:
        assert main_job.run_job(config) is None
    assert len(collected) == times
