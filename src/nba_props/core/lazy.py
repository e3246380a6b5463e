"""Libraries that are imported only when something of them is used.

Every component module has `import polars as pl` or `import numpy as np` at its top, as a reader expects; but
to list the options or to compose a configuration needs neither, and must be instant.
"""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any


class LazyModule(ModuleType):
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


def defer(*names: str) -> None:
    """Let `import name` bind a stand-in, unless the module is loaded already."""
    for name in names:
        sys.modules.setdefault(name, LazyModule(name))


def load_now(*names: str) -> None:
    """Load deferred modules now: before threads start, which must not do so at once."""
    for name in names:
        getattr(sys.modules.get(name) or importlib.import_module(name), "__path__", None)
