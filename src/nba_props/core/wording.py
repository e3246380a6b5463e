"""Text that is put together from columns."""

from __future__ import annotations

from itertools import zip_longest

import polars as pl


def worded(template: str, *cells: str | pl.Expr | pl.Series) -> pl.Expr:
    """Return the template with the cell of each row in place of every `{}`; null where one of them is.

    `pl.format` does the same, but ends in a Rust panic where the first chunk of a text column is empty, as
    it is after a filter that keeps no row of the first of several files.

    Raises:
        ValueError: there are more or fewer cells than places for them.
    """
    texts = template.split("{}")
    if len(texts) != len(cells) + 1:
        raise ValueError(f"{template!r} has {len(texts) - 1} places, but there are {len(cells)} cells")
    parts: list[str | pl.Expr | pl.Series] = []
    for text, cell in zip_longest(texts, cells):
        parts.extend([pl.lit(text)] * bool(text))
        parts.extend([] if cell is None else [cell])
    return pl.concat_str(parts)
