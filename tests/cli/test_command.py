from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest
from omegaconf import OmegaConf

from nba_props.cli import diff_report, main, subcommands
from nba_props.configuration.diff import Change, PresetDiff

CHANGED = PresetDiff("train.yaml", "changed", [Change("seed", "42", "43"), Change("a|b", "1", '"x|y"')])
BROKEN = PresetDiff("debug=quick", "broken", problems=["after: no such option"])


def test_without_words_it_lists_its_subcommands(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    shown = capsys.readouterr().out
    assert all(f"\n  {name} " in shown for name in subcommands())


def test_an_unknown_subcommand_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["confg"]) == 2
    assert capsys.readouterr().err.startswith("error: confg: no such command; did you mean config")


def test_config_show_prints_what_the_words_say(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "show", "model=ridge", "seed=5"]) == 0
    shown = capsys.readouterr().out
    assert "\nseed: 5\n" in shown
    assert main(["config", "show", "--json", "model=ridge", "seed=5"]) == 0
    assert json.loads(capsys.readouterr().out) == OmegaConf.to_container(OmegaConf.create(shown))


def test_the_json_of_config_show_is_taken_by_every_reader(capsys: pytest.CaptureFixture[str]) -> None:
    def refused(name: str) -> None:
        raise AssertionError(name)

    assert main(["config", "show", "--json", "model.learning_rate=inf", "model.reg_lambda=nan"]) == 0
    shown = json.loads(capsys.readouterr().out, parse_constant=refused)
    assert shown["model"]["learning_rate"] is shown["model"]["reg_lambda"] is None
    assert list(shown["model"]) == sorted(shown["model"])


def test_config_show_tells_mistakes_and_exits_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "show", "model=lightgmb", "model.x=1", "sead=1"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("error: ") for line in lines)


def test_config_check_exits_with_1_when_anything_is_wrong(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from nba_props.configuration import verify

    found = [verify.Checked("model=good", []), verify.Checked("model=bad", ["model.x=1: must be 2"])]
    monkeypatch.setattr(verify, "verify", lambda: iter(found))
    assert main(["config", "check"]) == 1
    assert capsys.readouterr().out == "✓ model=good\n✗ model=bad\n    model.x=1: must be 2\n"
    assert main(["config", "check", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)[1]["problems"] == ["model.x=1: must be 2"]
    monkeypatch.setattr(verify, "verify", lambda: iter(found[:1]))
    assert main(["config", "check"]) == 0


@pytest.mark.parametrize(("found", "code"), [([], 0), ([CHANGED, BROKEN], 1)])
def test_config_diff_exits_with_1_where_anything_differs(
    found: list[PresetDiff], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from nba_props.configuration import diff

    asked: list[object] = []

    def record(*words: object) -> list[PresetDiff]:
        asked.append(words[:2])
        return found

    monkeypatch.setattr(diff, "diff", record)
    for words in ([], ["--markdown"], ["--json"]):
        assert main(["config", "diff", *words, "main", "--", "seed=3", "~model"]) == code
    assert asked == [("main", ["seed=3", "~model"])] * 3
    shown = capsys.readouterr().out
    assert json.loads(shown[shown.rindex("\n[") :] if found else "[]") == [asdict(each) for each in found]


def test_a_diff_is_readable_as_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    diff_report.show("main", [CHANGED, BROKEN])
    assert capsys.readouterr().out.splitlines() == [
        "train.yaml  changed",
        "  seed: 42 -> 43",
        '  a|b: 1 -> "x|y"',
        "debug=quick  broken",
        "  after: no such option",
    ]


def test_a_diff_is_a_markdown_table() -> None:
    lines = diff_report.markdown("main", [CHANGED, BROKEN]).splitlines()
    assert lines[:5] == [
        "### `train.yaml` changed",
        "",
        "| key | `main` | working tree |",
        "|---|---|---|",
        "| `seed` | `42` | `43` |",
    ]
    assert lines[-1] == "- after: no such option"
    assert diff_report.markdown("main", []) == "The configuration is the same as in `main`."


def test_a_value_with_backticks_stays_code_in_a_table() -> None:
    diff = PresetDiff("train.yaml", "changed", [Change("run_name", '"a`b``c|d"', '"e"')])
    assert diff_report.markdown("main", [diff]).splitlines()[-1] == (
        '| `run_name` | ``` "a`b``c\\|d" ``` | `"e"` |'
    )


def test_a_change_that_presets_share_is_told_once_with_their_names(
    capsys: pytest.CaptureFixture[str],
) -> None:
    seed, lags = Change("seed", "42", "43"), Change("lags", "3", "5")
    found = [PresetDiff("a", "changed", [lags, seed]), PresetDiff("b", "changed", [seed]), BROKEN]
    diff_report.show("main", found)
    assert capsys.readouterr().out.splitlines() == [
        "2 presets  changed",
        "  in a, b",
        "  seed: 42 -> 43",
        "a  changed",
        "  lags: 3 -> 5",
        "debug=quick  broken",
        "  after: no such option",
    ]
    text = diff_report.markdown("main", found)
    assert text.startswith("### 2 presets changed\n\n`a`, `b`\n\n| key |")
    assert text.count("| `seed` | `42` | `43` |") == 1


def test_a_diff_outside_a_checkout_exits_with_2(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    assert main(["config", "diff", "HEAD"]) == 2
    assert "not in a git repository" in capsys.readouterr().err


@pytest.mark.slow
def test_an_output_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    words = ["debug=quick", f"paths.outputs={tmp_path}/file"]
    command = [sys.executable, "-m", "nba_props.cli", "train", *words]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert result.returncode == 2
    assert result.stderr.splitlines()[0].startswith(f"error: paths.outputs: {tmp_path}/file")
    assert "Traceback" not in result.stderr
