"""The pages that are made while the site is built, by their paths below `docs/`."""

from __future__ import annotations

import re
from pathlib import Path

from tools.docs.commands import commands
from tools.docs.configuration import configuration
from tools.docs.metrics import metrics
from tools.docs.python import python
from tools.docs.sweeper import sweeper

ROOT = Path(__file__).resolve().parents[2]


def generated() -> dict[str, str]:
    """Return the text of each page that is made, by its path below `docs/`."""
    return {
        "changelog.md": of_the_project("CHANGELOG.md"),
        "contributing.md": of_the_project("CONTRIBUTING.md"),
        **configuration(),
        **sweeper(),
        **metrics(),
        **commands(),
        **python(),
    }


def of_the_project(name: str) -> str:
    """Return a Markdown file of the project's root, its links made relative to `docs/` and these pages."""
    text = re.sub(r"\]\(docs/", "](", (ROOT / name).read_text(encoding="utf-8"))
    return re.sub(r"\]\((CHANGELOG|CONTRIBUTING)\.md", lambda found: f"]({found[1].lower()}.md", text)
