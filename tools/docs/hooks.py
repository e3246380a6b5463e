"""What MkDocs calls while it builds the site."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import CombinedEvent, event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from tools.docs import nav, pages, tutorials
from tools.docs.figures import catalogue


def _add_pages(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made from the code and from files outside `docs/`, and the pictures."""
    made: dict[str, str | bytes] = {**pages.generated(), **catalogue.pictures()}
    for path, content in made.items():
        files.append(File.generated(config, path, content=content))
    return files


def _add_tutorials(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages of the tutorials and what they show, made by executing them."""
    for path, content in tutorials.files().items():
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Lead links to a tutorial's script, which a clone has, to the page that is made of it."""
    return tutorials.linked(markdown, page.file.src_uri)


@event_priority(-100)
def _expand_nav(files: Files, config: MkDocsConfig) -> Files:
    """Name the pages of folders in the navigation, once every hook has added its pages."""
    config.nav = nav.expand(config.nav or [], (file.src_uri for file in files.documentation_pages()))
    return files


on_files = CombinedEvent(_add_pages, _add_tutorials, _expand_nav)
