"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from nba_props.core import atomic, leftovers
from nba_props.core.atomic import locked, replacing, write_bytes
from nba_props.core.process import this_process


def write_half(path: Path) -> None:
    with replacing(path) as temporary:
        temporary.write_bytes(b"half")
        raise RuntimeError("stopped")


def test_a_file_takes_its_place_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file"
    write_bytes(path, b"one")
    with pytest.raises(RuntimeError, match="stopped"):
        write_half(path)
    assert path.read_bytes() == b"one"
    assert [each.name for each in path.parent.iterdir()] == ["file"]


def test_a_pipe_keeps_its_place_and_gets_the_content(tmp_path: Path) -> None:
    path, got = tmp_path / "pipe", bytearray()
    os.mkfifo(path)
    reader = threading.Thread(target=lambda: got.extend(path.read_bytes()))
    reader.start()
    write_bytes(path, b"content")
    reader.join(timeout=30)
    assert bytes(got) == b"content"
    assert path.is_fifo()
    assert [each.name for each in tmp_path.iterdir()] == ["pipe"]


def test_a_device_keeps_its_place() -> None:
    before = os.stat("/dev/null").st_ino  # noqa: PTH116
    write_bytes(Path("/dev/null"), b"content")
    assert os.stat("/dev/null").st_ino == before  # noqa: PTH116
    assert Path("/dev/null").is_char_device()


def test_an_error_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 250)  # there is no room for a temporary one's longer name
    with pytest.raises(OSError, match=r"n{250}") as told:
        write_bytes(path, b"new")
    assert told.value.filename == str(path)
    assert list(tmp_path.iterdir()) == []


def left_behind(folder: Path, mark: str) -> Path:
    """A temporary file as a process of that mark leaves it."""
    path = folder / f".file.{mark}-abcdefgh.tmp"
    path.write_bytes(b"half")
    return path


def dead_mark() -> str:
    """The mark of a process of this machine that has ended."""
    words = [sys.executable, "-S", "-c", "import os; print(os.getpid())"]
    ended = subprocess.run(words, capture_output=True, check=True)
    return replace(this_process(), pid=int(ended.stdout)).mark


def test_what_dead_writers_left_goes_and_what_the_living_write_stays(tmp_path: Path) -> None:
    dead = left_behind(tmp_path, dead_mark())
    elsewhere = left_behind(tmp_path, replace(this_process(), host="another", pid=1).mark)
    of_others = tmp_path / ".notes.abcdefgh.tmp"
    of_others.write_bytes(b"mine")
    with replacing(tmp_path / "file") as temporary:
        temporary.write_bytes(b"new")
        assert leftovers.remove(tmp_path) == []
        assert not dead.exists()
    assert {path.name for path in tmp_path.iterdir()} == {"file", elsewhere.name, of_others.name}


def test_a_process_number_that_is_used_again_is_another_process(tmp_path: Path) -> None:
    left = left_behind(tmp_path, replace(this_process(), started="1").mark)
    assert leftovers.remove(tmp_path) == [left]


def test_who_waits_for_a_lock_is_told_what_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic, "PATIENCE", 0.01)
    path, told, entered = tmp_path / "lock", list[str](), threading.Event()

    def wait() -> None:
        with locked(path, told.append):
            entered.set()

    with locked(path, told.append):
        waiter = threading.Thread(target=wait)
        waiter.start()
        while not told:
            waiter.join(0.01)
        assert not entered.is_set()
    waiter.join(timeout=30)
    assert entered.is_set()
    assert told == [f"waiting for {path}, which process {os.getpid()} holds"]


def test_a_lock_that_says_nothing_is_another_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(atomic, "PATIENCE", 0.01)
    path, told = tmp_path / "lock", list[str]()

    def wait() -> None:
        with locked(path, told.append):
            pass

    with locked(path):
        waiter = threading.Thread(target=wait)
        waiter.start()
        while not told:
            waiter.join(0.01)
    waiter.join(timeout=30)
    assert told == [f"waiting for {path}, which another process holds"]
