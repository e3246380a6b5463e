"""`train.py` and `nba-props train` as processes: what they import, print and exit with."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from nba_props.configuration.options import APART
from tests.conftest import ROOT
from tests.harness.entry import call

HEAVY = {
    "mlflow", "sklearn", "scipy", "pandas", "pandera", "xgboost", "lightgbm", "matplotlib", "optuna",
    "sqlalchemy", "joblib", "submitit", "ray", "duckdb", "rich",
}  # fmt: skip
COMPUTING = {"polars._plr", "_polars_runtime_32", "numpy._core", "numpy.linalg"}
"""Parts of libraries whose stand-ins may be there, but which only a job loads."""
OWN_MODULES = 150
"""The most modules of this project that showing a configuration may import, of more than 500."""
IMPORTED = """
import runpy, sys
for line in sys.argv[1:]:
    sys.argv = ["train.py", *line.split()]
    try:
        runpy.run_path(sys.argv[0], run_name="__main__")
    except SystemExit:
        pass
    print("\\nIMPORTED", *sorted(sys.modules))
"""
IMPORTED_BY_COMMAND = """
import sys
from nba_props.cli import main
for line in sys.argv[1:]:
    try:
        main(line.split())
    except SystemExit:
        pass
    print("\\nIMPORTED", *sorted(sys.modules))
"""


def train(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return start([str(ROOT / "train.py"), *words], folder)


def start(words: list[str], folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **variables}
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def imported(script: str, *lines: str, completed: str = "") -> list[set[str]]:
    """The modules that were imported after each of several starts in one process."""
    shown = start(["-c", script, *lines], ROOT, COMP_LINE=completed)
    found = [set(line.split()) for line in shown.stdout.splitlines() if line.startswith("IMPORTED ")]
    assert len(found) == len(lines), shown.stderr
    assert "nba_props" in found[0]
    return found


def heavy(found: set[str]) -> set[str]:
    return HEAVY & {name.partition(".")[0] for name in found} | COMPUTING & found


@pytest.mark.slow
def test_showing_imports_no_heavy_library() -> None:
    lines = [
        "--cfg job experiment=phase3/isotonic_calibration",
        "--help",
        "--cfg job",
        "--cfg job model=xgboost distribution=quantile staking=kelly data=files",
        "--info defaults",
        "model=lightgmb",
        "model.num_leafs=3 phase=fundation seed=-1",
    ]
    found = imported(IMPORTED, *lines)
    assert {line: heavy(each) for line, each in zip(lines, found, strict=True)} == {
        line: set() for line in lines
    }
    assert len([name for name in found[0] if name.startswith("nba_props")]) <= OWN_MODULES


def test_completing_a_word_imports_no_heavy_library() -> None:
    (found,) = imported(IMPORTED, "-sc query=bash", completed="train model=l")
    assert heavy(found) == set()
    assert len([name for name in found if name.startswith("nba_props")]) <= OWN_MODULES


def test_the_command_imports_no_heavy_library_to_explain_itself() -> None:
    lines = ["--help", "config --help", "doctor --help", "completion bash"]
    found = imported(IMPORTED_BY_COMMAND, *lines)
    assert {line: heavy(each) for line, each in zip(lines, found, strict=True)} == {
        line: set() for line in lines
    }
    assert len([name for name in found[-1] if name.startswith("nba_props")]) <= OWN_MODULES


@pytest.mark.slow
def test_finding_the_store_composes_nothing() -> None:
    (found,) = imported(IMPORTED_BY_COMMAND, "experiments best foundation --store local")
    assert "mlflow" in found
    assert "hydra" not in found


def test_only_the_chosen_components_are_imported() -> None:
    (found,) = imported(IMPORTED, "--cfg job model=ridge calibration=beta")
    assert {"nba_props.model.ridge", "nba_props.calibration.beta"} <= found
    assert not {"nba_props.model.lightgbm", "nba_props.model.xgboost", "nba_props.calibration.platt"} & found


def test_help_names_every_group_and_how_to_choose() -> None:
    shown = train(ROOT, "--help")
    assert shown.returncode == 0
    for group in (folder.name for folder in (ROOT / "conf").iterdir() if folder.is_dir()):
        is_apart = group.startswith("_") or group in APART
        assert (f"\n  {group}=" in shown.stdout) != is_apart
    assert "phase=advanced model=lightgbm" in shown.stdout
    assert "$" not in shown.stdout


def test_mistakes_are_told_together_without_a_trace_or_a_folder(tmp_path: Path) -> None:
    done = train(tmp_path, "model.num_leafs=3", "phase=fundation", "seed=-1")
    assert done.returncode == 2
    lines = done.stderr.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("error: ") for line in lines)
    assert list(tmp_path.iterdir()) == []


def test_a_multirun_with_a_mistake_does_not_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = call(["train", "-m", "seed=1,-1"])
    assert (done.code, done.err) == (2, "error: seed=-1: must be at least 0\n")
    assert list(tmp_path.iterdir()) == []


def test_an_input_that_cannot_be_used_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    done = call(["train", "data=files", "data.game_logs=none.csv"])
    assert (done.code, done.err) == (2, "error: data.game_logs: no such file or folder: none.csv\n")
    assert [path for path in tmp_path.rglob("*") if path.name in ("train.log", ".hydra")] == []


def test_a_mistake_in_what_is_only_shown_is_told_alike() -> None:
    done = call(["train", "--cfg", "job", "model=lightgmb"])
    assert done.code == 2
    assert done.err.startswith("error: model=lightgmb: no such option")


def test_hydras_own_options_work(tmp_path: Path) -> None:
    info = train(tmp_path, "--info", "defaults", "model=ridge")
    assert info.returncode == 0
    assert "model/ridge" in info.stdout
    assert "COMP" in train(tmp_path, "-sc", "install=bash").stdout


def test_the_command_does_the_same_from_any_folder(tmp_path: Path) -> None:
    shown = start(["-m", "nba_props.cli", "train", "--cfg", "job", "seed=77"], tmp_path)
    assert shown.returncode == 0
    assert "\nseed: 77\n" in shown.stdout
    done = call(["train", "seed=x"])
    assert (done.code, done.err) == (2, "error: seed=x: must be a whole number\n")
