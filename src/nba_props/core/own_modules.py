"""The modules of one's own that a source file imports, found without importing any of them.

One's own is what lies outside this package, the standard library and installed packages. Of an installed
package that declares a component its other modules are, too.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import lru_cache
from importlib.machinery import PathFinder
from pathlib import Path

from nba_props.core.loaded_source import loaded_source

PACKAGE = __name__.split(".", maxsplit=1)[0]
INSTALLED = {"site-packages", "dist-packages"}


def is_own(module: str, path: Path | None, root: str = "") -> bool:
    """Whether a module is a person's own; `root` is the first name of a package that is taken for his."""
    first = module.split(".", maxsplit=1)[0]
    if path is None or path.suffix != ".py" or first == PACKAGE or first in sys.stdlib_module_names:
        return False
    return first == root or not INSTALLED & set(path.parts)


def file_of(module: str) -> Path | None:
    """Return the source file of a module, loaded or not; None where it has none."""
    loaded = getattr(sys.modules.get(module), "__file__", None)
    origin = loaded if module in sys.modules else _found(module)
    path = None if origin is None else Path(origin)
    return path if path is not None and path.is_file() else None


def imported_by(module: str, path: Path, root: str) -> dict[str, Path]:
    """Return the modules of one's own that a module's file imports anywhere, by those that they import too.

    Raises:
        OSError: a file cannot be read.
    """
    found: dict[str, Path] = {}
    waiting = [(module, path)]
    while waiting:
        name, file = waiting.pop()
        is_package = file.name == "__init__.py"
        for each in _imports(loaded_source(file, name), name, is_package):
            of_each = None if each in found or each == module else file_of(each)
            if of_each is not None and is_own(each, of_each, root):
                found[each] = of_each
                waiting.append((each, of_each))
    return found


@lru_cache(1024)
def _imports(source: bytes, module: str, is_package: bool) -> frozenset[str]:
    """Return names of modules that may be imported, with the packages that they are in."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return frozenset()
    names = {name for node in ast.walk(tree) for name in _named(node, module, is_package)}
    parts = (name.split(".") for name in names)
    return frozenset(".".join(part[:end]) for part in parts for end in range(1, len(part) + 1))


def _named(node: ast.AST, module: str, is_package: bool) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        above = module.split(".")[: len(module.split(".")) - node.level + is_package] if node.level else []
        base = ".".join([*above, *([node.module] if node.module else [])])
        yield from (f"{base}.{alias.name}" if base else alias.name for alias in node.names)


def _found(module: str) -> str | None:
    """Return where a module that is not loaded would come from; nothing is imported."""
    within: list[str] | None = None
    origin: str | None = None
    names = module.split(".")
    for end in range(1, len(names) + 1):
        if end > 1 and within is None:
            return None
        spec = PathFinder.find_spec(".".join(names[:end]), within)
        if spec is None:
            return None
        origin, folders = spec.origin, spec.submodule_search_locations
        within = None if folders is None else list(folders)
    return origin
