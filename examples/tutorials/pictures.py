"""Single pictures of a report, readable on a light page and on a dark one."""

from __future__ import annotations

import re
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
    path.write_text(f"{figure[1]}{STYLE}{figure[2]}", encoding="utf-8")
    return path
