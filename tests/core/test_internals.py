"""Private parts of Optuna and Hydra are used in one module for each library."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

LIBRARIES = {"optuna": "optuna_internals.py", "hydra": "hydra_internals.py"}
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("_")  # `_target_` is a key of configurations


def imported(tree: ast.AST) -> Iterator[str]:
    """The dotted names that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def private_uses(source: str, library: str) -> list[str]:
    """The private modules of a library that a source imports, and private attributes of objects not its own.

    Sources that do not import the library have none.
    """
    tree = ast.parse(source)
    names = [name for name in imported(tree) if name.partition(".")[0] == library]
    if not names:
        return []
    modules = [name for name in names if any(map(is_private, name.split(".")))]
    attributes = [
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and is_private(node.attr)
        and not (isinstance(node.value, ast.Name) and node.value.id in ("self", "cls"))
    ]
    return modules + attributes


@pytest.mark.slow
@pytest.mark.parametrize("library", LIBRARIES)
def test_private_parts_of_a_library_are_used_in_one_module(library: str) -> None:
    found = {path.name: private_uses(path.read_text(encoding="utf-8"), library) for path in SOURCES}
    assert [name for name, uses in found.items() if uses] == [LIBRARIES[library]]


@pytest.mark.parametrize(
    "source",
    [
        "from hydra._internal.utils import get_args_parser",
        "import hydra._internal",
        "from hydra.core.utils import JobReturn\n\ndef f(job: JobReturn): return job._return_value",
    ],
)
def test_a_private_use_is_seen(source: str) -> None:
    assert private_uses(source, "hydra")


def test_the_modules_exist() -> None:
    assert all((Path(ROOT) / "src/nba_props/core" / name).is_file() for name in LIBRARIES.values())
