"""Matplotlib figures as inline SVG that follows the page's colours, light or dark."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING

from nba_props.report import canvas

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLOURS = {
    canvas.MODEL: "--model",
    canvas.NAIVE: "--naive",
    canvas.LINE: "--line",
    canvas.PALE: "--pale",
    canvas.INK: "--ink",
    canvas.MUTED: "--muted",
    canvas.GRID: "--grid",
}
"""The colour of a plot -> the style sheet's variable that it becomes."""

LETTER = re.compile(r'<path id="(?P<id>[^"]+)" (?P<shape>d="[^"]*" transform="scale\([\d.]+\)")/>')
"""The shape of a letter as matplotlib defines it."""

PLACES = re.compile(r'(?<=\s)(?:d|x|y)="[^"]*"')
"""The attributes that say where something is."""

POINT = re.compile(
    r'<a xlink:href="(\d+)"[^>]*>\s*(?:<g [^>]*>\s*)?<use ([^>]*?) style="[^"]*"/>\s*(?:</g>\s*)?</a>'
)
"""A point of `canvas.hover` as matplotlib writes it: a link to its words' number, in its own clip path."""

SIZE = (5.2, 3.9)
"""Inches; at the width of a phone its text is still readable."""


def inline_svg(figure: Figure, name: str, size: tuple[float, float] = SIZE) -> str:
    """Return a figure as an `<svg>` element, without its titles: the page has them as text.

    Args:
        figure: made of the colours of `nba_props.report.canvas`; its titles are removed.
        name: a word of letters, digits and `-` that starts all ids, so that no two plots of a page share one.
        size: in inches.
    """
    figure.set_size_inches(size)
    for axes in figure.axes:
        axes.set_title("", loc="left")
        for note in [text for text in axes.texts if text.get_position() == (0, 9)]:
            note.remove()
    with _words_taken(figure) as words:
        element = _themed(_rounded(_element(_document(figure))))
    return _fluid(_hovering(_own_ids(element, name), words))


@contextmanager
def _words_taken(figure: Figure) -> Iterator[list[str]]:
    """Yield the words of all points, whose numbers are in the figure meanwhile.

    So no text of a user is in what matplotlib writes, which quotes an address by what is in it.
    """
    every = [points for axes in figure.axes for points in axes.collections]
    urls_of = [(points, [url for url in points.get_urls() if url is not None]) for points in every]
    told = [(points, urls) for points, urls in urls_of if urls]
    words: list[str] = []
    try:
        for points, urls in told:
            points.set_urls([str(number) for number in range(len(words), len(words) + len(urls))])
            words += urls
        yield words
    finally:
        for points, urls in told:
            points.set_urls(urls)


def _document(figure: Figure) -> str:
    """Draw a figure on no ground, and once: `savefig` would lay it out by drawing it twice."""
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    for ground in (figure.patch, *(axes.patch for axes in figure.axes)):
        ground.set(facecolor="none", edgecolor="none")
    buffer = io.StringIO()
    FigureCanvasSVG(figure).print_svg(buffer, metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def with_shared_letters(page: str) -> str:
    """Keep the shape of each letter once in a page; the other plots refer to the first one's.

    Args:
        page: HTML with the elements of `inline_svg`, the first of which must not be hidden.
    """
    first: dict[str, str] = {}
    renamed: dict[str, str] = {}

    def once(found: re.Match[str]) -> str:
        kept = first.setdefault(found["shape"], found["id"])
        if kept == found["id"]:
            return found[0]
        renamed[found["id"]] = kept
        return ""

    thinner = LETTER.sub(once, page)
    return re.sub(r'href="#([^"]+)"', lambda found: f'href="#{renamed.get(found[1], found[1])}"', thinner)


def subtitle(figure: Figure) -> str:
    """Return what a figure says below its title; empty without."""
    notes = [text.get_text() for axes in figure.axes for text in axes.texts if text.get_position() == (0, 9)]
    return notes[0] if notes else ""


def _element(document: str) -> str:
    """Return the `<svg>` element alone: no declaration, comments or metadata."""
    element = document[document.index("<svg") :].strip()
    element = re.sub(r"<metadata>.*?</metadata>", "", element, flags=re.DOTALL)
    element = re.sub(r"<!--.*?-->", "", element, flags=re.DOTALL)
    return re.sub(r">\s+<", "><", element)


def _rounded(element: str) -> str:
    """Two digits behind the point: a hundredth of a point is not seen, and half of the text is digits."""
    return PLACES.sub(lambda found: re.sub(r"(\.\d\d)\d+", r"\1", found[0]), element)


def _themed(element: str) -> str:
    for colour, variable in COLOURS.items():
        element = re.sub(rf"{colour}\b", f"var({variable})", element, flags=re.IGNORECASE)
    return element


def _own_ids(element: str, name: str) -> str:
    """Keep the ids that are referred to, numbered by their order.

    The same figure gives the same bytes, and no two plots clash.
    """
    referred = set(re.findall(r'(?:href="#|url\(#)([^")]+)', element))
    ids = [each for each in dict.fromkeys(re.findall(r'\bid="([^"]+)"', element)) if each in referred]
    new = {old: f"{name}-{number}" for number, old in enumerate(ids)}
    kept = re.sub(r'\sid="([^"]+)"', lambda found: found[0] if found[1] in new else "", element)
    pattern = r'(\bid="|href="#|url\(#)([^")]+)'
    return re.sub(pattern, lambda found: found[1] + new.get(found[2], found[2]), kept)


def _hovering(element: str, words: Sequence[str]) -> str:
    """Turn what `canvas.hover` left, links around unseen points, into words that are shown over them."""

    def told(point: re.Match[str]) -> str:
        title = escape(words[int(point[1])], quote=False)
        return f'<g class="hover"><title>{title}</title><use {point[2]}/></g>'

    return POINT.sub(told, element)


def _fluid(element: str) -> str:
    """As wide as there is room, hidden from readers of the page aloud: the caption tells what it shows."""
    head, rest = element.split(">", 1)
    head = re.sub(r'\s(width|height)="[^"]*"', "", head)
    return f'{head} aria-hidden="true" focusable="false">{rest}'
