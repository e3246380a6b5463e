from __future__ import annotations

import yaml

from nba_props.configuration.compose import compose
from nba_props.configuration.render import as_yaml, flat
from nba_props.configuration.session import raw, session


def test_the_yaml_is_resolved_and_sorted() -> None:
    text = as_yaml(compose(["paths.outputs=here"]))
    shown = yaml.safe_load(text)
    assert list(shown) == sorted(shown)
    assert list(shown["model"]) == sorted(shown["model"])
    assert shown["tracking"]["uri"] == "sqlite:///here/mlflow.db"


def test_a_missing_value_is_shown_as_such() -> None:
    assert yaml.safe_load(as_yaml(compose(["~phase"])))["phase"] == "???"


def test_flat_keys_hold_values_and_choices() -> None:
    with session():
        values = flat(raw(["model=ridge", "features.selection.method=gain", "seed=3"]))
    assert values["model"] == "ridge"
    assert values["seed"] == 3
    assert values["features.selection.method"] == "gain"
    assert values["features.blocks.rolling.windows"] == [5, 10, 20]
    assert values["block@features.blocks.rolling"] == "rolling"
    assert "experiment" not in values
    assert not any(key.startswith("hydra") for key in values)
