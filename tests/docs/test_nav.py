"""The navigation stands for every page, once."""

from __future__ import annotations

from tools.docs.nav import expand

PAGES = [
    "index.md",
    "how/index.md",
    "how/b.md",
    "how/a.md",
    "how/deep/c.md",
    "findings/README.md",
    "findings/F1.md",
]


def test_a_folder_stands_for_its_pages_by_name_without_its_index() -> None:
    assert expand(["index.md", "how/*"], PAGES) == ["index.md", "how/a.md", "how/b.md"]
    assert expand([{"Findings": ["findings/README.md", "findings/*"]}], PAGES) == [
        {"Findings": ["findings/README.md", "findings/F1.md"]}
    ]


def test_a_page_that_is_named_elsewhere_is_not_named_twice() -> None:
    nav = [{"First": [{"B comes first": "how/b.md"}, "how/*"]}]
    assert expand(nav, PAGES) == [{"First": [{"B comes first": "how/b.md"}, "how/a.md"]}]


def test_a_folder_without_pages_leaves_nothing() -> None:
    assert expand([{"Tutorials": ["tutorials/*"]}, "index.md"], PAGES) == ["index.md"]
