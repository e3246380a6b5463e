"""The documentation in a browser: nothing comes from elsewhere, fits a phone, is found, and can be dark."""

from __future__ import annotations

import functools
import http.server
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.sizes import in_two_sizes

BUILT = "NBA_PROPS_SITE"
"""A folder into which the documentation was built; without it, it is built here."""
LOADED = re.compile(
    r"""<(?:script|img|iframe|source|video|audio)\b[^>]*\bsrc=["']?(\S+?)["'\s>]"""
    r"""|<link\b(?![^>]*rel=["']?canonical)[^>]*\bhref=["']?(\S+?)["'\s>]"""
)
"""What a browser loads by itself; links that a reader follows are no such thing."""
TOO_WIDE = "document.scrollingElement.scrollWidth - window.innerWidth"


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@dataclass
class Visit:
    """A page of the browser, with the requests that left the host and what the console said."""

    page: Any
    base: str
    strangers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("request", self._note)
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, request: Any) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.strangers.append(request.url)

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def go(self, path: str) -> Any:
        self.page.goto(f"{self.base}/{path}")
        return self.page


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if folder := os.environ.get(BUILT):
        return ROOT / folder
    made = tmp_path_factory.mktemp("site")
    words = ["-m", "mkdocs", "build", "--strict", "--site-dir", str(made)]
    env = {**os.environ, "NO_MKDOCS_2_WARNING": "true"}
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="module")
def base(built: Path) -> Iterator[str]:
    handler = functools.partial(QuietHandler, directory=str(built))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def visit(chromium: Any, base: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    width = getattr(request, "param", 1280)
    context = chromium.new_context(viewport={"width": width, "height": 844}, color_scheme="light")
    yield Visit(context.new_page(), base)
    context.close()


def paths(built: Path) -> list[str]:
    return sorted(page.parent.relative_to(built).as_posix() for page in built.rglob("index.html"))


def test_no_page_loads_anything_from_elsewhere(built: Path) -> None:
    pages = list(built.rglob("*.html"))
    assert len(pages) > 100
    loaded = {name for page in pages for found in LOADED.findall(page.read_text()) for name in found if name}
    assert len(loaded) > 10
    assert [name for name in loaded if re.match(r"(?:https?:)?//", name)] == []
    styles = "".join(sheet.read_text() for sheet in built.rglob("*.css"))
    assert re.findall(r"url\([\"']?(?:https?:)?//[^)]*\)|@import", styles) == []


@in_two_sizes("step", 4, 1)
@pytest.mark.parametrize("visit", [390], indirect=True)
def test_every_page_fits_a_phone_in_silence_and_asks_nobody(step: int, visit: Visit, built: Path) -> None:
    pages = paths(built)[::step]
    wide = {path: over for path in pages if (over := visit.go(path).evaluate(TOO_WIDE)) > 0}
    assert wide == {}
    assert visit.strangers == []
    assert visit.complaints == []


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("resume a sweep", "how-to/questions/resume-a-sweep/"),
        ("NBP004", "findings/NBP004/"),
        ("num_leaves", "reference/configuration/model/"),
    ],
)
def test_search_finds_a_page_by_its_words(visit: Visit, words: str, path: str) -> None:
    page = visit.go("")
    page.click("[data-md-component=search-query]")
    page.keyboard.type(words)
    result = f".md-search-result__item a[href*='{path}']"
    page.wait_for_selector(result)
    page.click(result)
    page.wait_for_url(f"**/{path}**")
    assert words.rsplit(maxsplit=1)[-1] in page.text_content("article")
    assert visit.strangers == []
    assert visit.complaints == []


def test_the_page_can_be_dark_and_stays_so(visit: Visit) -> None:
    scheme = "document.body.getAttribute('data-md-color-scheme')"
    page = visit.go("")
    assert page.evaluate(scheme) == "default"
    page.click("label[title='To the dark page']")
    assert page.evaluate(scheme) == "slate"
    assert visit.go("reference/").evaluate(scheme) == "slate"
    page.click("label[title='To the light page']")
    assert page.evaluate(scheme) == "default"
