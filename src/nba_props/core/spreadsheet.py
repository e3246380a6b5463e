"""Cells of CSV files that a spreadsheet would run: text that begins as a formula does.

Source: OWASP, CSV Injection. A leading apostrophe makes a spreadsheet show such a cell as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a formula begins with."""
QUOTED = r"^'([=+\-@\t\r])"
"""A cell that was made inert."""


def inert(cell: str) -> str:
    """Return a cell that no spreadsheet runs; numbers, such as -3.5, stay as they are.

    >>> inert("=SUM(A1)"), inert("-3.5"), inert("Nikola")
    ("'=SUM(A1)", '-3.5', 'Nikola')
    """
    return f"'{cell}" if cell.startswith(FORMULA) and not _is_number(cell) else cell


def inert_text(text: str) -> str:
    """Return a text that no spreadsheet runs, and that `original_text` turns back, whatever it was.

    >>> inert_text("=SUM(A1)"), inert_text("-3.5"), inert_text("'-3.5"), inert_text("Nikola")
    ("'=SUM(A1)", "'-3.5", "''-3.5", 'Nikola')
    """
    return f"'{text}" if _RISKY.match(text) else text


def original_text(cell: str) -> str:
    """Return the text that `inert_text` made a cell of.

    >>> original_text("'=SUM(A1)"), original_text("'Nikola")
    ('=SUM(A1)', "'Nikola")
    """
    return cell[1:] if cell.startswith("'") and _RISKY.match(cell) else cell


_RISKY = re.compile(r"'*[=+\-@\t\r]")


def inert_table(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table whose texts no spreadsheet runs."""
    import polars as pl

    texts = [name for name, kind in table.schema.items() if kind in (pl.String, pl.Categorical, pl.Enum)]
    begins = [table[name].cast(pl.String).str.contains(r"^[=+\-@\t\r]").any() for name in texts]
    dangerous = [name for name, found in zip(texts, begins, strict=True) if found]
    cells = (table[name].cast(pl.String) for name in dangerous)
    return table.with_columns(column.replace(_replacements(column)) for column in cells)


def _replacements(column: pl.Series) -> dict[str, str]:
    return {cell: inert(cell) for cell in column.drop_nulls().unique()}


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
