"""The grammar of sweeps, as the official plugin reads it."""

from __future__ import annotations

import pytest
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from hydra_plugins.nba_optuna import _space
from nba_props.errors import ConfigError

WORDS: dict[str, BaseDistribution] = {
    "a,b": CategoricalDistribution(("a", "b")),
    "choice(1,2.5,true)": CategoricalDistribution((1, 2.5, True)),
    "a,null": CategoricalDistribution(("a", "null")),
    "choice([5,10],[5])": CategoricalDistribution(("[5,10]", "[5]")),
    "'x y','z'": CategoricalDistribution(("'x y'", "'z'")),
    "shuffle(choice(3,1,2))": CategoricalDistribution((3, 1, 2)),
    "range(1,10)": IntDistribution(1, 9),
    "range(4)": IntDistribution(0, 3),
    "range(10,0,-3)": IntDistribution(1, 10, step=3),
    "range(0,1,step=0.25)": FloatDistribution(0, 0.75, step=0.25),
    "range(0,1,step=0.1)": FloatDistribution(0, 0.9, step=0.1),
    "range(0.0,3.0)": FloatDistribution(0, 2, step=1),
    "interval(0,1)": FloatDistribution(0, 1),
    "interval(4,64)": FloatDistribution(4, 64),
    "int(interval(4,64))": IntDistribution(4, 64),
    "tag(log,interval(1e-4,1))": FloatDistribution(1e-4, 1, log=True),
    "tag(log,int(interval(1,100)))": IntDistribution(1, 100, log=True),
    "int(tag(log,interval(1,100)))": IntDistribution(1, 100, log=True),
    "choice('tag(log)',3)": CategoricalDistribution(("tag\\(log\\)", 3)),
    "int(range(1,10))": IntDistribution(1, 9),
    "tag(log,int(range(1,100)))": IntDistribution(1, 99, log=True),
    "tag(log,range(1,100))": IntDistribution(1, 99, log=True),
    "shuffle(range(1,10))": IntDistribution(1, 9),
}


@pytest.mark.parametrize("word", WORDS)
def test_a_word_becomes_the_distribution_of_the_official_plugin(word: str) -> None:
    assert _space.read({}, [f"key={word}"]).distributions == {"key": WORDS[word]}
    assert _space.read({"key": word}, []).distributions == {"key": WORDS[word]}


def test_other_words_are_kept_as_they_are_for_every_job() -> None:
    space = _space.read({"a": 3, "b": [1, 2], "c": None}, ["model=ridge", "~d", "+e.f=1", "x=1,2"])
    assert space.fixed == ["a=3", "b=[1,2]", "c=null", "model=ridge", "~d", "+e.f=1"]
    assert space.overrides({"x": 2}) == [*space.fixed, "x=2"]


def test_the_last_word_on_a_key_counts() -> None:
    fixed = _space.read({"a": "range(1,5)"}, ["a=3"])
    assert fixed.distributions == {}
    assert fixed.fixed == ["a=3"]
    swept = _space.read({"a": 3}, ["a=range(1,5)"])
    assert swept.fixed == []
    assert list(swept.distributions) == ["a"]


@pytest.mark.parametrize(
    ("word", "why"),
    [
        ("a=glob(*)", "glob is not supported"),
        ("a=range(3,1)", "the range is empty"),
        ("a=interval(3,1)", "low <= high"),
        ("a=choice(1,1)", "a value is written twice"),
        ("a=tag(log,interval(0,1))", "low"),
        ("a=tag(lgo,interval(1,9))", "tag lgo: unknown; did you mean log?"),
        ("a=tag(log,Log,interval(1,9))", "tag Log: unknown; did you mean log?"),
        ("a=tag(log,range(1,9,2))", "with step 1 has a log scale"),
        ("a=tag(log,range(1.0,9.0))", "with step 1 has a log scale"),
        ("a=tag(log,choice(1,2))", "a choice has no log scale"),
        ("a=int(tag(log,range(1,9)))", "a tag has no effect here; .* before all else"),
        ("a=float(tag(log,range(1,9)))", "a tag has no effect here"),
        ("a=int(tag (foo,range(1,9)))", "a tag has no effect here"),
        ("a=int(tag(log,choice(1,2)))", "a tag has no effect here"),
    ],
)
def test_a_word_that_no_search_can_be_made_from_is_refused_with_the_reason(word: str, why: str) -> None:
    with pytest.raises(ConfigError, match=why) as error:
        _space.read({}, [word, "b=glob(*)"])
    assert [problem.partition(":")[0] for problem in error.value.problems] == [word, "b=glob(*)"]


def test_a_grid_has_every_value_of_every_parameter() -> None:
    words = ["a=x,y", "b=range(1,10,step=4)", "c=range(0,1,step=0.25)"]
    assert _space.read({}, words).grid() == {"a": ["x", "y"], "b": [1, 5, 9], "c": [0, 0.25, 0.5, 0.75]}


def test_a_grid_refuses_what_is_continuous() -> None:
    with pytest.raises(ConfigError, match="a: the grid sampler takes discrete values only"):
        _space.read({}, ["a=interval(0,1)"]).grid()
