"""The project's docstrings in the form that mkdocstrings reads; needs nothing that builds the site.

Here `Example:` heads one example, and parameters that belong together share a line; Griffe knows neither.
"""

from __future__ import annotations

import re

TOGETHER = re.compile(r"^( +)((?:\w+, )+)(\w+): (.*)$", re.MULTILINE)


def readable(docstring: str) -> str:
    """Return a docstring in the form that Griffe reads: `Examples:`, and each parameter on a line."""
    return TOGETHER.sub(_apart, re.sub(r"^( *)Example:$", r"\1Examples:", docstring, flags=re.MULTILINE))


def _apart(found: re.Match[str]) -> str:
    indent, others, last, text = found.groups()
    names = others.removesuffix(", ").split(", ")
    return "".join(f"{indent}{name}: see `{last}`\n" for name in names) + f"{indent}{last}: {text}"
