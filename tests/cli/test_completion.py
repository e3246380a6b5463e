from __future__ import annotations

import importlib
import shutil
from pathlib import Path

import pytest

from nba_props.cli import main, subcommands
from nba_props.cli.commands.completion import SHELLS, script, whole_parser
from nba_props.tracking.store import open_store
from tests.cli.shells import opened

pytest.importorskip("shtab", reason="shtab is not installed")

SOURCE = {
    "bash": "source {folder}/nba-props.bash",
    "zsh": "fpath=({folder} $fpath); autoload -Uz compinit; compinit -u -d {folder}/dump",
    "fish": "source {folder}/nba-props.fish",
}
"""How a person's start-up file makes a script known."""

NAMES = {"bash": "nba-props.bash", "zsh": "_nba-props", "fish": "nba-props.fish"}


def test_one_parser_knows_every_command() -> None:
    usage = whole_parser().format_help()
    assert all(name in usage for name in subcommands())


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_has_a_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    shown = capsys.readouterr().out
    assert "experiments" in shown
    assert "require" in shown


def test_every_command_but_hydras_brings_its_own_words() -> None:
    modules = {name: importlib.import_module(f"nba_props.cli.commands.{name}") for name in subcommands()}
    assert [name for name, module in modules.items() if not hasattr(module, "_parser")] == ["train"]


@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes_commands_verbs_options_values_and_files(shell: str, tmp_path: Path) -> None:
    (tmp_path / NAMES[shell]).write_text(script(shell))
    (tmp_path / "some_runs.csv").touch()
    with opened(shell, tmp_path) as typed:
        assert typed.type(SOURCE[shell].format(folder=tmp_path) + '; echo rea""dy\r', "ready"), typed.seen
        for words, to in (
            ("exp", "experiments"),
            ("experiments be", "experiments best"),
            ("experiments best x --met", "experiments best x --metric"),
            ("registry roll", "registry rollback"),
            ("registry promote pra 1 --to st", "registry promote pra 1 --to staging"),
            ("completion z", "completion zsh"),
            ("experiments export x some_r", "experiments export x some_runs.csv"),
            ("train seed=3 model=li", "train seed=3 model=lightgbm"),
            ("train phase=adv", "train phase=advanced"),
            ("train validation.refit_d", "train validation.refit_days="),
        ):
            assert typed.completes(words, to), (words, typed.seen)


def test_the_live_commands_are_offered_aliases_and_runs() -> None:
    complete = {
        (name, action.dest): action.complete["bash"].removeprefix("_nba_props_")
        for name, parser in whole_parser()._actions_by_name().items()
        for action in parser._actions
        if hasattr(action, "complete") and isinstance(action.complete, dict)
    }
    assert complete["picks", "alias"] == "aliases"
    assert complete["monitor", "model"] == "models"
    assert {complete["picks", "run"], complete["monitor", "run"], complete["monitor", "challenger"]} == {
        "runs"
    }


@pytest.mark.slow
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.usefixtures("migrations")
def test_a_shell_completes_the_names_that_are_in_the_store(
    shell: str, tmp_path: Path, store_file: Path
) -> None:
    (tmp_path / NAMES[shell]).write_text(script(shell))
    (tmp_path / "outputs").mkdir()
    shutil.copyfile(store_file, tmp_path / "outputs" / "mlflow.db")
    store = open_store(f"sqlite:///{tmp_path}/outputs/mlflow.db")
    store.client.create_experiment("My_Own")
    store.client.create_experiment("My_Own $(touch run)")
    store.client.create_registered_model("nba_props_threes")
    run = store.client.create_run("0").info.run_id
    with opened(shell, tmp_path) as typed:
        assert typed.type(SOURCE[shell].format(folder=tmp_path) + '; echo rea""dy\r', "ready"), typed.seen
        for words, to in (
            ("experiments best My", "experiments best My_Own"),
            ("experiments report adv", "experiments report advanced"),
            (f"registry register {run[:6]}", f"registry register {run}"),
            (f"experiments best x --like {run[:6]}", f"experiments best x --like {run}"),
            ("registry history nba", "registry history nba_props_threes"),
            (f"serve {run[:6]}", f"serve {run}"),
        ):
            assert typed.completes(words, to), (words, typed.seen)
    assert not (tmp_path / "run").exists()


def test_another_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["completion", "cmd"])
    assert stopped.value.code == 2
    assert "zsh" in capsys.readouterr().err
