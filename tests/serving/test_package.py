"""A packaged model as a folder."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from nba_props.errors import NBAPropsError
from nba_props.serving.package import load, package
from nba_props.serving.scorer import OUTPUT, score
from tests.serving.cases import KINDS, bundle, rows

READERS = {".json", ".txt", ".ubj", ".skops"}


@pytest.mark.parametrize(("model", "distribution"), KINDS)
def test_what_is_packaged_comes_back_with_the_same_answers(
    model: str, distribution: str, tmp_path: Path
) -> None:
    known = bundle(model, distribution)
    back = load(package(tmp_path / "model", known))
    assert np.array_equal(score(back, rows()).to_numpy(), score(known, rows()).to_numpy(), equal_nan=True)
    assert back.about == known.about
    assert back.columns == known.columns


@pytest.mark.parametrize(("model", "distribution"), KINDS)
def test_no_file_is_of_a_kind_that_could_run_code(model: str, distribution: str, tmp_path: Path) -> None:
    package(tmp_path, bundle(model, distribution))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} <= READERS
    assert all(not path.read_bytes().startswith(b"\x80") for path in files)


def test_the_card_says_what_the_model_is(tmp_path: Path) -> None:
    card = json.loads((package(tmp_path, bundle()) / "card.json").read_text())
    assert (card["market"], card["job"], card["phase"]) == ("pra", "4f2a", "advanced")
    assert card["features"] == bundle().model.names
    assert card["context"] == ["past_minutes", "past_std", "past_minutes_std"]
    assert card["output"] == list(OUTPUT)
    assert card["model_class"] == "model.lightgbm.LightGBMFit"


def test_what_is_kept_with_a_model_does_not_take_the_place_of_what_it_needs(tmp_path: Path) -> None:
    clash = replace(bundle(), about={"features": "baseline"})
    with pytest.raises(NBAPropsError, match=r"about\.features"):
        package(tmp_path, clash)


def test_a_folder_without_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(NBAPropsError, match=r"card\.json: no such file"):
        load(tmp_path)


def test_a_folder_of_another_format_is_refused(tmp_path: Path) -> None:
    package(tmp_path, bundle())
    card = tmp_path / "card.json"
    card.write_text(json.dumps({**json.loads(card.read_text()), "format": 99}))
    with pytest.raises(NBAPropsError, match="format 99: only 1 can be read here"):
        load(tmp_path)
