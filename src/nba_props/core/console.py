"""The terminal, for text that may come from files: nothing in it is markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Characters that steer a terminal; no name has them."""
LONGEST_LINE, LONGEST_MESSAGE = 700, 3_000
"""The most characters of a line, and the most bytes of all lines of a message."""


def without_control(text: str) -> str:
    r"""Return the text with control characters written out, such as `\x1b`; tabs and line ends stay."""
    return CONTROL.sub(lambda found: f"\\x{ord(found.group()):02x}", text)


def screenful(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines that fit a screen: long ones lose their middle, and too many their last."""
    room = LONGEST_MESSAGE
    for number, line in enumerate(lines):
        shown = _shortened(without_control(line))
        room -= len(shown.encode(errors="backslashreplace"))
        if room < 0 and number:
            yield f"and {len(lines) - number:,} more"
            return
        yield shown


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_LINE:
        return text
    kept = LONGEST_LINE // 2
    return f"{text[:kept]} ... ({len(text):,} characters) ... {text[-kept:]}"


def plain_console(**options: Any) -> Console:  # noqa: ANN401 (rich's own)
    """Return a console that shows `Bet[/Rivers]` and `:smile:` as they are written."""
    from rich.console import Console

    return Console(markup=False, emoji=False, **options)
