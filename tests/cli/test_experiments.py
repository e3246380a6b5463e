"""`nba-props experiments` in a store of made-up runs."""

from __future__ import annotations

import argparse
import inspect
import json
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nba_props.cli import main
from nba_props.cli.commands import doctor as doctor_command
from nba_props.cli.commands import experiments as command
from nba_props.store import Tracking
from nba_props.tracking import comparison
from nba_props.tracking.doctor import doctor
from nba_props.tracking.store import open_store
from nba_props.tracking.ui import free_port, ui
from tests.tracking.comparison.made import Shelf, noise, predictions

VERBS = ("setup", "best", "compare", "report", "phases", "export", "weekly")
NOT_WORDS = {"store", "tracking", "ready"}
"""The store is `--store`; what is told when pages are ready is printed."""


@pytest.fixture
def shelf(tracking: Tracking) -> Shelf:
    """A store with two runs of one phase."""
    found = Shelf(open_store(tracking))
    errors = noise(200, 1)
    found.add(metrics={"val_mae": 5.0, "crps": 3.0}, params={"alpha": 1}, rows=predictions(errors))
    better = [0.7 * each for each in errors]
    found.add(metrics={"val_mae": 4.0, "crps": 3.5}, params={"alpha": 2}, rows=predictions(better))
    return found


@pytest.fixture
def say(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Run a verb: exit code, output, errors."""

    def run(*words: str) -> tuple[int, str, str]:
        code = main(["experiments", *words, "--store", shelf.store.uri])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


Say = Callable[..., tuple[int, str, str]]


def options_of(parser: argparse.ArgumentParser) -> set[str]:
    return {action.dest for action in parser._actions}


def verbs() -> dict[str, argparse.ArgumentParser]:
    (action,) = (a for a in command._parser()._actions if isinstance(a, argparse._SubParsersAction))
    return dict(action.choices)


@pytest.mark.parametrize("name", [*VERBS, "ui"])
def test_every_parameter_of_the_python_api_is_an_option(name: str) -> None:
    function: Any = ui if name == "ui" else getattr(comparison, name)
    parameters = set(inspect.signature(function).parameters) - NOT_WORDS
    assert parameters - options_of(verbs()[name]) == set()
    assert {"store", "json"} <= options_of(verbs()[name])


def test_the_python_api_and_the_command_have_the_same_verbs() -> None:
    functions = {name for name in comparison.__all__ if inspect.isfunction(getattr(comparison, name))}
    assert functions - {"better_of"} == set(VERBS)
    assert set(verbs()) == {*VERBS, "ui"}


def test_the_doctors_parameters_are_options_too() -> None:
    words = set(inspect.signature(doctor).parameters) - NOT_WORDS
    assert words | {"store", "json"} <= options_of(doctor_command._parser())
    assert "repair" in words


def test_options_that_are_not_given_leave_pythons_defaults() -> None:
    for name, parser in verbs().items():
        words = {"best": ["x"], "compare": ["x"], "report": ["x", "--output", "y"], "export": ["x", "y"]}
        given = vars(parser.parse_args(words.get(name, [])))
        asked = {"store", "json", "run", "experiment", "runs", "output", "file", "require_better"}
        assert set(given) <= asked | {"html", "all"}


def words_of(name: str, folder: Path, shelf: Shelf) -> list[str]:
    ids = [run.id for run in comparison.best(shelf.store, "advanced").runs]
    return {
        "best": ["best", "advanced"],
        "compare": ["compare", *ids],
        "report": ["report", "advanced", "--output", str(folder / "report.md")],
        "export": ["export", "advanced", str(folder / "runs.csv")],
    }.get(name, [name])


@pytest.mark.parametrize("name", VERBS)
def test_every_verb_speaks_json_and_fits_80_columns(
    name: str, say: Say, tmp_path: Path, shelf: Shelf
) -> None:
    code, out, err = say(*words_of(name, tmp_path, shelf), "--json")
    assert (code, err) == (0, "")
    assert isinstance(json.loads(out), dict)
    code, out, err = say(*words_of(name, tmp_path, shelf))
    assert (code, err) == (0, "")
    assert out.strip()
    paths = {str(tmp_path), str(shelf.store.uri)}
    assert all(len(line) <= 80 or any(path in line for path in paths) for line in out.splitlines())


def test_best_prints_the_ids_that_compare_takes(say: Say) -> None:
    code, out, _ = say("best", "advanced", "--metric", "crps", "--top", "2", "--json")
    assert code == 0
    found = json.loads(out)
    assert [run["metrics"]["crps"] for run in found["runs"]] == [3.0, 3.5]
    shown = say("best", "advanced", "--metric", "crps")[1].splitlines()
    ids = [line.split()[0] for line in shown[3:5]]
    code, out, _ = say("compare", *ids)
    assert code == 0
    assert out.index("B against A: ") < out.index("diff.") < out.index("alpha") < out.index("crps")


def test_compare_shows_all_figures_on_demand(say: Say, shelf: Shelf) -> None:
    runs = [shelf.add(metrics={"val_mae": 5.0, "crps": value}) for value in (3.00001, 3.00002)]
    short, every = (say("compare", *runs, *words)[1] for words in ([], ["--all"]))
    assert "crps" not in short
    assert "2 equal in these digits" in short
    assert {"val_mae", "crps"} <= set(every.split())
    assert say("compare", *runs, "--json")[1] == say("compare", *runs, "--json", "--all")[1]


def test_a_direction_can_be_given(say: Say) -> None:
    found = json.loads(say("best", "advanced", "--metric", "val_mae", "--better", "higher", "--json")[1])
    assert [run["metrics"]["val_mae"] for run in found["runs"]] == [5.0, 4.0]


def test_no_answer_is_exit_code_1(say: Say) -> None:
    code, out, err = say("best", "advanced", "--metric", "betting_roi")
    assert (code, err) == (1, "")
    assert "no finished run has betting_roi" in out
    code, out, err = say("best", "advanced", "--market", "prra")
    assert (code, err) == (1, "")
    assert "no finished run where tags.market = 'prra' has val_mae" in out


def test_compare_can_ask_for_better(say: Say) -> None:
    better, worse = (run["id"] for run in json.loads(say("best", "advanced", "--json")[1])["runs"])
    assert say("compare", worse, better, "--require-better")[0] == 0
    assert say("compare", better, worse, "--require-better")[0] == 1
    assert say("compare", better, worse)[0] == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["best", "advancd"], "did you mean advanced"),
        (["best", "advanced", "--metric", "val_mea"], "val_mea: no run has it; did you mean val_mae"),
        (["best", "advanced", "--where", "x ~ 3"], "runs where"),
        (["compare", "ffffffff", "00000000"], "run ffffffff: there is none"),
        (["export", "advanced", "runs.xlsx"], "must end in"),
    ],
)
def test_mistakes_are_one_line_and_exit_code_2(words: list[str], told: str, say: Say) -> None:
    code, out, err = say(*words)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert told in err


@pytest.mark.parametrize(
    "words", [["best"], ["weekly", "--since", "monday"], ["best", "x", "--better", "up"], ["bets", "x"]]
)
def test_wrong_usage_is_exit_code_2(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["experiments", *words])
    assert stopped.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
    assert "(nba-props experiments" in line


def test_a_store_that_is_missing_is_not_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    uri = f"sqlite:///{tmp_path / 'new.db'}"
    assert main(["experiments", "best", "advanced", "--store", uri]) == 2
    assert "there is no store of runs yet" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_configuration_says_which_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["experiments", "phases"]) == 2
    assert f"sqlite:///{tmp_path}/outputs/mlflow.db" in capsys.readouterr().err
    assert main(["experiments", "phases", "--store", "outputs/mlflow.db"]) == 2
    assert "a path is no URI; write sqlite:///outputs/mlflow.db" in capsys.readouterr().err
    assert main(["experiments", "phases", "--store", "sever"]) == 2
    assert "did you mean server" in capsys.readouterr().err


HEARS_CTRL_C = """
import signal, sys
from nba_props.cli import main
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.exit(main())
"""
"""A command as a person starts it: in the background of a shell it would be deaf to Ctrl-C."""


@pytest.mark.slow
def test_the_pages_are_served_on_this_machine_alone_until_ctrl_c(shelf: Shelf) -> None:
    words = ["experiments", "ui", "--port", "0", "--json", "--store", shelf.store.uri]
    server = subprocess.Popen([sys.executable, "-c", HEARS_CTRL_C, *words], stdout=subprocess.PIPE)
    try:
        assert server.stdout is not None
        address = json.loads(server.stdout.readline())["address"]
        assert address.startswith("http://127.0.0.1:")
        url = f"{address}/api/2.0/mlflow/experiments/get-by-name?experiment_name=Phase2_Advanced"
        with urllib.request.urlopen(url, timeout=30) as answer:
            assert json.load(answer)["experiment"]["name"] == "Phase2_Advanced"
        server.send_signal(signal.SIGINT)
        assert server.wait(60) == 0
    finally:
        if server.poll() is None:
            server.kill()
    assert free_port(int(address.rpartition(":")[2])) > 0


def test_a_port_that_is_taken_is_told(shelf: Shelf, capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert main(["experiments", "ui", "--port", port, "--store", shelf.store.uri]) == 2
    assert f"port={port}" in capsys.readouterr().err
    assert main(["experiments", "ui", "--port", "70000", "--store", shelf.store.uri]) == 2
