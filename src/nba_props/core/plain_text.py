"""Text in one line that can be written in UTF-8, as names are."""

from __future__ import annotations

import unicodedata

STRANGE = {
    "Cs": "a byte that is not UTF-8",
    "Cc": "a control character",
    "Zl": "a line end",
    "Zp": "a line end",
}
"""Categories of Unicode -> what their characters are called. A byte that is no text is a lone surrogate."""


def strange_character(text: str) -> str | None:
    r"""Return what a text holds that no name does; None where it holds nothing of the kind.

    >>> strange_character("Luka Dončić"), strange_character("Luka\nDončić")
    (None, 'a control character (U+000A)')
    """
    for character in text:
        name = STRANGE.get(unicodedata.category(character))
        if name is not None:
            return f"{name} (U+{ord(character):04X})"
    return None
