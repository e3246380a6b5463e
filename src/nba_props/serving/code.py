"""The code that a served model brings along: the modules that it needs to predict, under a name of their own.

A model must predict for years what it predicted in its run, whatever becomes of this project's code, and
where it is served nobody may have installed this project. So it carries the modules that it needs as a
package called `nba_props_<hash of their text>`. Two versions of the code can be loaded side by side, and
neither hides the installed `nba_props` from whoever loads a model in a notebook.
"""

from __future__ import annotations

import ast
import hashlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import nba_props
from nba_props.core.serialization import ROOT

SERVED = "nba_props.serving.predict"
"""What the entry of a served model imports: all else follows from it and from the classes of the bundle."""
_INIT = '"""The part of nba_props {version} that a model of it needs to predict."""\n'


def ship(folder: Path, modules: Iterable[str]) -> Path:
    """Write the package that the modules (full names) need, themselves included, into a folder; its path."""
    texts = {path: text for module in closure(modules) for path, text in [_source(module)]}
    texts[Path("__init__.py")] = _INIT.format(version=nba_props.__version__)
    name = f"{ROOT}_{_digest(texts)}"
    for path, text in texts.items():
        target = folder / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(re.sub(rf"\b{ROOT}\b", name, text), encoding="utf-8")
    return folder / name


def closure(modules: Iterable[str]) -> list[str]:
    """All modules of this package that the modules import when they are imported, themselves included."""
    found: set[str] = set()
    waiting = [ROOT, *modules]
    while waiting:
        module = waiting.pop()
        if module not in found:
            found.add(module)
            parts = module.split(".")
            waiting += [".".join(parts[:n]) for n in range(1, len(parts))]
            waiting += _imported(_source(module)[1])
    return sorted(found)


def _imported(text: str) -> Iterator[str]:
    """Yield the modules of this package that a module imports at its top, but for type checking."""
    for node in ast.parse(text).body:
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == ROOT:
            yield node.module
            yield from (
                f"{node.module}.{alias.name}" for alias in node.names if _path(f"{node.module}.{alias.name}")
            )
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == ROOT)


def _source(module: str) -> tuple[Path, str]:
    """Return a module's place in the package, and its text."""
    path = _path(module)
    if path is None:
        raise ModuleNotFoundError(module)
    return path.relative_to(_root()), path.read_text(encoding="utf-8")


def _path(module: str) -> Path | None:
    """Return the file of a module of this package."""
    base = _root().joinpath(*module.split(".")[1:])
    candidates = (base / "__init__.py", base.with_name(f"{base.name}.py"))
    return next((path for path in candidates if path.is_file()), None)


def _root() -> Path:
    return Path(str(nba_props.__file__)).parent


def _digest(texts: dict[Path, str]) -> str:
    parts = [f"{path.as_posix()}\n{texts[path]}" for path in sorted(texts)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:8]
