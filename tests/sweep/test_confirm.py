"""What the confirmation of a sweep runs: its best points on later dates, and the settings without it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import optuna
import pytest

from nba_props.errors import ConfigError
from nba_props.pipeline.result import Result
from nba_props.sweep import confirm as confirmation
from nba_props.sweep import studies
from nba_props.sweep.confirm import Confirmation, Confirmed, advice, confirm
from nba_props.sweep.storage import locate
from nba_props.sweep.study import ORPHAN

LAST = "2024-03-20"


@pytest.fixture
def study(monkeypatch: pytest.MonkeyPatch) -> optuna.Study:
    """A sweep of four points that was tested up to `LAST`, in memory."""
    made = optuna.create_study(study_name="ridge-1")
    made.set_user_attr(studies.OVERRIDES, ["model=ridge", f"validation.last_test='{LAST}'"])
    for value in (5.0, 4.0, 6.0, 7.0):
        trial = made.ask({"model.alpha": optuna.distributions.FloatDistribution(1, 9)})
        made.tell(trial, value)
    monkeypatch.setattr(studies, "load", lambda name, url: made)
    return made


def test_what_was_chosen_from_nothing_is_one_of_one(
    study: optuna.Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[tuple[bool, int]] = []

    def note(words: Sequence[str], folder: Path, sweep: str, n: int) -> Result:
        counted.append((any(word.startswith("model.alpha=") for word in words), n))
        return Result("job", "run", {"val_mae": 5.0}, folder)

    monkeypatch.setattr(confirmation, "_execute", note)
    found = confirm(study.study_name, top=3)
    assert counted == [(False, 1), (True, 3), (True, 3), (True, 3)]
    assert (found.since, found.n_trials) == ("2024-03-21", 4)


def test_a_word_that_only_a_swept_option_knows_is_no_setting_without_the_sweep(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shared = ["seed=3", f"validation.last_test='{LAST}'"]
    made = optuna.create_study(study_name="mine")
    made.set_user_attr(studies.SPACE, {"model": "choice(ridge,strong_ridge)"})
    made.set_user_attr(studies.OVERRIDES, ["model.alpha=50", *shared])
    made.tell(made.ask({"model": optuna.distributions.CategoricalDistribution(("ridge",))}), 4.0)
    monkeypatch.setattr(studies, "load", lambda name, url: made)
    ran: list[list[str]] = []

    def note(words: Sequence[str], folder: Path, sweep: str, n: int) -> Result:
        ran.append(list(words))
        return Result("job", "run", {"val_mae": 5.0}, folder)

    monkeypatch.setattr(confirmation, "_execute", note)
    confirm("mine")
    dates = ["validation.first_test=2024-03-21", "validation.last_test=null"]
    assert ran == [[*shared, *dates], ["model.alpha=50", *shared, "model=ridge", *dates]]


def test_an_orphan_is_none_of_the_trials_that_the_best_was_chosen_from(
    study: optuna.Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    orphan = study.ask()
    orphan.set_user_attr(ORPHAN, "its sweeper died")
    study.tell(orphan, state=optuna.trial.TrialState.FAIL)
    monkeypatch.setattr(confirmation, "_execute", lambda *_: Result("job", "run", {"val_mae": 5.0}, Path()))
    assert confirm(study.study_name).n_trials == 4


@pytest.mark.parametrize("top", [0, -1])
def test_points_fewer_than_one_are_refused(study: optuna.Study, top: int) -> None:
    with pytest.raises(ConfigError, match=f"--top={top}: must be at least 1"):
        confirm(study.study_name, top=top)


@pytest.mark.parametrize(
    ("confirmed", "word"),
    [
        (5.0, "exactly as good as the"),
        (4.5, "better by 0.5 than the"),
        (5.5, "not better (by 0.5 worse) than"),
    ],
)
def test_the_verdict_says_what_is_left_of_the_gain(confirmed: float, word: str) -> None:
    points = [Confirmed("a", None, None, 5.0, "run"), Confirmed("b", 0, 4.0, confirmed, "run")]
    assert f"of 6 trials is {word} " in Confirmation("s", "val_mae", LAST, None, 6, points).verdict


def test_the_command_that_confirms_names_a_storage_that_it_would_not_find(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "multirun" / "a").mkdir(parents=True)
    (tmp_path / "multirun" / "a" / "study.db").touch()
    found, elsewhere = locate(None, Path("multirun/a")), locate(None, Path("else where"))
    assert advice("a b", found, LAST) == "nba-props sweep confirm 'a b'"
    assert advice("a", elsewhere, LAST) == f"nba-props sweep confirm a --storage '{elsewhere}'"
    assert advice("a", found, None).startswith(
        "nothing to confirm it on: the sweep was tested up to the last"
    )


@pytest.mark.parametrize(
    ("since", "why"),
    [
        ("2024-4-1", "--since 2024-4-1: must be a date such as 2023-10-24"),
        ("2023-2-1", "--since 2023-2-1: must be a date such as 2023-10-24"),
        ("soon", "--since soon: must be a date such as 2023-10-24"),
        (LAST, "--since 2024-03-20: trials were tested up to 2024-03-20; must be later"),
    ],
)
def test_a_first_date_that_is_none_or_was_seen_is_refused(since: str, why: str) -> None:
    with pytest.raises(ConfigError) as refused:
        confirmation._checked_start(since, LAST)
    assert str(refused.value) == why


def test_later_dates_are_taken() -> None:
    assert confirmation._checked_start("2024-04-01", LAST) == "2024-04-01"
    assert confirmation._checked_start(None, LAST) == "2024-03-21"
