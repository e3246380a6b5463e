"""What a class of one's own follows from: files, or what was typed into an interpreter."""

from __future__ import annotations

import copyreg
import datetime as dt
import dis
import functools
import inspect
import json
import logging
import sys
import uuid
from collections.abc import Iterator, Mapping
from itertools import accumulate, chain
from pathlib import Path
from types import (
    CodeType,
    FunctionType,
    GetSetDescriptorType,
    MappingProxyType,
    MemberDescriptorType,
    MethodType,
    ModuleType,
)
from typing import Any

from nba_props.core.component import full_name
from nba_props.core.fingerprint import digest, hashed
from nba_props.core.loaded_source import loaded_source
from nba_props.core.own_modules import PACKAGE, file_of, imported_by, is_own

log = logging.getLogger(__name__)

MAIN = "__main__"
GENERATED = "<string>"
"""The file of methods that `dataclasses` makes."""
ATOMS = frozenset(
    map(type, (None, True, 1, 1.0, 1j, "", b"", ..., NotImplemented, dt.date.min, dt.timedelta()))
)
FLAT = (list, tuple, set, frozenset, dict)


class OwnCode:
    """Collects hashes of what classes follow from, by the names of classes and modules.

    A class's file stands under the class's full name, other modules of one's own stand under theirs. A class
    that was typed into an interpreter is known by its compiled code and the globals that this reads; where
    one of them cannot be told from others, by a number that never comes again, so that nothing is reused.
    """

    def __init__(self) -> None:
        self.found: dict[str, str] = {}
        self._root = ""
        self._met: set[int] = set()
        self._numbers: dict[int, tuple[int, object]] = {}

    def add(self, cls: type) -> None:
        """Add a class, and what it inherits of one's own."""
        self._root = cls.__module__.split(".", maxsplit=1)[0]
        path = _file_of(cls)
        if path is not None:
            self.found[full_name(cls)] = hashed(loaded_source(path, cls.__module__))
            self._add_imported(cls.__module__, path)
        for base in cls.__mro__:
            self._add_class(base)

    def _add_class(self, cls: type) -> None:
        if id(cls) in self._met:
            return
        self._met.add(id(cls))
        if self._is_library(cls):
            return
        path = _file_of(cls)
        if path is None or _has_typed(cls):
            name = f"{full_name(cls)} as typed"
            self.found[name] = digest([self.found.get(name), self._typed(cls)])
        if full_name(cls) not in self.found:
            self._add_module(cls.__module__, path)

    def _typed(self, cls: type) -> str:
        try:
            parts = {name: self._plain(value) for name, value in vars(cls).items() if _counts(name, value)}
            return digest(parts)
        except Exception as error:  # noqa: BLE001 - whatever an object's own code raises, or one too deep
            _tell(full_name(cls), str(error) or type(error).__name__)
            return uuid.uuid4().hex

    def _is_library(self, cls: type) -> bool:
        first, path = cls.__module__.split(".", maxsplit=1)[0], _file_of(cls)
        if first == MAIN:
            return False
        known = first == PACKAGE or first in sys.stdlib_module_names
        return known or (path is not None and not is_own(cls.__module__, path, self._root))

    def _add_module(self, name: str, path: Path | None) -> None:
        if path is not None and is_own(name, path, self._root):
            self.found[name] = hashed(loaded_source(path, name))
            self._add_imported(name, path)

    def _add_imported(self, name: str, path: Path) -> None:
        for each, file in imported_by(name, path, self._root).items():
            self.found[each] = hashed(loaded_source(file, each))

    def _plain(self, value: object) -> Any:  # noqa: ANN401
        """Return a value that code reads as plain data: code by what it does, the rest by what it holds."""
        kind = type(value)
        if kind in ATOMS:
            return [kind.__name__, hashed(value) if isinstance(value, bytes) else repr(value)]
        if kind in FLAT and _is_flat(value):
            text = sorted(map(repr, value)) if isinstance(value, set | frozenset) else value
            return [kind.__name__, hashed(repr(text).encode())]
        if isinstance(value, CodeType):
            return self._code(value)
        if isinstance(value, ModuleType | type | MemberDescriptorType | GetSetDescriptorType):
            return self._named(value)
        if kind in (tuple, frozenset):
            return [kind.__name__, self._members(value)]
        return self._once(value)

    def _once(self, value: Any) -> Any:  # noqa: ANN401
        """Return an object as plain data where it is met first, then its number: some hold each other."""
        if id(value) in self._numbers:
            return ["met", self._numbers[id(value)][0]]
        self._numbers[id(value)] = len(self._numbers), value
        kind = type(value)
        if isinstance(value, FunctionType):
            return self._function(value)
        if kind in (list, set, dict, MappingProxyType):
            return [kind.__name__, self._members(value)]
        if (functions := list(_functions(value))) and self._is_library(kind):
            bound = value.__self__ if isinstance(value, MethodType) else None
            return [kind.__name__, [self._once(each) for each in functions], self._plain(bound)]
        self._add_class(kind)
        return [full_name(kind), getattr(value, "__module__", None), self._plain(_reduced(value))]

    def _members(self, value: Any) -> list[Any]:  # noqa: ANN401
        if isinstance(value, set | frozenset):
            return sorted(json.dumps(self._plain(each)) for each in value)
        if isinstance(value, Mapping):
            return [[self._plain(key), self._plain(each)] for key, each in value.items()]
        return [self._plain(each) for each in value]

    def _named(self, value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, ModuleType):
            self._add_module(value.__name__, file_of(value.__name__))
            return ["module", value.__name__]
        if isinstance(value, type):
            self._add_class(value)
            return ["class", full_name(value)]
        return ["builtin", value.__qualname__]

    def _function(self, function: FunctionType) -> Any:  # noqa: ANN401
        module = str(function.__module__)
        name = [module, function.__qualname__]
        if module.split(".", maxsplit=1)[0] == PACKAGE:
            return name
        cells = [cell.cell_contents for cell in function.__closure__ or () if _is_filled(cell)]
        if Path(function.__code__.co_filename).is_file():
            self._add_module(module, file_of(module))
            return [name, [self._plain(each) for each in cells if list(_functions(each))]]
        read = {
            each: function.__globals__[each] for each in _read_by(function.__code__, function.__globals__)
        }
        parts = (function.__code__, function.__defaults__, function.__kwdefaults__, cells, read)
        return [name, [self._plain(part) for part in parts]]

    def _code(self, code: CodeType) -> Any:  # noqa: ANN401
        for module in _imported_in(code):
            self._add_module(module, file_of(module))
        names = (code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars)
        kinds = (code.co_flags, code.co_argcount, code.co_posonlyargcount, code.co_kwonlyargcount)
        consts = [self._plain(each) for each in code.co_consts]
        return [code.co_name, code.co_code.hex(), code.co_exceptiontable.hex(), consts, names, kinds]


@functools.cache
def _tell(cls: str, why: str) -> None:
    """Warn once that runs of a class are never found again."""
    log.warning("%s: what it reads cannot be told apart (%s), so none of its runs is reused", cls, why)


def _has_typed(cls: type) -> bool:
    """Whether any of a class's methods comes of no file, as what is typed into an interpreter does."""
    return any(
        not Path(function.__code__.co_filename).is_file()
        for name, value in vars(cls).items()
        for function in _functions(value)
        if not (_is_special(name) and function.__code__.co_filename == GENERATED)
    )


def _counts(name: str, value: object) -> bool:
    """Whether an attribute of a class tells what it does; others follow from its fields or its place."""
    if _is_special(name):
        return any(function.__code__.co_filename != GENERATED for function in _functions(value))
    return not name.startswith("_abc_")


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


def _functions(value: object) -> Iterator[FunctionType]:
    """Yield the functions that an attribute of a class consists of."""
    if isinstance(value, FunctionType):
        yield value
    elif isinstance(value, classmethod | staticmethod | MethodType):
        yield from _functions(value.__func__)
    elif isinstance(value, property):
        for each in (value.fget, value.fset, value.fdel):
            yield from _functions(each)
    elif isinstance(value, functools.cached_property):
        yield from _functions(value.func)
    elif isinstance(inner := getattr(value, "__wrapped__", None), FunctionType):
        yield inner


def _read_by(code: CodeType, known: Mapping[str, object]) -> list[str]:
    """Return the globals that code reads, and code within it."""
    loads = ("LOAD_GLOBAL", "LOAD_NAME")
    names = {str(each.argval) for each in dis.get_instructions(code) if each.opname in loads}
    inner = (each for each in code.co_consts if isinstance(each, CodeType))
    return sorted({*names, *(name for each in inner for name in _read_by(each, known))} & known.keys())


def _imported_in(code: CodeType) -> Iterator[str]:
    """Yield names of modules that code may import when it runs, with the packages that they are in."""
    name = ""
    for each in dis.get_instructions(code):
        if each.opname == "IMPORT_NAME":
            name = str(each.argval)
            yield from accumulate(name.split("."), "{}.{}".format)
        elif each.opname == "IMPORT_FROM":
            yield f"{name}.{each.argval}"


def _is_flat(value: Any) -> bool:  # noqa: ANN401 (a container)
    """Whether a container holds atoms alone, which are quickly told however many they are."""
    parts = chain(value.keys(), value.values()) if isinstance(value, dict) else value
    return all(map(ATOMS.__contains__, map(type, parts)))


def _reduced(value: object) -> object:
    """Return what an object holds, as `pickle` asks for it: a name, or a tuple.

    Pickles themselves hold sets in the order of this process, and no functions that were typed.
    """
    reduce = copyreg.dispatch_table.get(type(value))
    found = reduce(value) if reduce else value.__reduce_ex__(4)
    if isinstance(found, str):
        return found
    return tuple(list(each) if isinstance(each, Iterator) else each for each in found)


def _is_filled(cell: Any) -> bool:  # noqa: ANN401 (a cell)
    try:
        cell.cell_contents  # noqa: B018
    except ValueError:
        return False
    return True


def _file_of(cls: type) -> Path | None:
    try:
        path = Path(inspect.getfile(cls))
    except (OSError, TypeError):
        return None
    return path if path.is_file() else None
