"""What README and the recipes of `docs/how-to/extend.md` show works as it stands there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nba_props.configuration.compose import compose
from nba_props.features.history import History
from nba_props.model.base import TrainingData
from tests.leagues import PRA, random_league

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
RECIPES = (ROOT / "docs/how-to/extend.md").read_text(encoding="utf-8")
MODEL_IMPORTS = """
from dataclasses import dataclass
from pathlib import Path
from typing import Self
import numpy as np
from numpy.typing import NDArray
from nba_props.model.base import TrainingData, FittedModel, Model, Rows, Trainer
"""


def snippet(heading: str, language: str) -> str:
    """The first code block of a language below a heading."""
    section = RECIPES.split(f"## {heading}\n", 1)[1]
    found = re.search(rf"```{language}\n(.*?)```", section, re.DOTALL)
    assert found is not None
    return found[1]


def run(code: str) -> dict[str, Any]:
    """Execute code without registering its components, which would outlive the test."""
    names: dict[str, Any] = {"__name__": __name__}
    exec(re.sub(r"^@component\(.*\)\n", "", code, flags=re.MULTILINE), names)
    return names


def test_the_block_makes_its_feature() -> None:
    code = snippet("Add a feature block", "python")
    block = run(code)["HotHand"](games=3)
    history = History.of(random_league(1).player_games, PRA)
    features = block.features(history)
    assert features.columns == ["best_of_3"]
    assert features.height == history.pregame.height
    assert features["best_of_3"].drop_nulls().len() > 0


def test_the_model_fits_predicts_and_saves(tmp_path: Path) -> None:
    model = run(MODEL_IMPORTS + snippet("Add a model", "python"))["TrainingMean"]()
    design = TrainingData(np.zeros((4, 2), dtype=np.float32), np.array([1.0, 2.0, 6.0, np.nan]), ["a", "b"])
    rows = np.arange(3)
    fitted = model.trainer(design, rows).fit(rows)
    assert fitted.predict(design.X).tolist() == [3.0] * 4
    fitted.save(tmp_path)
    again = type(fitted).load(tmp_path, ["a", "b"])
    assert again.predict(design.X).tolist() == [3.0] * 4


@pytest.mark.parametrize("heading", ["Add a feature block", "Add a model", "Add a preset"])
def test_each_recipe_is_short(heading: str) -> None:
    code = snippet(heading, "yaml" if heading == "Add a preset" else "python")
    assert len([line for line in code.splitlines() if line.strip()]) <= 20


def test_the_preset_composes() -> None:
    text = snippet("Add a preset", "yaml")
    overrides = [
        "phase=advanced",
        "features=opponent",
        "validation.window=rolling",
        "validation.window_days=730",
    ]
    config = compose(overrides)
    assert config.validation.window_days == 730
    for word in ("# @package _global_", "override /phase: advanced", "window: rolling", "window_days: 730"):
        assert word in text


def test_every_link_leads_somewhere() -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
