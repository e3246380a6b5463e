"""Single pictures of a report, readable on a light page and on a dark one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

STYLE = """<style>
svg { --ink: #7d8590; --muted: #7d8590; --grid: #7d859040; --model: #2f8fce; --naive: #c77f00;
  --line: #dd6b2f; --pale: #8fbfdd; --good: #2f9e6b; --bad: #d9534f; --warn: #b8860b; }
.hover { fill-opacity: 0; }
</style>"""
"""The colours that the report's own page gives them, in middle tones."""


def picture(report: Path, name: str) -> Path:
    """Write one of a report's pictures as an SVG file into the current folder, and return its path.

    Raises:
        LookupError: the report has no such picture.
    """
    text = report.read_text(encoding="utf-8")
    figure = re.search(rf'<figure class="plot" id="plot-{name}">.*?(<svg[^>]*>)(.*?</svg>)', text, re.DOTALL)
    if figure is None:
        known = ", ".join(re.findall(r'id="plot-(\w+)"', text))
        raise LookupError(f"{report.name} has no picture {name}; it has {known}")
    path = Path(f"{name}.svg")
    letters = "".join(_elsewhere(text, figure[2]))
    path.write_text(f"{figure[1]}{STYLE}<defs>{letters}</defs>{figure[2]}", encoding="utf-8")
    return path


def _elsewhere(page: str, drawing: str) -> Iterator[str]:
    """Yield the shapes that a drawing refers to and other pictures of its page define."""
    own = set(re.findall(r'\bid="([^"]+)"', drawing))
    for name in sorted(set(re.findall(r'href="#([^"]+)"', drawing)) - own):
        if shape := re.search(rf'<path id="{re.escape(name)}"[^>]*/>', page):
            yield shape[0]
