"""Studies found by name, and what makes two of the same words different ones."""

from __future__ import annotations

from pathlib import Path

import optuna
import pytest

from nba_props.sweep.storage import locate, open_storage
from nba_props.sweep.studies import (
    FIXED,
    OBJECTIVE,
    OVERRIDES,
    SPACE,
    WORDED,
    differing_defaults,
    settings_changed,
)


def study(name: str, fixed: dict[str, str], words: tuple[str, ...] = ("model=ridge",)) -> optuna.Study:
    storage = open_storage(locate(None, Path("multirun") / name))
    made = optuna.create_study(study_name=name, storage=storage)
    about = {SPACE: {"model.alpha": "interval(1,9)"}, OVERRIDES: list(words), OBJECTIVE: "val_mae"}
    for key, value in {**about, FIXED: fixed}.items():
        made.set_user_attr(key, value)
    return made


@pytest.mark.usefixtures("migrations")
def test_the_nearest_study_of_the_same_words_is_named_with_what_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    study("ridge-a", {"seed": "41", "warmup": "4", "gone": "1"})
    study("ridge-b", {"seed": "42", "warmup": "3"})
    study("ridge-c", {"seed": "42", "warmup": "4"}, words=("model=ridge", "seed=1"))
    new = study("ridge-d", {"seed": "42", "warmup": "4"})
    assert differing_defaults(new) == ("ridge-b", {"warmup": "3 -> 4"})
    alone = study("ridge-e", {"seed": "42"}, words=("model=ewma",))
    assert differing_defaults(alone) is None


def test_what_only_words_tell_counts_where_both_studies_noted_it() -> None:
    fixed = {"seed": "42"}
    before, after = ({FIXED: fixed, WORDED: {"model.alpha": value}} for value in ("1", "2"))
    assert settings_changed(before, after) == {"model.alpha": "1 -> 2"}
    assert settings_changed({FIXED: fixed}, after) == {}


def test_settings_of_one_release_alone_can_be_left_out() -> None:
    before = {FIXED: {"seed": "41", "gone": "1"}}
    after = {FIXED: {"seed": "42", "come": "1"}, WORDED: {}}
    assert list(settings_changed(before, after)) == ["come", "gone", "seed"]
    assert settings_changed(before, after, of_both=True) == {"seed": "41 -> 42"}
