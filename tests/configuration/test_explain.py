from __future__ import annotations

import pytest

from nba_props.configuration.compose import compose as composed
from nba_props.configuration.compose import load
from nba_props.configuration.explain import check
from nba_props.configuration.place import CONFIG_NAME
from nba_props.configuration.session import session
from nba_props.errors import ConfigError


def problems(*words: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(words)
    return caught.value.problems


def multirun_problems(*words: str) -> list[str]:
    with pytest.raises(ConfigError) as caught, session():
        check(words, CONFIG_NAME, multirun=True)
    return caught.value.problems


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["model=lightgmb"], "model=lightgmb: no such option; did you mean lightgbm"),
        (
            ["market=dunks"],
            "market=dunks: no such option; did you mean rebounds, turnovers? known: assists, blocks, ",
        ),
        (["+block@features.blocks.hot=emw"], "block=emw: no such option; did you mean ewm"),
        (["modle=ewma"], "modle: no such key; did you mean model"),
        (["model.num_leafs=3"], "model.num_leafs: no such key; did you mean model.num_leaves"),
        (["num_leaves=3"], "num_leaves: no such key; did you mean model.num_leaves?"),
        (
            ["model=ridge", "model.num_leaves=3"],
            "model.num_leaves: model=ridge has no such key; model=",
        ),
        (
            ["features.blocks.rollin.windows=[3]"],
            "features.blocks.rollin.windows: no such key",
        ),
        (["+foo=3"], "foo: no such key; did you mean force, pooling?"),
        (["+model.foo=3"], "model.foo: no such key; known: model."),
        (["model.extra={a: 1}"], "model.extra={a: 1}: a new entry is added with a plus: +model.extra={a: 1}"),
        (["phase.tags.a=b"], "phase.tags.a=b: a new entry is added with a plus: +phase.tags.a=b"),
        (
            ["~block@features.blocks.x"],
            "~block@features.blocks.x: nothing to change under this name",
        ),
        (["hydra.jib=3"], "hydra.jib: no such key; did you mean hydra.job"),
        (["hydra/launcher=fast"], "hydra/launcher=fast: no such option; "),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(words: list[str], line: str) -> None:
    (only,) = problems(*words)
    assert only.startswith(line)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["model.num_leaves=abc"], "model.num_leaves=abc: must be a whole number"),
        (["model.learning_rate=fast"], "model.learning_rate=fast: must be a number"),
        (["force=perhaps"], "force=perhaps: must be true or false"),
        (["threads=null"], "threads=null: must be a whole number"),
        (
            ["features.blocks.rolling.windows=[1,x]"],
            "features.blocks.rolling.windows=[1,x]: must be a list",
        ),
        (["market.stats=3"], "market.stats=3: must be a list of texts, such as [a,b]"),
        (
            ["features.selection.method=gian"],
            "features.selection.method=gian: must be one of none",
        ),
    ],
)
def test_a_wrong_type_is_answered_with_what_is_allowed(words: list[str], line: str) -> None:
    (only,) = problems(*words)
    assert only.startswith(line)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["model.learning_rate=-1"], "model.learning_rate=-1.0: must be above 0"),
        (["features.selection.keep=0"], "features.selection.keep=0: must be at least 1"),
        (
            ["features.blocks.rolling.windows=[1]"],
            "features.blocks.rolling.windows=[1]: must be a list",
        ),
        (["seed=-1"], "seed=-1: must be at least 0"),
        (["run_name=' '"], "run_name= : must be a text of 1 to 250 characters"),
        ([f"run_name={'x' * 251}"], f"run_name={'x' * 251}: must be a text of 1 to 250 characters"),
        (
            ["validation.first_test=2023-13-01"],
            "validation.first_test=2023-13-01: must be a date",
        ),
    ],
)
def test_a_value_out_of_range_names_key_value_and_range(words: list[str], line: str) -> None:
    (only,) = problems(*words)
    assert only.startswith(line)


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["features.blocks.rolling.stats=[target,minuts]"], "minutes"),
        (["+block@features.blocks.hot=ewm", "features.blocks.hot.stats=[pionts]"], "points"),
        (["market.stats=[pionts]"], "points"),
        (["data=files", "data.game_logs=x", "+data.game_log_columns={PTZ: a}"], "PTS"),
    ],
)
def test_an_unknown_stat_or_column_is_answered_with_the_nearest(words: list[str], near: str) -> None:
    (only,) = problems(*words)
    assert "did you mean" in only
    assert near in only.partition("did you mean")[2]


def test_the_markets_own_name_is_a_stat() -> None:
    assert load(["features.blocks.rolling.stats=[pra,minutes]"]).market.name == "pra"


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["seed"], "seed: is not key=value"),
        (["model=[a"], "model=[a: cannot be read; quote special characters"),
        (["model=lightgbm,ridge"], "model=lightgbm,ridge: several values need --multirun (-m)"),
        (["seed=1,2"], "seed=1,2: several values need --multirun (-m); a list is written seed=[1,2]"),
    ],
)
def test_a_word_that_cannot_be_read_says_how_to_write_it(words: list[str], line: str) -> None:
    (only,) = problems(*words)
    assert only.startswith(line)


def test_a_mandatory_value_that_is_missing_is_named() -> None:
    (only,) = problems("data=files")
    assert only.startswith("data.game_logs: ")
    assert problems("~phase") == ["phase: has no value; set phase=..."]


def test_a_block_that_needs_to_know_who_is_out_says_how() -> None:
    (only,) = problems("features=lineup")
    assert only == (
        "features.blocks: teammates_out, vacated_by_role, active_share, similar_lineups must know who is "
        "out; set availability=expected, availability=reported or availability=as_played"
    )


def test_everything_is_reported_at_once() -> None:
    found = problems(
        "modle=ewma",
        "phase=fundation",
        "model.num_leafs=3",
        "model.max_bin=many",
        "model.learning_rate=-1",
        "features.selection.keep=0",
        "features.blocks.lags.stats=[pionts]",
        "data.seasons=0",
        "seed=-1",
        "threads",
    )
    keys = {line.partition(":")[0].partition("=")[0] for line in found}
    assert keys == {
        "modle",
        "phase",
        "model.num_leafs",
        "model.max_bin",
        "model.learning_rate",
        "features.selection.keep",
        "features.blocks.lags.stats",
        "data.seasons",
        "seed",
        "threads",
    }


def test_a_wrong_option_does_not_blame_the_keys_of_the_right_one() -> None:
    (line,) = problems("model=ewmaa", "model.half_life=3")
    assert line.startswith("model=ewmaa: no such option; did you mean ewma? known: correction, ensemble, ")


def test_a_value_is_still_checked_when_a_preset_is_misspelt() -> None:
    found = problems("experiment=phase1/baseline_xgbost", "seed=abc", "model.alpha=1")
    assert [line.partition(":")[0] for line in found] == ["experiment=phase1/baseline_xgbost", "seed=abc"]
    assert "did you mean phase1/baseline_xgboost" in found[0]


def test_composing_alone_leaves_ranges_unchecked() -> None:
    assert composed(["seed=-1"]).seed == -1
    with pytest.raises(ConfigError, match="model=lightgmb"):
        composed(["model=lightgmb"])


def test_each_value_of_a_multirun_is_checked() -> None:
    assert multirun_problems("seed=1,-2,x") == ["seed=x: must be a whole number"]
    assert multirun_problems("seed=1,-2") == ["seed=-2: must be at least 0"]
    assert multirun_problems("model=ridge,lightgmb")[0].startswith("model=lightgmb: no such option; ")
    assert multirun_problems("features=baseline,lineup")[0].startswith("features.blocks: teammates_out, ")


def test_a_search_is_one_and_of_a_sweep() -> None:
    assert multirun_problems("search=ridge,lightgbm") == [
        "search=ridge,lightgbm: a sweep has one search; start one for each"
    ]
    with session():
        check(["search=ridge"], CONFIG_NAME, multirun=True)
        check(["search=ridge", "hydra.mode=MULTIRUN"])
        with pytest.raises(ConfigError, match=r"^search=ridge: needs --multirun \(-m\)$"):
            check(["search=ridge"])


@pytest.mark.parametrize("word", ["search=choice(ridge)", "search=ridge,ridge"])
def test_one_search_is_not_told_to_be_several(word: str) -> None:
    assert multirun_problems(word) == [f"{word}: one search is written search=ridge"]


@pytest.mark.parametrize(
    ("word", "line"),
    [("seed=-1", "seed=-1: must be at least 0"), ("modle=ewma", "modle: no such key; did you mean model")],
)
def test_what_no_job_alone_may_have_is_told_beside_other_mistakes(word: str, line: str) -> None:
    with session(), pytest.raises(ConfigError) as caught:
        check(["search=ridge", "hydra.job.chdir=true", word])
    told = "\n".join(caught.value.problems)
    for part in (line, "search=ridge: needs --multirun", "hydra.job.chdir=true: must"):
        assert part in told
    assert problems("search=ridge", "hydra.job.chdir=true", word) == [
        each for each in caught.value.problems if each.startswith(line)
    ]


def test_a_job_is_not_started_in_its_output_folder() -> None:
    line = "hydra.job.chdir=true: must be false; "
    (several,) = multirun_problems("hydra.job.chdir=true", "seed=1,2")
    assert several.startswith(line)
    with session(), pytest.raises(ConfigError, match=f"^{line}"):
        check(["hydra.job.chdir=true"])


def test_a_good_multirun_passes() -> None:
    with session():
        check(["model=ridge,lightgbm", "seed=range(1,4)", "data.seasons=2"], CONFIG_NAME, multirun=True)


def test_an_objective_that_no_run_has_is_answered_with_the_nearest() -> None:
    (line,) = problems("objective=val_mse")
    assert line.startswith("objective=val_mse: must be one of")
    assert "did you mean val_rmse" in line


def test_reports_that_the_data_have_not_are_missed_before_any_data_are_read() -> None:
    words = ["availability=reported", "data=files", "data.game_logs=no_such_folder"]
    assert problems(*words) == [
        "availability=reported: needs injury reports; name a table of them in data.reports"
    ]
    load([*words, "data.reports=reports.csv"])
    load(["availability=reported"])  # the simulated league issues them


def test_a_model_without_importances_cannot_rank_features() -> None:
    (line,) = problems("model=ewma", "features.selection.method=gain")
    assert "features.selection.method=gain" in line


def test_first_prices_are_older_than_reports_but_not_than_what_was_known_the_day_before() -> None:
    (line,) = problems("bets.bet_at=first", "availability=reported")
    assert line.startswith("bets.bet_at=first: the news of availability=reported may be later")
    assert load(["bets.bet_at=first", "availability=expected"]).choices["availability"] == "expected"
