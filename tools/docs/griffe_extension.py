"""What mkdocstrings hands docstrings to before it reads them."""

from __future__ import annotations

import griffe

from tools.docs.docstrings import readable


class Docstrings(griffe.Extension):
    """What Griffe calls with every object of the package."""

    def on_object(self, *, obj: griffe.Object, **_: object) -> None:
        """Rewrite the object's docstring."""
        if obj.docstring is not None:
            obj.docstring.value = readable(obj.docstring.value)
