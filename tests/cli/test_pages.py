"""Files that commands are asked to write, looked at before any work is done for them."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path

import pytest

from nba_props.cli import main
from nba_props.cli.pages import checked
from nba_props.errors import ConfigError

COMMANDS = {
    "picks --html": ["picks", "--html"],
    "picks --csv": ["picks", "--csv"],
    "monitor": ["monitor", "--html"],
    "bets": ["bets", "report", "--html"],
    "bets export": ["bets", "export"],
    "experiments export": ["experiments", "export", "advanced"],
    "experiments report": ["experiments", "report", "advanced", "--output"],
    "compare": ["experiments", "compare", "abcd", "ef01", "--html"],
    "phases": ["experiments", "phases", "--html"],
}


@pytest.fixture
def nothing_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without any store, where work that is begun ends with another message."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.html").mkdir()
    return tmp_path


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
@pytest.mark.parametrize(
    ("name", "said"),
    [("missing/page.html", "there is no folder missing"), ("folder.html", "is a folder")],
)
@pytest.mark.usefixtures("nothing_there")
def test_a_file_that_cannot_be_written_is_refused_before_the_work(
    words: list[str], name: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words, name]) == 2
    assert capsys.readouterr() == ("", f"error: {name}: {said}\n")


def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(**options: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(options["dir"]))

    monkeypatch.setattr(tempfile, "mkstemp", denied)
    with pytest.raises(ConfigError, match=r"page\.html: cannot be written: Permission denied"):
        checked(tmp_path / "page.html")


def test_a_look_leaves_nothing_and_devices_pass(tmp_path: Path) -> None:
    (tmp_path / "old.html").write_text("earlier")
    for path in (tmp_path / "new.html", tmp_path / "old.html", Path(os.devnull)):
        assert checked(path) == path
    assert [(each.name, each.read_text()) for each in tmp_path.iterdir()] == [("old.html", "earlier")]
