from __future__ import annotations

import datetime as dt
import logging
import multiprocessing
import os
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from nba_props.core.cache import Frames, cached
from nba_props.errors import NBAPropsError

KEY = "0123abcd"


def frames(rows: int = 1000) -> Frames:
    numbers = pl.Series("x", range(rows), dtype=pl.Float32)
    unknown = pl.Series("none", [None] * rows, dtype=pl.Float32)
    return {
        "rows": pl.DataFrame({"player": ["Jokić", None] * (rows // 2), "y": range(rows)}),
        "X": pl.DataFrame([numbers, (numbers * 2).alias("z"), unknown]),
    }


class Builder:
    """Counts how often it was asked."""

    def __init__(self, made: Frames) -> None:
        self.made = made
        self.times = 0

    def __call__(self) -> Frames:
        self.times += 1
        return self.made


@pytest.fixture
def build() -> Builder:
    return Builder(frames())


def same(first: Frames, second: Frames) -> bool:
    return list(first) == list(second) and all(first[name].equals(second[name]) for name in first)


def entry(folder: Path, key: str = KEY) -> Path:
    return folder / f"{key}.frames"


def test_what_was_built_once_is_read_the_next_time(tmp_path: Path, build: Builder) -> None:
    assert same(cached(tmp_path / "cache", KEY, build), build.made)
    again = cached(tmp_path / "cache", KEY, build)
    assert same(again, build.made)
    assert build.times == 1
    assert [frame.n_chunks() for frame in again.values()] == [1, 1]


def test_another_key_is_built_anew(tmp_path: Path, build: Builder) -> None:
    cached(tmp_path, KEY, build)
    cached(tmp_path, "other", build)
    assert build.times == 2


def test_types_and_nulls_come_back_as_they_were(tmp_path: Path) -> None:
    moment = dt.datetime(2024, 1, 2, 3, tzinfo=dt.UTC)
    frame = pl.DataFrame(
        {
            "date": [dt.date(2024, 1, 1), None],
            "at": [moment, None],
            "flag": [True, None],
            "list": [[1, 2], None],
            "text": ["ö" * 40, ""],
            "nan": [float("nan"), None],
        }
    ).with_columns(
        pl.Series("enum", ["a", None], dtype=pl.Enum(["a", "b"])),
        pl.Series("category", ["a", None], dtype=pl.Categorical),
        pl.lit(None).alias("null"),
        pl.Series("small", [1, None], dtype=pl.Int8),
    )
    made = {"frame": frame, "empty": frame.clear(), "no_columns": pl.DataFrame()}
    cached(tmp_path, KEY, lambda: made)
    again = cached(tmp_path, KEY, dict)
    assert same(again, made)
    assert {name: one.schema for name, one in again.items()} == {
        name: one.schema for name, one in made.items()
    }


def test_a_frame_of_several_chunks_comes_back_in_one(tmp_path: Path) -> None:
    part = frames()["X"]
    made = {"X": pl.concat([part, part, part], rechunk=False)}
    cached(tmp_path, KEY, lambda: made)
    again = cached(tmp_path, KEY, dict)["X"]
    assert again.equals(made["X"])
    assert again.n_chunks() == 1


def flip(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda content: b"",
    "a few bytes": lambda content: content[:10],
    "half": lambda content: content[: len(content) // 2],
    "one byte short": lambda content: content[:-1],
    "one byte too many": lambda content: content + b"\0",
    "zeros at the end": lambda content: content[:-4096] + bytes(4096),
    "a bit of the first frame": lambda content: flip(content, 2000),
    "a bit of the footer": lambda content: flip(content, len(content) - 40),
    "a bit of the checksum": lambda content: flip(content, len(content) - 7),
    "a bit of the footer's length": lambda content: flip(content, len(content) - 16),
    "another file": lambda content: b"player,y\nJokic,50\n" * 100,
    "zeros": lambda content: bytes(len(content)),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_entry_is_noticed_and_rebuilt(
    damage: Callable[[bytes], bytes], tmp_path: Path, build: Builder, caplog: pytest.LogCaptureFixture
) -> None:
    cached(tmp_path, KEY, build)
    whole = entry(tmp_path).read_bytes()
    entry(tmp_path).write_bytes(damage(whole))
    with caplog.at_level(logging.WARNING):
        assert same(cached(tmp_path, KEY, build), build.made)
    assert build.times == 2
    assert "damaged and will be rebuilt" in caplog.text
    assert entry(tmp_path).read_bytes() == whole
    assert same(cached(tmp_path, KEY, build), build.made)
    assert build.times == 2


def test_a_build_that_fails_leaves_nothing_behind_and_can_be_tried_again(
    tmp_path: Path, build: Builder
) -> None:
    def fails() -> Frames:
        raise ValueError("no data")

    with pytest.raises(ValueError, match="no data"):
        cached(tmp_path, KEY, fails)
    assert not entry(tmp_path).exists()
    assert same(cached(tmp_path, KEY, build), build.made)


def test_what_a_killed_writer_left_is_no_entry_and_is_cleared_away_later(
    tmp_path: Path, build: Builder
) -> None:
    left, fresh = tmp_path / f".{KEY}.frames.abc.tmp", tmp_path / f".{KEY}.frames.def.tmp"
    left.write_bytes(b"half")
    fresh.write_bytes(b"half")
    os.utime(left, (time.time() - 1e6, time.time() - 1e6))
    cached(tmp_path, KEY, build)
    assert build.times == 1
    assert not left.exists()
    assert fresh.exists()


def test_entries_unread_for_longest_are_removed_when_the_folder_is_full(
    tmp_path: Path, build: Builder
) -> None:
    for number, key in enumerate(["a", "b", "c"]):
        cached(tmp_path, key, build)
        os.utime(entry(tmp_path, key), (1000 + number, 1000 + number))
    cached(tmp_path, "a", build)
    room_for_two = entry(tmp_path, "a").stat().st_size * 2.5 / 1e9
    cached(tmp_path, "d", build, max_gb=room_for_two)
    assert sorted(path.stem for path in tmp_path.glob("*.frames")) == ["a", "d"]


def test_an_entry_larger_than_the_limit_is_kept_until_the_next_one(tmp_path: Path, build: Builder) -> None:
    cached(tmp_path, "a", build, max_gb=1e-9)
    assert entry(tmp_path, "a").exists()
    cached(tmp_path, "b", build, max_gb=1e-9)
    assert not entry(tmp_path, "a").exists()


def test_frames_stay_readable_after_their_entry_is_removed(tmp_path: Path, build: Builder) -> None:
    cached(tmp_path, KEY, build)
    mapped = cached(tmp_path, KEY, build)
    entry(tmp_path).unlink()
    assert same(mapped, build.made)


def test_a_cache_that_cannot_be_written_costs_a_warning_only(
    tmp_path: Path, build: Builder, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    with caplog.at_level(logging.WARNING):
        assert same(cached(tmp_path / "cache", KEY, build), build.made)
    assert "going on without it" in caplog.text


@pytest.mark.parametrize("key", ["", "../outside", "a/b", "a b"])
def test_a_key_that_is_no_file_name_is_refused(key: str, tmp_path: Path, build: Builder) -> None:
    with pytest.raises(NBAPropsError, match="cache key"):
        cached(tmp_path, key, build)


def slow_build(folder: Path) -> Frames:
    (folder / f"built-{os.getpid()}").touch()
    time.sleep(0.5)
    return frames()


def ask(folder: Path) -> None:
    """One of several processes that ask at once; module level, so that it can be sent to a new process."""
    found = cached(folder / "cache", KEY, lambda: slow_build(folder))
    if not same(found, frames()):
        raise SystemExit(1)


@pytest.mark.slow
def test_processes_that_ask_at_once_build_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=ask, args=(tmp_path,)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(300)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert len(list(tmp_path.glob("built-*"))) == 1


@pytest.mark.parametrize("place", ["/proc/self", "file", "folder of that name"])
def test_a_folder_that_can_hold_no_lock_costs_a_warning_and_no_time(
    place: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder of that name" / f"{KEY}.lock").mkdir(parents=True)
    folder = tmp_path / place
    build = Builder(frames())
    assert cached(folder, KEY, build)["rows"].equals(build.made["rows"])
    assert build.times == 1
    assert "cannot be locked, going on without it" in caplog.text
