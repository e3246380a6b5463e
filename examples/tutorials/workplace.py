"""The folder in which a tutorial works: commands as a reader types them, and what a page keeps of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "NBA_PROPS_TUTORIAL"
"""The variable that names another folder than `outputs/tutorials/<name>`."""
KEPT = "kept: "
"""How a line begins that names a file for the page."""
COLUMNS = 80
"""Width of what commands print."""

Shell = Callable[..., str]


class CommandError(RuntimeError):
    """A command ended with another exit code than the one that the tutorial tells of."""


def workplace(script: str) -> Shell:
    """Empty the tutorial's folder, make it the current one, and return what runs commands there."""
    folder = Path(os.environ.get(FOLDER) or ROOT / "outputs" / "tutorials" / Path(script).stem)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.chdir(folder)
    return sh


def sh(command: str, code: int = 0) -> str:
    """Run a command line as it is shown, print it and its output as it comes, and return the output.

    Raises:
        CommandError: the exit code is another one than `code`.
    """
    print("$ " + command.replace("\n", "\n> "), flush=True)
    said = []
    with subprocess.Popen(
        ["bash", "-c", command.replace("python train.py", f"python {ROOT / 'train.py'}")],
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            said.append(line)
    text = "".join(said)
    print(flush=True)
    if process.returncode != code:
        raise CommandError(f"{command}: exit code {process.returncode} in place of {code}\n{text}")
    return text


def keep(path: Path | str, title: str) -> None:
    """Show a file on the page: a picture as it is, anything else as a link; by hand, say where it is."""
    shown = Path(path).absolute()
    print(f"{KEPT}{shown.relative_to(Path.cwd()) if FOLDER in os.environ else shown} ({title})")


def latest(pattern: str) -> Path:
    """Return the newest file of the folder that a pattern fits."""
    return max(Path.cwd().glob(pattern), key=lambda path: path.stat().st_mtime_ns)


def _environment() -> dict[str, str]:
    """Return the variables of a command: this Python first, a terminal of one width, no colours, no name."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("NBA_PROPS_")}
    path = os.pathsep.join([str(Path(sys.executable).parent), own.get("PATH", "")])
    plain = {"COLUMNS": str(COLUMNS), "NO_COLOR": "1", "PYTHONWARNINGS": "ignore"}
    return {**own, **plain, "PATH": path, "LOGNAME": "you"}
