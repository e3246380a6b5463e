"""The clock of a run."""

from __future__ import annotations

import re

import pytest

from nba_props.core.timing import StageTimer


def test_the_stages_and_the_rest_add_up_to_the_total() -> None:
    stages = StageTimer()
    for name in ("data", "walk", "data"):
        with stages.stage(name):
            sum(range(200_000))
    assert list(stages.seconds) == ["data", "walk"]
    parts = {name: float(value) for name, value in re.findall(r"(\w+) ([\d.]+)s", stages.summary())}
    assert list(parts) == ["data", "walk", "start", "total"]
    assert sum(parts.values()) - parts["total"] == pytest.approx(parts["total"], abs=0.25)


def test_a_stage_that_fails_passes_its_error_on() -> None:
    stages = StageTimer()
    with pytest.raises(ValueError, match="no"), stages.stage("data"):
        raise ValueError("no")
