"""What a job is known by: its configuration, its options, its data, and the source that computes."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from omegaconf import OmegaConf

import nba_props
from nba_props.configuration.build import FAMILIES, build
from nba_props.configuration.compose import compose, load
from nba_props.configuration.single import load_option
from nba_props.core.component import registered
from nba_props.experiment import Experiment
from nba_props.features.block.lags import Lags
from nba_props.pipeline.job import COMPUTING, Job
from nba_props.pipeline.workspace import MAKING, design_key

PACKAGE = Path(nba_props.__file__).parent
SAME_FIELDS = ("calibration", "devig", "distribution", "staking", "availability", "validation", "model")
BESIDE = (
    "__init__.py",
    "core/__init__.py",
    "core/arrays.py",
    "core/atomic.py",
    "core/cache.py",
    "core/component.py",
    "core/console.py",
    "core/digests.py",
    "core/fingerprint.py",
    "core/keys.py",
    "core/lazy.py",
    "core/leftovers.py",
    "core/loaded_source.py",
    "core/memo.py",
    "core/parallel.py",
    "core/process.py",
    "core/rules.py",
    "core/serialization.py",
    "core/settings.py",
    "core/spreadsheet.py",
    "criteria",  # what a model must reach, asked after its run
    "errors.py",
    "experiment.py",  # the settings, which are a part of the identity themselves
    "phase.py",
    "pipeline/__init__.py",
    "pipeline/report.py",  # shows
    "pipeline/workspace.py",  # keeps what is computed
    "report",  # shows
    "source",  # fills a store, whose content is a part of the identity
    "store.py",  # settings of the store
)
"""What is imported by what computes, and changes no figure."""


WORDS = ("data.seasons=1", "features=market")  # the correction of a line needs one


@cache
def experiment() -> Experiment:
    return load(WORDS)


@cache
def whole_id() -> str:
    return Job(experiment()).id


def with_option(whole: Experiment, group: str, name: str) -> Experiment:
    """Another option in place of the chosen one of its group."""
    option: Any = load_option(group, name)
    return replace(whole, **{group: option})


@pytest.mark.slow
@pytest.mark.parametrize("group", SAME_FIELDS)
def test_options_with_the_same_fields_are_different_jobs(group: str) -> None:
    whole = experiment()  # declares all groups
    ids = {name: Job(with_option(whole, group, name)).id for name in registered(group)}
    assert len(set(ids.values())) == len(ids) > 1
    assert whole_id() in ids.values()


def test_an_option_that_is_put_in_makes_the_job_of_its_word() -> None:
    put_in = with_option(experiment(), "staking", "kelly")
    assert Job(put_in).id == Job(load([*WORDS, "staking=kelly"])).id != whole_id()


def test_a_feature_block_of_another_kind_is_another_job() -> None:
    class Twin(Lags):
        """The same fields in another class."""

    features = experiment().features
    one, other = (
        Job(replace(experiment(), features=replace(features, blocks={"one": kind()})))
        for kind in (Lags, Twin)
    )
    assert one.config == other.config
    assert one.id != other.id


def test_options_whose_classes_have_one_name_are_different_jobs() -> None:
    """Who copies `lags.py` to write a block of his own may leave the class's name."""
    twin = type("Lags", (Lags,), {"__module__": "nba_props.features.block.lags_copy"})
    features = experiment().features
    one, other = (
        replace(experiment(), features=replace(features, blocks={"one": k()})) for k in (Lags, twin)
    )
    assert Job(one).config == Job(other).config
    assert Job(one).id != Job(other).id
    assert design_key(one, "the same data") != design_key(other, "the same data")


def test_a_component_of_ones_own_is_known_by_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "my_blocks.py"
    monkeypatch.syspath_prepend(tmp_path)
    found = set()
    for line in ("", "# the same rule\n", ""):
        path.write_text(f"from nba_props.features.block.lags import Lags\n\n{line}class Mine(Lags): ...\n")
        sys.modules.pop("my_blocks", None)
        block = importlib.import_module("my_blocks").Mine()
        job = Job(replace(experiment(), features=replace(experiment().features, blocks={"one": block})))
        found.add((job.id, design_key(job.experiment, "the same data")))
    sys.modules.pop("my_blocks")
    assert len(found) == len({key for _, key in found}) == 2


def test_the_best_of_many_is_another_job_than_one_that_stands_alone() -> None:
    assert Job(experiment(), trials=9).id != Job(experiment()).id == Job(experiment(), trials=1).id


def test_the_best_of_many_at_another_objective_is_another_job() -> None:
    """A finding says what the run was chosen by, so the answer to one is none to the other."""
    by_return = replace(experiment(), objective="betting_roi")
    assert by_return.objective != experiment().objective
    assert Job(by_return, trials=9).id != Job(experiment(), trials=9).id
    assert Job(by_return).id == whole_id()


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("experiment=phase3/betting_optimization", "model=lightgbm"),
        ("experiment=phase2/tuned_lightgbm", "features=lineup", "availability=reported"),
        ("data=files", "data.game_logs=logs.csv", "market=points", "distribution=residual", "model=ridge"),
    ],
)
def test_the_plain_form_is_what_was_composed(words: tuple[str, ...]) -> None:
    config = compose(words)
    plain = OmegaConf.to_container(config, resolve=True, enum_to_str=True)
    assert Job(build(config)).config == plain


def test_everything_that_computes_is_a_part_of_the_identity() -> None:
    """Editing a module that figures follow from must make another job; one left out would be believed."""
    families = [each for family in FAMILIES for each in _files_of(*family.split(".")[1:])]
    reached = _reached([PACKAGE / "pipeline" / "compute.py", *families])
    assert [name for name in sorted(reached) if not _is_part(name, (*COMPUTING, *BESIDE))] == []
    assert {"pipeline/compute.py", "validation/walk.py", "pricing/odds.py", "market.py"} <= reached


def test_everything_that_makes_features_is_a_part_of_their_key() -> None:
    """Editing a module that a design matrix follows from must make it anew: an old one would be believed."""
    named = ("features/matrix.py", "pipeline/news.py", "pipeline/prices.py")
    options = (_files_of(name) for name in ("availability", "data", "features/block"))
    reached = _reached([*(PACKAGE / name for name in named), *(each for files in options for each in files)])
    assert [name for name in sorted(reached) if not _is_part(name, (*MAKING, *BESIDE))] == []
    assert {"features/past.py", "core/wording.py", "pricing/odds.py", "market.py"} <= reached


def test_the_identity_names_no_source_that_is_not_there() -> None:
    assert [part for part in (*COMPUTING, *MAKING, *BESIDE) if not (PACKAGE / part).exists()] == []


def _files_of(*parts: str) -> list[Path]:
    return list(PACKAGE.joinpath(*parts).rglob("*.py"))


def _reached(waiting: list[Path]) -> set[str]:
    """Return the modules that some import, by their paths in the package; what is `BESIDE` leads nowhere."""
    reached: set[str] = set()
    while waiting:
        path = waiting.pop()
        name = path.relative_to(PACKAGE).as_posix()
        if name not in reached:
            reached.add(name)
            if not _is_part(name, BESIDE):
                waiting += _imported(path)
    return reached


def _is_part(name: str, parts: tuple[str, ...]) -> bool:
    return any(name == part or name.startswith(f"{part}/") for part in parts)


def _imported(path: Path) -> Iterator[Path]:
    """The modules of the package that a module imports anywhere, but for type checking."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in typing_only:
            for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names)):
                if name.split(".")[0] == "nba_props":
                    yield from _files(name)


def _files(module: str) -> Iterator[Path]:
    base = PACKAGE.joinpath(*module.split(".")[1:])
    yield from (path for path in (base.with_suffix(".py"), base / "__init__.py") if path.is_file())
