"""Studies found by name, and what makes two of the same words different ones."""

from __future__ import annotations

from pathlib import Path

import optuna
import pytest

from nba_props.sweep.storage import locate, open_storage
from nba_props.sweep.studies import FIXED, OBJECTIVE, OVERRIDES, SPACE, differing_defaults


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
