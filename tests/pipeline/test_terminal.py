"""Where a run of an earlier day says that its results are."""

from __future__ import annotations

import logging
from pathlib import Path
from unittest.mock import Mock

import pytest

from nba_props.pipeline.result import REPORT, Result
from nba_props.pipeline.terminal import TerminalObserver


@pytest.mark.parametrize("is_there", [True, False])
def test_files_are_named_where_they_are_still_there(
    is_there: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    folder = tmp_path / "run"
    if is_there:
        folder.mkdir()
        (folder / REPORT).touch()
    finished = Mock(summary=None, findings=[], result=Result("job", "0123", {}, folder))
    job = Mock()
    job.experiment.tracking.uri = "sqlite:///mlflow.db"
    TerminalObserver().found(job, finished)
    told = [each.partition(" ")[0] for each in caplog.messages]
    assert told == (["run:", "files:", "report:", "open:"] if is_there else ["run:", "open:"])
