"""What a person's own classes follow from: files, what these import, and what is typed into cells."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import types
from collections.abc import Callable
from pathlib import Path

import pytest

from nba_props.core.fingerprint import source_outside
from nba_props.core.own_code import _tell

CELL = """
NUMBER = {number}
RATES = {{"a": {rate}}}
def helper(x):
    return x + NUMBER
class Mine:
    '''Has methods of several kinds.'''
    LIMIT = {limit}
    def features(self):
        return [helper(each) for each in range(RATES["a"]) if each in {{"p", "q"}}]
    @property
    def size(self):
        return {size}
"""
READING = "import dataclasses\n{}\nclass Mine:\n    def features(self): return f\n"
PLAIN = {"number": 1, "rate": 2, "limit": 3, "size": 4}
Write = Callable[[str, str], None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Write a module of one's own, and forget all that are loaded."""
    monkeypatch.syspath_prepend(tmp_path)

    def one(name: str, text: str) -> None:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        importlib.invalidate_caches()
        for module in [module for module in sys.modules if module.startswith("mine_")]:
            monkeypatch.delitem(sys.modules, module)

    return one


def found(module: str = "mine_block") -> dict[str, str]:
    return source_outside([importlib.import_module(module).Mine])


def typed(text: str) -> type:
    module = types.ModuleType("a_cell")
    exec(compile(text, "a cell", "exec", dont_inherit=True), module.__dict__)
    kind: type = module.__dict__["Mine"]
    return kind


@pytest.mark.parametrize(
    "import_it",
    [
        "import mine_help",
        "from mine_help import NUMBER",
        "def later():\n    import mine_help",
        "from mine_between import f",
        "import mine_package.inner",
        "from mine_package import inner",
        "from mine_package.inner import one",
    ],
)
def test_a_class_follows_from_the_modules_that_its_file_imports(import_it: str, write: Write) -> None:
    write("mine_package/__init__.py", "")
    write("mine_package/inner.py", "from .last import one\n")
    write("mine_between.py", "from mine_help import NUMBER\ndef f(): ...\n")
    write("mine_block.py", f"import polars\n{import_it}\nclass Mine: ...\n")
    told = set()
    for number in (1, 2, 1):
        write("mine_help.py", f"NUMBER = {number}\n")
        write("mine_package/last.py", f"one = {number}\n")
        told.add(str(found()))
    assert len(told) == 2
    assert not [name for name in found() if not name.startswith("mine_")]


def test_a_class_follows_from_its_bases_files(write: Write) -> None:
    write(
        "mine_block.py",
        "import mine_base\nMine = type('Mine', (mine_base.Base,), {'__module__': __name__})\n",
    )
    told = set()
    for number in (1, 2, 1):
        write("mine_base.py", f"class Base:\n    number = {number}\n")
        told.add(str(found()))
    assert len(told) == 2


def test_a_file_that_imports_nothing_of_ones_own_stands_alone(write: Write) -> None:
    write(
        "mine_block.py",
        "import json, polars, nba_props.market\n"
        "try: import mine_no.part\nexcept ImportError: ...\nclass Mine: ...\n",
    )
    assert list(found()) == ["mine_block.Mine"]


@pytest.mark.parametrize("name", PLAIN)
def test_a_typed_class_is_known_by_its_code_and_what_that_reads(name: str) -> None:
    first, again, other = (typed(CELL.format(**PLAIN | change)) for change in ({}, {}, {name: 9}))
    assert source_outside([first]) == source_outside([again]) != source_outside([other])


@pytest.mark.parametrize(
    "text",
    [
        "def make():\n    n = {n}\n    return lambda: n\nf = make()",
        "import functools\nf = functools.partial(min, {n})",
        "import functools\n@functools.lru_cache\ndef f(): return {n}",
        "class Other:\n    @classmethod\n    def g(cls): return {n}\nf = Other.g",
        "class Other:\n    n = {n}\nf = Other",
        "import datetime\nf = datetime.date(2024, 1, {n})",
        "def f(default={n}): ...",
        "f = {{'a': [{n}, (b'x', ...)]}}",
        "f = [[], [{n}]]\nf[0].append(f)",
        "class C:\n    def __init__(self, n): self.n = n\n    def g(self): return self.n\nf = C({n}).g",
        "g, h = (lambda: 1), (lambda: 2)\nf = [[g, h], [g, h][{n} - 1]]",
        "class C:\n    def __init__(self, f): self.__wrapped__ = f\n    def g(self): return {n}\nf = C(min)",
    ],
)
def test_whatever_typed_code_reads_counts(text: str) -> None:
    cells = (READING.format(text.format(n=n)) for n in (1, 1, 2))
    first, again, other = (source_outside([typed(cell)]) for cell in cells)
    assert first == again != other


HELD = {
    "a list in itself": "f = []\nf.append(f)",
    "a tree with links to the parents": "f = {'name': 'root', 'kids': []}\nf['kids'].append({'up': f})",
    "objects that hold each other": "class Node: ...\nf, g = Node(), Node()\nf.other, g.other = g, f",
    "functions that call each other": "def f(): return g()\ndef g(): return f()",
    "a set in an object": "@dataclasses.dataclass\nclass C:\n    a: frozenset = frozenset('abcdef')\nf = C()",
    "a function in an object": "import numpy as np\nf = np.vectorize(lambda x: x + 1)",
    "an option": "import enum\nclass E(enum.Enum):\n    a = 1\n    b = 2\nf = E.a",
    "a method": "class C:\n    n = 1\n    def g(self): return self.n\nf = C().g",
    "a column": "import polars as pl\nf = pl.col('a') * 2",
}


@pytest.mark.parametrize("text", [CELL.format(**PLAIN), *map(READING.format, HELD.values())])
def test_a_typed_class_is_the_same_in_another_process(text: str) -> None:
    code = (
        "import types, sys; m = types.ModuleType('a_cell')\n"
        "exec(compile(sys.stdin.read(), 'a cell', 'exec'), m.__dict__)\n"
        "from nba_props.core.fingerprint import source_outside; print(source_outside([m.Mine]))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        input=text,
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == str(source_outside([typed(text)]))


def test_code_that_reads_what_cannot_be_told_is_never_known_again_and_that_is_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    text = "import threading\nLOCK = threading.Lock()\nclass Mine:\n    def f(self): return LOCK\n"
    kind = typed(text)
    _tell.cache_clear()
    assert source_outside([kind]) != source_outside([kind])
    (said,) = caplog.messages
    assert said.startswith(f"{kind.__module__}.Mine: what it reads cannot be told apart (")
    assert "lock" in said


def test_code_whose_objects_are_too_deep_is_never_known_again() -> None:
    kind = typed(READING.format("f = []\nfor each in range(9999): f = [f]"))
    assert source_outside([kind]) != source_outside([kind])


def test_two_typed_classes_of_one_name_both_count() -> None:
    cells = [CELL.format(**PLAIN | {"size": size}) for size in (1, 2, 3)]
    first, second, third = map(typed, cells)
    assert len({str(source_outside(each)) for each in ([first, second], [first, third], [first])}) == 3


@pytest.mark.parametrize(
    "cell",
    [
        "import mine_help\nclass Mine:\n    def g(self): return mine_help.f()\n",
        "class Mine:\n    def g(self):\n        from mine_help import f\n        return f()\n",
        "class Mine:\n    def g(self):\n        return [__import__, lambda: 1]\n"
        "    def h(self):\n        def later():\n            import mine_help as m\n        later()\n",
    ],
)
def test_a_typed_class_follows_from_the_modules_that_it_reads(cell: str, write: Write) -> None:
    told = set()
    for number in (1, 2, 1):
        write("mine_help.py", f"def f(): return {number}\n")
        told.add(str(source_outside([typed(cell)])))
    assert len(told) == 2
