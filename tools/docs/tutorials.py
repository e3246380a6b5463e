"""The pages of the tutorials, made by executing their scripts.

    python -m tools.docs.tutorials NAME     execute one, print its page

What a script said is kept under `outputs/tutorials/.said` until the script or the program changes.
"""

from __future__ import annotations

import hashlib
import json
import os
import posixpath
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from examples.tutorials.workplace import FOLDER, KEPT

from nba_props.core.atomic import locked
from tools.docs.cells import Cell, TutorialError, cells, execute
from tools.docs.markdown import block
from tools.docs.stable import named, names, stable

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "examples" / "tutorials"
SAID = ROOT / "outputs" / "tutorials" / ".said"
MADE_WITH = ("src/**/*.py", "conf/**/*.yaml", "examples/**/*.py", "tools/docs/cells.py", "train.py")
TEXT = "said.json"
PICTURES = {".svg", ".png", ".webp"}
SCRIPT_LINK = re.compile(r"\]\((?:\.\./)+examples/tutorials/(\w+)\.py\)")
KEPT_LINE = re.compile(rf"^{KEPT}(\S+) \((.*)\)$")


def tutorials() -> list[str]:
    """Return the names of all tutorials."""
    return sorted(path.stem for path in SCRIPTS.glob("*.py") if "# %%" in path.read_text(encoding="utf-8"))


def files() -> dict[str, str | bytes]:
    """Return the pages of all tutorials and the files that they show, by their paths below `docs/`.

    Raises:
        TutorialError: a script failed; says where.
    """
    with ThreadPoolExecutor(max_workers=2) as pool:
        folders = dict(zip(tutorials(), pool.map(said, tutorials()), strict=True))
    pages: dict[str, str | bytes] = {f"tutorials/{name}.md": page(name, at) for name, at in folders.items()}
    shown = [(name, path) for name, at in folders.items() for path in at.iterdir() if path.name != TEXT]
    return pages | {f"tutorials/{name}/{path.name}": path.read_bytes() for name, path in shown}


def linked(markdown: str, path: str) -> str:
    """Return a page whose links to tutorials' scripts lead to the pages that are made of them.

    Args:
        markdown: the page as it is in a clone.
        path: where it is, below `docs/`.
    """
    folder = posixpath.dirname(path)
    return SCRIPT_LINK.sub(lambda to: f"]({posixpath.relpath(f'tutorials/{to[1]}.md', folder)})", markdown)


def page(name: str, folder: Path) -> str:
    """Return the page of a tutorial whose script has left what it said in a folder."""
    kept = json.loads((folder / TEXT).read_text(encoding="utf-8"))
    printed = [stable(text, Path(kept["work"]), ROOT) for text in kept["said"]]
    known = names("\n".join(printed))
    done = zip(cells((SCRIPTS / f"{name}.py").read_text(encoding="utf-8")), printed, strict=True)
    return "\n\n".join(part for cell, text in done for part in _parts(cell, named(text, known), name)) + "\n"


def said(name: str) -> Path:
    """Return the folder with what a tutorial said and showed; its script is executed if anything changed.

    Raises:
        TutorialError: the script failed; says where.
    """
    made = SAID / f"{name}-{_digest(SCRIPTS / f'{name}.py')}"
    with locked(SAID / name):  # a build and a test that want the same one
        if not made.is_dir():
            with tempfile.TemporaryDirectory(prefix=f"{name}-") as work:
                _execute_apart(name, Path(work))
                for old in SAID.glob(f"{name}-*"):
                    shutil.rmtree(old)
                shutil.move(Path(work) / "made", made)
    return made


def _digest(script: Path) -> str:
    paths = sorted(
        {script, *(path for pattern in MADE_WITH for path in ROOT.glob(pattern))} - _others(script)
    )
    found = hashlib.sha256()
    for path in paths:
        found.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _others(script: Path) -> set[Path]:
    return {SCRIPTS / f"{name}.py" for name in tutorials()} - {script}


def _execute_apart(name: str, work: Path) -> None:
    """Execute a tutorial in a process of its own, which leaves what it said in `work/made`."""
    run = subprocess.run(
        [sys.executable, "-m", "tools.docs.tutorials", name, str(work / "made")],
        cwd=ROOT,
        env={**os.environ, FOLDER: str(work / name), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise TutorialError(run.stderr.strip())


def keep(name: str, folder: Path) -> None:
    """Execute a tutorial; write what its cells printed and the files that it shows into a new folder."""
    printed = [text for _, text in execute(SCRIPTS / f"{name}.py")]
    folder.mkdir(parents=True)
    kept = {"work": str(Path.cwd()), "said": printed}
    (folder / TEXT).write_text(json.dumps(kept, indent=1), encoding="utf-8")
    for path, _title in (shown for text in printed for shown in _kept(text)):
        shutil.copy(path, folder / Path(path).name)


def _parts(cell: Cell, text: str, name: str) -> Iterator[str]:
    """Yield what a page shows of a cell and of what it printed."""
    if cell.kind == "markdown":
        yield cell.prose
    if cell.kind in ("markdown", "hidden"):
        return
    if cell.kind == "code":
        yield block(cell.text, "python")
    for chunk in re.split(r"^(?=\$ )", text, flags=re.MULTILINE):
        command, printed = _command(chunk)
        lines = [line for line in printed.splitlines() if not line.startswith(KEPT)]
        if command:
            yield block(command, "bash")
        if any(line.strip() for line in lines):
            yield block("\n".join(lines).strip("\n"), "text")
        yield from (_shown(path, title, name) for path, title in _kept(printed))


def _command(chunk: str) -> tuple[str, str]:
    """Return the command that a chunk begins with, its further lines marked by `> `, and what it printed."""
    found = re.match(r"\$ (.*(?:\n> .*)*)", chunk)
    return (found[1].replace("\n> ", "\n"), chunk[found.end() :]) if found else ("", chunk)


def _kept(printed: str) -> list[tuple[str, str]]:
    found = (KEPT_LINE.match(line) for line in printed.splitlines())
    return [(match[1], match[2]) for match in found if match]


def _shown(path: str, title: str, name: str) -> str:
    picture = "!" if Path(path).suffix in PICTURES else ""
    return f"{picture}[{title}]({name}/{Path(path).name})"


def main() -> int:
    """Execute one tutorial into a folder; without a folder, print its page."""
    try:
        if len(sys.argv) > 2:
            keep(sys.argv[1], Path(sys.argv[2]))
        else:
            sys.stdout.write(page(sys.argv[1], said(sys.argv[1])))
    except TutorialError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
