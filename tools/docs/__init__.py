"""The documentation site: what MkDocs is handed beside the pages of `docs/`, made from the code.

`hooks.py` is what MkDocs calls; `pages.py` gathers what is made, each kind of page by a module of its own.
"""
