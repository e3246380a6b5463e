"""Libraries that are imported only when something of them is used.

Every component module has `import polars as pl` at its top, as a reader expects; but to list the options or
to compose a configuration needs no data frame, and must be instant.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any


class Deferred(ModuleType):
    """Stands for a module until an attribute of it is asked for; then it becomes the module.

    (`importlib.util.LazyLoader` is no help: a second `import` of its module loads it.)
    """

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        """Import the module in earnest and take over all that it has."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        module = importlib.import_module(self.__name__)
        self.__dict__.update(module.__dict__)
        return getattr(module, name)


def defer(name: str) -> None:
    """Let `import name` bind a stand-in, unless the module is loaded already."""
    sys.modules.setdefault(name, Deferred(name))


def settle(name: str) -> None:
    """Load a deferred module now: before threads start, which must not do so at once."""
    getattr(sys.modules.get(name) or importlib.import_module(name), "__path__", None)
