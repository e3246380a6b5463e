"""The league's injury report as PDF -> its table, by where the words stand on the page."""

from __future__ import annotations

import io
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from nba_props.data.files.injury_reports import NOT_SUBMITTED
from nba_props.errors import SourceError
from nba_props.source.http import needed

COLUMNS = ("Game Date", "Game Time", "Matchup", "Team", "Player Name", "Current Status", "Reason")
REASON, PLAYER, STATUS = COLUMNS[6], COLUMNS[4], COLUMNS[5]
START, END = b"%PDF", b"%%EOF"
SAME_LINE = 3.0
"""Points by which words of one line may stand higher or lower."""
LEEWAY = 4.0
"""Points by which a cell may begin left of its header."""
PAGE = re.compile(r"Page\s*(\d+)\s*of\s*(\d+)")
UNREADABLE = (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError)


@dataclass(frozen=True)
class Word:
    """A piece of text, and where it begins on its page."""

    x: float
    y: float
    text: str


def table(content: bytes, place: str) -> list[dict[str, str]]:
    """Return the rows of a report by the names of `COLUMNS`; cells that stand above are empty.

    Raises:
        SourceError: it is no PDF, is cut off, or looks otherwise than it did.
    """
    if not content.startswith(START):
        raise SourceError(f"{place}: is no PDF (it begins {content[:20]!r})")
    if END not in content[-1024:]:
        raise SourceError(f"{place}: is cut off")
    pages = _pages(content, place)
    _check_pages(pages, place)
    rows = [row for page in pages for row in _rows(page, place)]
    lacking = next((row for row in rows if row[PLAYER] and not row[STATUS]), None)
    if lacking is not None:
        raise SourceError(f"{place}: {lacking[PLAYER]} has no status; the report's form has changed")
    return rows


def _pages(content: bytes, place: str) -> list[list[Word]]:
    pypdf = needed("pypdf")
    try:
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        return [_words(page) for page in pages]
    except (*UNREADABLE, pypdf.errors.PyPdfError) as error:
        problem = type(error).__name__
    raise SourceError(f"{place}: cannot be read as PDF ({problem})")


def _words(page: Any) -> list[Word]:  # noqa: ANN401 (pypdf's)
    found: list[Word] = []

    def visit(text: str, outer: Sequence[float], inner: Sequence[float], *_: object) -> None:
        if text.strip():
            x, y = inner[4], inner[5]
            left = x * outer[0] + y * outer[2] + outer[4]
            found.append(Word(left, x * outer[1] + y * outer[3] + outer[5], " ".join(text.split())))

    page.extract_text(visitor_text=visit)
    return found


def _check_pages(pages: Sequence[Sequence[Word]], place: str) -> None:
    """Make sure that a report has as many pages as it says: one that lacks some would hide who is out."""
    text = " ".join(word.text for page in pages for word in page)
    said = max((int(total) for _, total in PAGE.findall(text)), default=len(pages))
    if said != len(pages):
        raise SourceError(f"{place}: has {len(pages)} pages of {said}")


def _rows(words: Sequence[Word], place: str) -> Iterator[dict[str, str]]:
    """Yield the rows below the headers of a page; further lines of a reason alone are left out."""
    starts: list[float] | None = None
    for line in _lines(words):
        found = _starts(line)
        if found is not None:
            starts = found
        elif starts is not None and not PAGE.match(_text(line)):
            row = _cells(line, starts)
            if any(row[name] for name in COLUMNS if name != REASON) or _is_waiting(row):
                yield row
    if starts is None:
        raise SourceError(f"{place}: a page has no line of headers {', '.join(COLUMNS)}")


def _is_waiting(row: dict[str, str]) -> bool:
    return any(NOT_SUBMITTED in cell.upper() for cell in row.values())


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Return the words line by line from the top, each line from the left."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda word: -word.y):
        if lines and abs(lines[-1][0].y - word.y) <= SAME_LINE:
            lines[-1].append(word)
        else:
            lines.append([word])
    return [sorted(line, key=lambda word: word.x) for line in lines]


def _text(line: Sequence[Word]) -> str:
    return " ".join(word.text for word in line)


def _starts(line: Sequence[Word]) -> list[float] | None:
    """Return where the columns begin if a line is that of the headers."""
    rest, starts = list(line), []
    for name in COLUMNS:
        if not rest:
            return None
        starts.append(rest[0].x)
        count = next((n for n in range(1, len(rest) + 1) if _text(rest[:n]) == name), None)
        if count is None:
            return None
        rest = list(itertools.dropwhile(lambda word: word.text.startswith("("), rest[count:]))
    return starts


def _cells(line: Sequence[Word], starts: Sequence[float]) -> dict[str, str]:
    cells: dict[str, list[str]] = {name: [] for name in COLUMNS}
    for word in line:
        before = [at for at, start in enumerate(starts) if start <= word.x + LEEWAY]
        cells[COLUMNS[before[-1] if before else 0]].append(word.text)
    return {name: " ".join(texts) for name, texts in cells.items()}
