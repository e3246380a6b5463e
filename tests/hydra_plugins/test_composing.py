"""Jobs that are composed from a copy are what Hydra makes of their words, errors included."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import optuna
import pytest
from hydra import compose, initialize_config_dir
from hydra.core.config_loader import ConfigLoader
from hydra.core.global_hydra import GlobalHydra
from hydra.errors import HydraException
from hydra.initialize import get_gh_backup, restore_gh_from_backup
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from omegaconf import DictConfig, OmegaConf
from omegaconf.basecontainer import BaseContainer
from optuna.distributions import CategoricalDistribution

from hydra_plugins.nba_optuna import _composing, _space
from nba_props.configuration.base import VERSION_BASE
from nba_props.configuration.compose import session
from nba_props.sweep.trial_context import as_word
from tests.properties import quick

slowish = settings(quick, phases=(Phase.generate,))
"""Hydra takes 0.1 s for each example, so there are few of them, and none is made smaller."""
FILES = {
    "app.yaml": "defaults: [model: a, _self_]\nseed: 1\nmaybe: null\nstamp: ${now:%H%M%S%f}\n"
    "which: model\nthat: '${${which}}'\nthis: {rate: 8}\n",
    "second.yaml": "defaults: [app, _self_]\nseed: 2\n",
    "model/a.yaml": "rate: 0.1\nnote: text\nlayers: [1, 2]\nextra: {}\n",
    "model/b.yaml": "defaults: [part: one]\nrate: 0.2\nnote: null\nlayers: []\nextra: {x: 5, y: '${seed}'}\n",
    "model/part/one.yaml": "size: 1\n",
    "model/part/two.yaml": "size: 2\n",
    "other/c.yaml": "rate: 3\n",
}
number = st.integers(-9, 9).map(str)
real = st.floats(-1, 1, allow_nan=False).map(str)
anything = st.sampled_from(["null", "true", "text", "'a=b, c'", "1e-3", "???", "'${seed}'"])
WORDS: dict[str, st.SearchStrategy[str]] = {
    "seed={}": number,
    "maybe={}": anything,
    "model.rate={}": real,
    "model.note={}": anything,
    "model.note=${{seed}}": st.just(""),
    "++model.extra.x={}": number,
    "model.extra={}": st.sampled_from(["{x:1}", "{y:2}", "null", "{}"]),
    "model.layers={}": st.sampled_from(["[1]", "[2,3]", "null"]),
    "~model.extra": st.just(""),
    "+model.more={}": number,
    "model={}": st.sampled_from(["a", "b", "null", "none_such"]),
    "model/part={}": st.sampled_from(["one", "two"]),
    "+other={}": st.just("c"),
    "other.rate={}": number,
    "++hydra.job.env_set.PLACE={}": number,
    "hydra.job.name={}": anything,
    "no.such={}": number,
}


class Application:
    """A Hydra application: its loader, a sweep's configuration, and how often Hydra itself composes."""

    def __init__(self, loader: ConfigLoader, master: DictConfig) -> None:
        self.own, self.master, self.composed = loader, master, 0
        self.quick = _composing.QuickLoader(loader)

    def plainly(self, *words: str) -> tuple[Any, ...]:
        """What Hydra makes of the words of a job."""
        return outcome(lambda: self.own.load_sweep_config(self.master, list(words)))

    def quickly(self, *words: str) -> tuple[Any, ...]:
        """What our loader makes of them."""
        return outcome(lambda: self.quick.load_sweep_config(self.master, list(words)))


def outcome(composing: Callable[[], DictConfig]) -> tuple[Any, ...]:
    """Every node with its type, flags and raw value, or the error."""
    try:
        return tuple(nodes(composing()))
    except (HydraException, ValueError) as error:
        return type(error), str(error)


def nodes(node: Any) -> Iterator[tuple[Any, ...]]:
    """All nodes of a configuration in their order."""
    about = node._metadata
    kinds = (type(node), about.ref_type, about.optional, about.object_type, about.flags)
    deeper = isinstance(node, BaseContainer) and not (node._is_none() or node._is_missing())
    if not deeper or node._is_interpolation():
        yield node._get_full_key(None), *kinds, repr(node._value())
        return
    yield node._get_full_key(None), *kinds
    for key in range(len(node)) if OmegaConf.is_list(node) else list(node.keys()):
        yield from nodes(node._get_node(key))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Configuration files."""
    return write(tmp_path_factory.mktemp("conf"), FILES)


def write(root: Path, files: dict[str, str]) -> Path:
    """Write files below a folder."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def small(folder: Path) -> Iterator[Application]:
    """An application of these files."""
    with initialized(folder):
        yield application("app")


@contextmanager
def initialized(folder: Path) -> Iterator[None]:
    """Hydra, ready to compose the files of a folder; the one that was in use is put back afterwards."""
    before = get_gh_backup()
    GlobalHydra.instance().clear()
    try:
        with initialize_config_dir(str(folder), job_name="app", **VERSION_BASE):
            yield
    finally:
        restore_gh_from_backup(before)


def application(name: str, *words: str) -> Application:
    """The application whose Hydra is initialized."""
    master = compose(name, list(words), return_hydra_config=True)
    return Application(GlobalHydra.instance().config_loader(), master)


@pytest.fixture(autouse=True)
def _nothing_composed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_composing, "_composed", {})


@settings(slowish, max_examples=40)
@given(st.data())
def test_a_copied_job_is_what_hydra_composes(small: Application, data: st.DataObject) -> None:
    texts = data.draw(st.lists(st.sampled_from(sorted(WORDS)), max_size=6))
    first, second = ([text.format(data.draw(WORDS[text])) for text in texts] for _ in range(2))
    _composing._composed.clear()
    assert small.quickly(*first) == small.plainly(*first)
    assert small.quickly(*second) == small.plainly(*second)


PLAIN = ("seed={}", "model.rate={}", "model.layers={}", "++model.extra.x={}", "++hydra.job.env_set.PLACE={}")


@settings(slowish, max_examples=20)
@given(st.data())
def test_jobs_that_differ_in_plain_values_are_composed_once(small: Application, data: st.DataObject) -> None:
    texts = data.draw(st.lists(st.sampled_from(PLAIN), min_size=1, unique=True))
    kinds = {**WORDS, "model.layers={}": st.sampled_from(["[1]", "[2,3]"])}
    first, second = (["model=b", *(text.format(data.draw(kinds[text])) for text in texts)] for _ in range(2))
    _composing._composed.clear()
    assert small.quickly(*first) == small.plainly(*first)
    assert composed_from_copy(small, second) == small.plainly(*second)


@pytest.mark.parametrize("search", ["lightgbm", "features", "calibration", "staking"])
def test_trials_of_our_own_searches_are_composed_once(search: str) -> None:
    with session():
        app = application("train", f"search={search}", f"hydra.sweep.dir={search}")
        space = _space.read(dict(app.master.hydra.sweeper.params), ["seed=3"])
        first, second = ([f"search={search}", *trial(space, number)] for number in range(2))
        assert first != second
        assert app.quickly(*first) == app.plainly(*first)
        assert composed_from_copy(app, second) == app.plainly(*second)


def trial(space: _space.Space, number: int) -> list[str]:
    """The words of a trial as a sweep has them; what it takes from groups is the same in all."""
    chosen = {
        key: each.choices[0]
        for key, each in space.distributions.items()
        if isinstance(each, CategoricalDistribution) and "." not in key
    }
    params = {**optuna.create_study().ask(space.distributions).params, **chosen}
    place = as_word(number=number, parent="abc", study="study", home="/x y", sweeper="1:2:3")
    return [*space.words(params), f"hydra.sweep.subdir='{number}'", place]


def test_what_a_word_later_on_does_is_not_undone(small: Application) -> None:
    for rate in (1, 2):
        words = [f"model.extra.x={rate}", "model=b", "model.extra={x:7}"]
        assert small.quickly(*words) == small.plainly(*words)
    assert not _composing._composed


def test_a_value_below_an_interpolation_is_where_hydra_puts_it(small: Application) -> None:
    for which in ("model", "this"):
        words = [f"which={which}", "++that.rate=3", f"maybe=${{{which}}}", "++maybe.rate=4"]
        assert small.quickly(*words) == small.plainly(*words)


def test_variables_are_copied_from_the_environment_for_each_job(
    small: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        monkeypatch.setenv("NUMBER", str(number))
        words = ["hydra.job.env_copy=[NUMBER]", f"seed={number}"]
        assert small.quickly(*words) == small.plainly(*words)


def test_another_application_or_sweep_is_composed_anew(
    small: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small.quickly("model.rate=1")
    for name, words in {"app": ["hydra.job.name=b"], "second": ["hydra/job_logging=disabled"]}.items():
        other = application(name, *words)
        assert other.quickly("model.rate=2") == other.plainly("model.rate=2")
    second = application("second")
    assert second.quickly("model.rate=2") == second.plainly("model.rate=2")
    monkeypatch.chdir(tmp_path)
    assert small.quickly("model.rate=2") == small.plainly("model.rate=2")
    write(tmp_path, {**FILES, "app.yaml": "seed: 9\nmodel: {rate: 8}\n"})
    with initialized(tmp_path):
        elsewhere = application("app")
        assert elsewhere.quickly("model.rate=2") == elsewhere.plainly("model.rate=2")


def test_what_happens_to_one_job_does_not_touch_the_next(small: Application) -> None:
    for rate in (1, 2, 3):
        config = small.quick.load_sweep_config(small.master, [f"model.rate={rate}"])
        assert tuple(nodes(config)) == small.plainly(f"model.rate={rate}")
        config.hydra.job.num = rate
        config.model.layers.append(rate)


def test_all_jobs_have_the_time_of_their_sweep(small: Application) -> None:
    small.quickly("model.rate=1")
    stamp = small.master.stamp
    assert small.quick.load_sweep_config(small.master, ["model.rate=2"]).stamp == stamp


def test_a_job_is_named_by_its_own_words(small: Application) -> None:
    style = "hydra.job.config.override_dirname"
    words = [f"{style}.kv_sep=-", f"{style}.item_sep=+", f"{style}.exclude_keys=[seed]", "model=b", "seed=1"]
    small.quickly(*words, "model.rate=1")
    assert composed_from_copy(small, [*words, "model.rate=2"]) == small.plainly(*words, "model.rate=2")


def test_a_mistake_is_told_in_the_words_of_hydra(small: Application) -> None:
    small.quickly("hydra.job.chdir=true")
    told = small.quickly("hydra.job.chdir=maybe")
    assert told == small.plainly("hydra.job.chdir=maybe")
    assert "hydra.job.chdir=maybe" in told[1]


def test_no_more_than_some_shapes_are_kept(small: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_composing, "MOST_SHAPES", 2)
    for key in ("seed", "again", "maybe"):
        small.quickly(f"{key}=1")
    assert len(_composing._composed) == 2
    assert small.quickly("seed=2") == small.plainly("seed=2")


def test_the_loader_goes_to_other_processes(small: Application) -> None:
    sent = pickle.loads(pickle.dumps(small.quick))
    words = ["model=b", "model.rate=4"]
    assert outcome(lambda: sent.load_sweep_config(small.master, words)) == small.plainly(*words)


def composed_from_copy(app: Application, words: list[str]) -> tuple[Any, ...]:
    """What our loader makes of words while Hydra cannot compose."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app.own, "load_sweep_config", None)
        return app.quickly(*words)
