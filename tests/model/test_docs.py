"""The guide to the models names them all."""

from __future__ import annotations

import re

from nba_props.configuration import compose
from nba_props.configuration.options import options
from tests.conftest import ROOT

GUIDE = (ROOT / "docs/reference/models.md").read_text(encoding="utf-8")


def test_every_model_is_named() -> None:
    assert [name for name in options(ROOT / "conf", "model") if f"`{name}`" not in GUIDE] == []


def test_every_preset_that_is_named_exists() -> None:
    named = re.findall(r"`(phase\d/\w+)`", GUIDE)
    assert len(named) > 4
    assert set(named) <= set(options(ROOT / "conf", "experiment"))


def test_the_final_model_is_the_candidate_with_a_final_fit() -> None:
    final, candidate = (
        compose.load([f"experiment=phase4/{name}"]) for name in ("final_model", "production_candidate")
    )
    assert (final.validation.final_fit, candidate.validation.final_fit) == (True, False)
    candidate.validation.final_fit = True
    assert final == candidate
