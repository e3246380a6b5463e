"""The plain spelling under which words are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "\u0131": "i", "æ": "ae", "þ": "th"}
)
NO_MINUTES = r"(?i)^(dnp|dnd|dns|nwt|did not|inactive|not with|player suspended|suspended|-$)"
"""How box scores begin the reason for which somebody did not play."""


@lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """Lower case, without accents and punctuation, hyphens as blanks, single blanks."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    letters = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^\w\s]", "", re.sub(r"[-_/,]", " ", letters)).split())


def joined(text: str) -> str:
    """Return the plain spelling without blanks: `PhoenixSuns` and `Phoenix Suns` agree."""
    return plain(text).replace(" ", "")
