from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from nba_props.cli import main, subcommands
from nba_props.cli.commands.completion import SHELLS, script, whole_parser

pytest.importorskip("shtab", reason="shtab is not installed")

COMPLETE = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 )); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
$(complete -p nba-props | sed 's/.*-F \\([^ ]*\\).*/\\1/')
echo "${COMPREPLY[@]}"
"""


def test_one_parser_knows_every_command() -> None:
    usage = whole_parser().format_help()
    assert all(name in usage for name in subcommands())


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_has_a_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    shown = capsys.readouterr().out
    assert "experiments" in shown
    assert "require" in shown


def test_bash_completes_commands_verbs_and_options(tmp_path: Path) -> None:
    if shutil.which("bash") is None:
        pytest.skip("no bash")
    path = tmp_path / "nba-props"
    path.write_text(script("bash"))

    def completed(*words: str) -> list[str]:
        done = subprocess.run(
            ["bash", "-c", COMPLETE, "bash", str(path), *words], capture_output=True, text=True, check=True
        )
        return done.stdout.split()

    assert completed("nba-props", "exp") == ["experiments"]
    assert completed("nba-props", "experiments", "be") == ["best"]
    assert "--metric" in completed("nba-props", "experiments", "best", "--")
    assert completed("nba-props", "completion", "z") == ["zsh"]


def test_another_shell_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["completion", "cmd"])
    assert stopped.value.code == 2
    assert "zsh" in capsys.readouterr().err
