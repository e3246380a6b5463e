"""A point as a preset: what it composes to again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from nba_props.configuration.build import build
from nba_props.configuration.session import raw, session
from nba_props.sweep.preset import flat, preset

POINTS: list[tuple[str, ...]] = [
    ("+block@features.blocks.hot=ewm", "model=ridge", "features.blocks.hot.half_lives=[3]"),
    ("block@features.blocks.lags=ewm", "+block@features.blocks.two=trend", "features=advanced"),
]


@pytest.mark.parametrize("words", POINTS)
def test_a_preset_composes_to_its_point(words: Sequence[str], tmp_path: Path) -> None:
    (tmp_path / "experiment").mkdir()
    with session():
        best = raw(words)
        (tmp_path / "experiment" / "best.yaml").write_text(preset(best, raw, "the best"))
        again = raw([f"hydra.searchpath=[file://{tmp_path}]", "experiment=best"])
        assert flat(again) == flat(best)
        build(again)


def test_a_block_that_was_taken_away_is_said_to_be_missing() -> None:
    with session():
        text = preset(raw(["~block@features.blocks.schedule"]), raw, "the best")
    gone = "features.blocks.schedule.days, features.blocks.schedule.longest_rest"
    assert text.splitlines()[1:] == ["# the best", f"# not said here, since YAML cannot delete: {gone}"]
