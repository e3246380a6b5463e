"""The build fails on what leads nowhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

SMALL = f"""
INHERIT: {ROOT / "mkdocs.yml"}
docs_dir: docs
hooks: []
watch: []
nav: [index.md]
plugins:
  mkdocstrings: {{}}
"""
DEAD = "[page](nowhere.md) [anchor](#nothing) [reference][nba_props.nothing]"


def build(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """Build a site of one page with the project's settings, as the Makefile does."""
    (folder / "mkdocs.yml").write_text(SMALL, encoding="utf-8")
    (folder / "docs").mkdir()
    (folder / "docs/index.md").write_text(f"# Page\n\n{text}\n", encoding="utf-8")
    found = re.search(r"\$\(MKDOCS\) (build .+)", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert found is not None
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "true", "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-m", "mkdocs", *found[1].split()]
    return subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_what_leads_nowhere_ends_the_build(tmp_path: Path) -> None:
    done = build(tmp_path, DEAD)
    assert done.returncode == 1
    for name in ("nowhere.md", "#nothing", "nba_props.nothing"):
        assert f"'{name}'" in done.stderr


@pytest.mark.slow
def test_a_page_without_faults_is_built(tmp_path: Path) -> None:
    done = build(tmp_path, "[here](#page)")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site/index.html").is_file()
