"""Words that no person means: one clear line, exit code 2, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from nba_props.cli.exits import tell
from nba_props.errors import ConfigError
from tests.harness.entry import call

LONG = "x" * 5_000
QUICK = ["train", "debug=quick", "model=rolling_mean"]


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("model=null", "error: model=null: cannot be composed: Config group override must be a string"),
        ("hydra.run.dir=${nope}", "error: hydra.run.dir: Interpolation key 'nope' not found"),
        ("hydra.run.dir=FILE", "error: hydra.run.dir: FILE cannot be read or made: "),
        ("hydra.run.dir=/", "error: hydra.run.dir=/: must be a folder other than the root"),
        ("hydra.run.dir=/tmp/..", "error: hydra.run.dir=/tmp/..: must be a folder other than the root"),
        ("hydra.run.dir=", "error: hydra.run.dir=: must be a folder"),
        ("paths.outputs=''", "error: paths.outputs=: must be a folder"),
        ("paths.outputs=/", "error: paths.outputs=/: must be a folder other than the root"),
        ("paths.cache=//", "error: paths.cache=//: must be a folder other than the root"),
        (f"paths.outputs={LONG}", f"error: paths.outputs: {LONG[:300]}"),
        (f"model={LONG}", f"error: model={LONG[:300]}"),
        (f"{LONG}=1", f"error: {LONG[:300]}"),
        (f"model.window={LONG * 5}", "error: model.window=xxx"),
        ("validation.warmup=999999999", "error: validation.warmup=999999999: must be between 0 and 1000"),
        ("validation.first_test=9999-12-31", "error: validation.first_test=9999-12-31: must be a date from"),
        ("model.window=99999999999", "error: model.window=99999999999: must be at most 2147483647"),
        ("threads=1000000", "error: threads=1000000: must be between 1 and 1024"),
        ("model=xgboost model.device=cuda:77", "error: model.device=cuda:77: must be cpu, or a device"),
        ("model=ridge model.alpha=inf", "error: model.alpha=inf: must be at most 2147483647"),
        ("--config-path=/nowhere", "error: Primary config directory not found"),
        ("--resolve", "error: cannot be composed: The --resolve flag can only be used in conjunction"),
    ],
)
def test_each_is_one_line_that_names_it(
    word: str, line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.chdir(tmp_path)
    file = str(tmp_path / "file")
    ended = call([*QUICK, *word.replace("FILE", file).split(" ")])
    assert ended.code == 2
    (only,) = ended.err.splitlines()
    assert only.startswith(line.replace("FILE", file))
    assert len(only) < 1_000
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_more_words_than_can_be_read_are_counted() -> None:
    ended = call([*QUICK, *(f"+a{number}=1" for number in range(20_000))])
    assert (ended.code, ended.err) == (2, "error: 20,002 overrides: must be at most 1,000\n")


def test_a_message_fits_a_screen_whatever_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    tell(ConfigError([f"key{number}: \x1b[31m{'y' * number}" for number in range(5_000)]))
    told = capsys.readouterr().err
    assert len(told) < 4_000
    assert "\x1b" not in told
    assert told.splitlines()[0] == "error: key0: \\x1b[31m"
    assert told.splitlines()[-1].endswith(" more")


LAUGHING = "\n".join(
    [
        "a: &a [x,x,x,x,x,x,x,x,x]",
        *(f"{b}: &{b} [{','.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefg", "bcdefgh", strict=True)),
    ]
)


WORDINGS = (
    {"end": 2, "itself": "a file or a value includes itself"},
    {"end": 3, "itself": "{file}, line 2: not valid YAML: YAML recursive aliases are not supported"},
)
"""What the YAML parsers of the two hydra-cores say of the same mistake."""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"defaults: [mine]\n", "experiment=mine: a file or a value includes itself"),
        (b"seed: 3 # \xe9\n", "experiment=mine: a configuration file is not UTF-8"),
        (b"seed: [", "experiment=mine: {file}, line {end}: not valid YAML"),
        (b"run_name: ${run_name}\n", "run_name: Recursive interpolation detected"),
        (b"a: &a [*a]\n", "experiment=mine: {itself}"),
        (LAUGHING.encode(), "{file}: 5.4e+07 values by its aliases; must be at most 100,000"),
        (b"seed: 3\n#" + b"x" * 1_000_000, "{file}: 1,000,029 bytes; must be at most 1,000,000"),
    ],
)
def test_a_yaml_file_that_cannot_be_composed_is_named(content: bytes, line: str, tmp_path: Path) -> None:
    file = tmp_path / "experiment" / "mine.yaml"
    file.parent.mkdir()
    file.write_bytes(b"# @package _global_\n" + content)
    ended = call(["train", f"--config-dir={tmp_path}", *QUICK[1:], "experiment=mine"])
    assert ended.code == 2
    (only,) = ended.err.splitlines()
    wordings = (line.format(file="{file}", **words).format(file=file) for words in WORDINGS)
    assert only.startswith(tuple(f"error: {wording}" for wording in wordings))
