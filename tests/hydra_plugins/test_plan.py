"""The plan of a sweep, and by what its study is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from omegaconf import DictConfig, OmegaConf
from optuna.trial import Trial

from hydra_plugins.nba_optuna._plan import SweepPlan
from nba_props.configuration.session import raw, session
from nba_props.errors import ConfigError


@pytest.fixture(scope="module", autouse=True)
def hydra() -> Iterator[None]:
    """Hydra, ready to compose our `conf/`."""
    with session():
        yield


def plan(*words: str, **options: Any) -> SweepPlan:
    """The plan of a sweep of these words."""
    one_valued = [word for word in words if "," not in word]
    config = raw(["hydra/sweeper=nba_optuna", *one_valued])
    known = cast(dict[str, Any], OmegaConf.to_container(config.hydra.sweeper, resolve=True))
    return SweepPlan.of(config, {**known, **options}, words)


BELOW = [
    ("model=lightgbm,xgboost", "model.learning_rate=0.01", "model.learning_rate=0.3"),
    ("features=baseline,temporal", "features.blocks.lags.count=9", "features.blocks.lags.count=5"),
    ("features=baseline,temporal", "+block@features.blocks.hot=ewm", "+block@features.blocks.hot=trend"),
    ("features=baseline,temporal", "~features.blocks.lags", "~features.blocks.rolling"),
]


@pytest.mark.parametrize(("swept", "one", "other"), BELOW)
def test_what_a_word_sets_below_a_swept_option_makes_another_study(swept: str, one: str, other: str) -> None:
    assert len({plan(swept, *words).name for words in ((), (one,), (other,))}) == 3


def test_it_is_among_the_settings_that_all_trials_share() -> None:
    swept = plan("features=baseline,temporal", "features.blocks.lags.count=9", params={"model.alpha": "3"})
    assert swept.attributes()["worded"] == {"features.blocks.lags.count": "9", "model.alpha": "3"}
    assert not [key for key in swept.attributes()["fixed"] if key.startswith("features")]


def test_how_a_value_is_written_makes_no_other_study() -> None:
    swept = "features=baseline,temporal"
    one = plan(swept, "features.blocks.rolling.windows=[5]", "model.learning_rate=0.3")
    other = plan(swept, "model.learning_rate=3e-1", "++features.blocks.rolling.windows=[ 5 ]")
    assert one.name == other.name


def narrow(config: DictConfig, trial: Trial) -> None:
    """A custom search space."""
    trial.suggest_float("model.alpha", 1, 10)


def with_a_remark() -> Callable[[DictConfig, Trial], None]:
    """The same one."""

    def narrow(config: DictConfig, trial: Trial) -> None:
        """A custom search space."""
        # not as wide as the other
        trial.suggest_float("model.alpha", 1, 10)

    return narrow


def wide(config: DictConfig, trial: Trial) -> None:
    """Another one."""
    trial.suggest_float("model.alpha", 1, 1000)


def test_another_function_that_suggests_more_makes_another_study(monkeypatch: pytest.MonkeyPatch) -> None:
    functions = (None, f"{__name__}.narrow", f"{__name__}.wide")
    plans = [plan("seed=1,2", custom_search_space=function) for function in functions]
    assert len({each.name for each in plans}) == 3
    monkeypatch.setitem(globals(), "narrow", wide)  # its source was changed
    changed = plan("seed=1,2", custom_search_space=functions[1])
    assert changed.name not in {each.name for each in plans}
    assert list(changed.changes(plans[1].attributes())) == ["hydra.sweeper.custom_search_space"]


def test_a_remark_in_the_function_makes_no_other_study(monkeypatch: pytest.MonkeyPatch) -> None:
    before = plan("seed=1,2", custom_search_space=f"{__name__}.narrow")
    monkeypatch.setitem(globals(), "narrow", with_a_remark())
    after = plan("seed=1,2", custom_search_space=f"{__name__}.narrow")
    assert (after.name, after.changes(before.attributes())) == (before.name, {})


def earlier(swept: SweepPlan) -> dict[str, Any]:
    """What an earlier release noted in the study of a sweep: one key less, one more, nothing of words."""
    noted = swept.attributes()
    fixed = {**noted["fixed"], "gone.since": "1"}
    del fixed["validation.warmup"], noted["worded"]
    return {**noted, "fixed": fixed}


def test_a_study_of_an_earlier_release_can_be_gone_on_with() -> None:
    words = ("features=baseline,temporal", "features.blocks.lags.count=9", "seed=3")
    one_valued = {"model.alpha": "3", "model.num_leaves": "9"}
    before = earlier(plan(*words, params=one_valued))
    assert plan(*words, "threads=1", params=one_valued).changes(before) == {}
    assert plan(*words[:2], "seed=4", params=one_valued).changes(before)["seed"] == "3 -> 4"


def test_what_a_word_adds_is_a_setting_that_differs() -> None:
    before = plan("model.num_leaves=7,9").attributes()
    added = plan("model.num_leaves=7,9", "+block@features.blocks.hot=ewm").changes(before)
    assert added
    assert {change.partition(" -> ")[0] for change in added.values()} == {"(absent)"}


@pytest.mark.parametrize("direction", ["minimize", ["minimize", "maximize", "minimize"]])
def test_there_is_a_direction_for_each_objective(direction: str | list[str]) -> None:
    words = ("model.num_leaves=7,9", "objective=val_mae+betting_roi")
    assert plan(*words).directions == ["minimize", "maximize"]
    assert plan(*words, direction=["minimize", "minimize"]).directions == ["minimize", "minimize"]
    with pytest.raises(
        ConfigError, match=r"the objective has 2 metrics; .* leave the option out: minimize, max"
    ):
        plan(*words, direction=direction)


def test_one_metric_has_one_direction() -> None:
    with pytest.raises(ConfigError, match=r"has 1 metric; .* leave the option out: minimize$"):
        plan("model.num_leaves=7,9", direction=["minimize", "maximize"])


def starting(start: Any, **options: Any) -> SweepPlan:
    """The plan of a sweep by CMA-ES that begins at a point."""
    space = {"model.learning_rate": "interval(0.1,0.5)", "model.num_leaves": "range(7,64)"}
    others = {"model": "choice(lightgbm,xgboost)", "seed": "range(63,64)"}
    return plan(params={**space, **others}, sampler={"kind": "cmaes", "x0": start}, **options)


def test_the_first_point_of_cmaes_can_be_set() -> None:
    start = {"model.learning_rate": 0.2, "model.num_leaves": 9}
    assert starting(start).settings.sampler["x0"] == start
    more = {**start, "model.alpha": 3}
    assert starting(more, custom_search_space=f"{__name__}.narrow").settings.sampler["x0"] == more


def test_it_is_read_from_a_word() -> None:
    words = ("hydra/sweeper/sampler=cmaes", "hydra.sweeper.sampler.x0={model.alpha: 10}")
    assert plan(*words, params={"model.alpha": "interval(1,50)"}).settings.sampler["x0"] == {
        "model.alpha": 10
    }


@pytest.mark.parametrize(
    ("start", "problems"),
    [
        (3, ["=3: must hold a value by key, such as {model.alpha: 10}"]),
        ({"model.learning_rate": 0.2}, [": model.num_leaves is missing, which is searched, too"]),
        (
            {"model.learning_rate": 0.6, "model.num_leaves": "x"},
            [
                ": model.learning_rate=0.6: must be a number between 0.1 and 0.5",
                ": model.num_leaves=x: must be a number between 7 and 63",
            ],
        ),
        (
            {"model.learning_rate": 0.2, "model.num_leaves": 9, "y": 1},
            [": y is no number that is searched; known: model.learning_rate, model.num_leaves, seed"],
        ),
    ],
)
def test_a_first_point_of_cmaes_outside_the_space_is_refused(start: Any, problems: list[str]) -> None:
    with pytest.raises(ConfigError) as refused:
        starting(start)
    assert refused.value.problems == [f"hydra.sweeper.sampler.x0{problem}" for problem in problems]
