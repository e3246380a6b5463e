"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from nba_props.core.atomic import replacing, write_bytes


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
