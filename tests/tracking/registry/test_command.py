"""`nba-props registry`: what it prints, its exit codes, and that it can do all that Python can."""

from __future__ import annotations

import argparse
import inspect
import json
import math
import re
from typing import Any

import pytest

from nba_props.cli import main
from nba_props.cli.commands.registry import _parser
from nba_props.cli.commands.serve import uri_of
from nba_props.errors import NBAPropsError, TrackingError
from nba_props.serving.loading import load_bundle
from nba_props.tracking.registry import ModelRegistry
from nba_props.tracking.store import Store
from tests.tracking.registry.shop import GOOD, add_run, aliases

VERBS = {
    "list": ["list_models"],
    "info": ["get_model_info", "get_model_version"],
    "register": ["register_model"],
    "evaluate": ["evaluate_for_production"],
    "promote": ["promote_model"],
    "rollback": ["rollback_model"],
    "archive": ["archive"],
    "compare": ["compare_models"],
    "history": ["history"],
}


def ask(store: Store, *words: str) -> int:
    """Run a command on a store; its exit code."""
    return main(["registry", words[0], "--store", store.uri, *words[1:]])


def answer(store: Store, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    """Run a command; its exit code and its JSON."""
    capsys.readouterr()
    code = ask(store, *words, "--json")
    return code, json.loads(capsys.readouterr().out, parse_constant=_refuse)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def verbs() -> dict[str, argparse.ArgumentParser]:
    """The parser of each verb."""
    (actions,) = (each for each in _parser()._actions if isinstance(each, argparse._SubParsersAction))
    return dict(actions.choices)


def test_every_method_has_a_verb() -> None:
    public = {name for name, each in inspect.getmembers(ModelRegistry, inspect.isfunction) if name[0] != "_"}
    assert {name for methods in VERBS.values() for name in methods} == public
    assert set(verbs()) == set(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_python_parameter_is_an_option(verb: str) -> None:
    methods = [getattr(ModelRegistry, name) for name in VERBS[verb]]
    wanted = {name for each in methods for name in inspect.signature(each).parameters if name != "self"}
    wanted |= set(inspect.signature(ModelRegistry).parameters)
    assert wanted | {"json"} <= {action.dest for action in verbs()[verb]._actions}


def test_a_version_goes_live_and_back(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code, change = answer(store, capsys, "promote", "pra", "2", "--reason", "better", "--who", "eve")
    assert (code, change["changed"], change["event"]["who"]) == (0, True, "eve")
    assert answer(store, capsys, "list")[1][0]["aliases"] == {"previous": "1", "production": "2"}
    assert ask(store, "rollback", "pra", "--reason", "it lost") == 0
    assert aliases(store) == {"production": "1", "previous": "2"}
    code, history = answer(store, capsys, "history", "pra", "--limit", "2")
    assert [(each["action"], each["reason"]) for each in history] == [
        ("promote", "better"),
        ("rollback", "it lost"),
    ]


def test_the_answer_no_is_exit_code_1(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    code, verdict = answer(store, capsys, "evaluate", "pra", "3")
    assert (code, verdict["passed"]) == (1, False)
    assert [each["what"] for each in verdict["checks"] if not each["passed"]] == ["betting_roi"]
    assert answer(store, capsys, "evaluate", "pra", "2")[0] == 0
    assert answer(store, capsys, "promote", "pra", "3")[0] == 1
    assert aliases(store) == {"production": "1"}
    assert ask(store, "promote", "pra", "3", "--override", "on purpose") == 0
    assert aliases(store)["production"] == "3"


def test_a_run_is_registered_by_the_letters_that_tables_show(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    run = add_run(store, GOOD)
    code, change = answer(store, capsys, "register", run[:8])
    assert (code, change["version"], change["event"]["run_id"]) == (0, "4", run)


def test_a_metric_that_is_nan_fails_and_is_null_in_json(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask(store, "register", add_run(store, {**GOOD, "betting_roi": math.nan})) == 0
    code, verdict = answer(store, capsys, "evaluate", "pra", "4")
    (check,) = (each for each in verdict["checks"] if not each["passed"])
    assert (code, check["what"], check["value"]) == (1, "betting_roi", None)
    code, found = answer(store, capsys, "compare", "pra", "2", "4", "--metrics", "betting_roi")
    assert (code, found["metrics"][0]["values"]["4"]) == (0, None)


def test_strict_criteria_ask_for_findings(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(store, capsys, "evaluate", "pra", "2", "--criteria", "strict")[0] == 0
    run = add_run(store, GOOD, tags={"finding/NBP001": "issue"})
    assert ask(store, "register", run) == 0
    code, verdict = answer(store, capsys, "evaluate", "pra", "4", "--criteria", "strict")
    assert code == 1
    assert verdict["checks"][-1]["reason"] == "issue: NBP001"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["info", "prra"], "did you mean pra"),
        (["info", "pra", "9"], "has no version 9"),
        (["promote", "pra", "9"], "has no version 9"),
        (["rollback", "pra", "--reason", "x"], "no previous production version"),
        (["evaluate", "pra", "2", "--criteria", "strct"], "did you mean strict"),
        (["compare", "pra", "1", "2", "--metrics", "val_mea"], "did you mean val_mae"),
        (["register", "nope"], "run nope: a run is named by its id"),
        (["register", "f" * 32], f"run {'f' * 32}: is not in"),
        (["register", "ffff"], "run ffff: there is none in"),
    ],
)
def test_mistakes_are_one_line_and_exit_code_2(
    store: Store, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    assert ask(store, *words) == 2
    shown = capsys.readouterr().err.splitlines()
    assert len(shown) == 1
    assert message in shown[0]


@pytest.mark.parametrize("words", [["promote", "pra", "2", "--to", "prod"], ["rollback", "pra"], ["nothing"]])
def test_usage_is_exit_code_2(words: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["registry", *words])
    assert caught.value.code == 2


@pytest.mark.parametrize("width", [60, 80, 120])
def test_tables_fit_the_terminal(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    ask(store, "promote", "pra", "3", "--override", "a long reason, " * 20)
    for words in (
        ["list"],
        ["info", "pra"],
        ["info", "pra", "3"],
        ["evaluate", "pra", "3", "--criteria", "strict"],
        ["compare", "pra", "1", "2", "3"],
        ["history", "pra"],
    ):
        ask(store, *words)
    shown = capsys.readouterr().out
    assert max(len(line) for line in shown.splitlines()) <= width
    assert "OVERRIDE" in shown


def test_a_version_is_shown_with_its_run(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    _, version = answer(store, capsys, "info", "pra", "production")
    assert (version["version"], version["aliases"]) == ("1", ["production"])
    assert ask(store, "archive", "pra", "3", "--reason", "no good") == 0
    _, found = answer(store, capsys, "info", "pra", "--archived")
    assert [each["archived"] for each in found["versions"]] == ["no good", None, None]
    assert ask(store, "archive", "pra", "3", "--undo") == 0


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("points@production", "model nba_props_points: is not registered; known: pra"),
        ("models:/nba_props_points/1", "model nba_props_points: is not registered; known: pra"),
        ("pra/9", "nba_props_pra: has no version 9; the newest is 3"),
        ("pra@prod", "nba_props_pra: has no version prod; give its number, or an alias: production (1)"),
        ("points", "points: is neither a run's id nor a registered version"),
    ],
)
def test_what_is_to_be_served_is_looked_for_among_what_is_registered(
    store: Store, name: str, message: str
) -> None:
    with pytest.raises(NBAPropsError, match=re.escape(message)):
        uri_of(store, name)


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("models:/foo/1", "models:/foo/1: no model foo is registered; known: nba_props_pra"),
        ("models:/foo@live", "models:/foo@live: no model foo is registered; known: nba_props_pra"),
        ("models:/nba_props_pra/9", "has no version 9; the newest is 3, aliases: production (1)"),
        ("models:/nba_props_pra@live", "has no version live; the newest is 3, aliases: production (1)"),
        ("models:/m-1", "no logged model has the id m-1; registered models: nba_props_pra"),
        ("runs:/1/model", "run 1: there is none in sqlite:"),
    ],
)
def test_a_model_that_is_not_there_is_told_in_our_words_with_what_is(
    store: Store, uri: str, message: str
) -> None:
    with pytest.raises(TrackingError, match=re.escape(message)):
        load_bundle(store, uri)


@pytest.mark.parametrize("name", ["models:/foo/1", "foo/bar", "runs:/1/model"])
def test_an_address_is_no_name_of_a_model_and_no_run(
    store: Store, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert ask(store, "info", name) == 2
    assert f"{name}: is not registered; known: pra" in capsys.readouterr().err
    long = f"{name}/and/more/letters/than/an/id/has"
    assert ask(store, "register", long) == 2
    assert "a run is named by its id" in capsys.readouterr().err


def test_what_is_registered_is_served_by_its_short_name(store: Store) -> None:
    for name in ("pra@production", "pra/2", "pra/latest"):
        assert uri_of(store, name) == f"models:/nba_props_{name}"
        assert uri_of(store, f"models:/nba_props_{name}") == f"models:/nba_props_{name}"
    assert uri_of(store, "models:/mine/3") == "models:/mine/3"
