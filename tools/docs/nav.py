"""The navigation: `folder/*` in `mkdocs.yml` stands for the pages of a folder that are not named before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any

INDEXES = ("index.md", "README.md")


def expand(nav: list[Any], pages: Iterable[str]) -> list[Any]:
    """Return the navigation with each `folder/*` replaced by the folder's pages, by name.

    A section without a page is left out.

    Args:
        nav: of `mkdocs.yml`: pages, and sections as mappings of a title to a list or a page.
        pages: the paths of all pages, relative to `docs/`.
    """
    known = sorted(pages)
    return list(_expanded(nav, known, set(_named(nav))))


def _expanded(nav: list[Any], pages: list[str], named: set[str]) -> Iterator[Any]:
    for entry in nav:
        if isinstance(entry, dict):
            sections = {title: _inner(inner, pages, named) for title, inner in entry.items()}
            yield from ({title: inner} for title, inner in sections.items() if inner)
        elif entry.endswith("/*"):
            yield from (page for page in _in_folder(entry[:-2], pages) if page not in named)
        else:
            yield entry


def _inner(inner: Any, pages: list[str], named: set[str]) -> Any:  # noqa: ANN401 - as YAML has it
    return list(_expanded(inner, pages, named)) if isinstance(inner, list) else inner


def _in_folder(folder: str, pages: list[str]) -> Iterator[str]:
    paths = (PurePosixPath(page) for page in pages)
    return (str(path) for path in paths if str(path.parent) == folder and path.name not in INDEXES)


def _named(nav: Any) -> Iterator[str]:  # noqa: ANN401 - as YAML has it
    if isinstance(nav, str):
        yield nav
    else:
        inner = nav.values() if isinstance(nav, dict) else nav
        for entry in inner:
            yield from _named(entry)
