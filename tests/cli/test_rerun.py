"""`--experimental-rerun` with a file that is no job: one line, and nothing is written."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from tests.harness.entry import call


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"garbage\n",
        b"\x80\x04",
        pickle.dumps({"hydra": 1})[:-4],
        pickle.dumps({"hydra": 1}),
        b"cno\nno\n.",
    ],
)
def test_a_file_that_is_no_job_is_told_in_one_line(
    content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.pickle"
    file.write_bytes(content)
    monkeypatch.chdir(tmp_path)
    ended = call(["train", "--experimental-rerun", str(file)])
    assert ended.code == 2
    (only,) = ended.err.splitlines()
    assert only.startswith(f"error: --experimental-rerun {file}: must be the config.pickle of a job")
    assert [path.name for path in tmp_path.iterdir()] == ["config.pickle"]


def test_a_file_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ended = call(["train", "--experimental-rerun", "gone.pickle"])
    assert (ended.code, ended.err) == (
        2,
        "error: --experimental-rerun gone.pickle: No such file or directory\n",
    )
