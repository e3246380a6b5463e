"""What is said while an outcome is computed."""

from __future__ import annotations

import pytest

from nba_props.configuration.compose import load
from nba_props.pipeline.compute import note_on_refits

ADDED = "boosted trees are fitted whole once; each later fold adds 40 rounds to that fit"
NOTHING = "validation.refit=update changes nothing: model={} has no boosted trees to add to"
AGAIN = ", and fits whole where features.selection chose other features than before"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["model=xgboost"], ADDED),
        (["model=ensemble"], ADDED),
        (["model=two_stage"], ADDED),
        (["model=lightgbm", "features.selection.method=gain"], ADDED + AGAIN),
        (["model=ridge"], NOTHING.format("ridge")),
        (["model=ewma"], NOTHING.format("ewma")),
    ],
)
def test_what_an_update_does_is_said_of_the_model_that_is_fitted(words: list[str], said: str) -> None:
    assert note_on_refits(load(["validation.refit=update", *words])) == said
