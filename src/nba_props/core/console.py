"""The terminal, for text that may come from files and stores: nothing in it is markup, nothing steers.

All that this package prints goes through `say` or `plain_console`, and what it logs through `Record`.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Characters that steer a terminal; no name has them."""
STEERING = re.compile(rf"{CONTROL.pattern}|\r(?!\n)|[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Those, a return to the beginning of the line, and what turns the direction of writing."""
LONGEST_LINE, LONGEST_MESSAGE = 700, 3_000
"""The most characters of a line, and the most bytes of all lines of a message."""


def without_control(text: str) -> str:
    r"""Return the text with control characters written out, such as `\x1b`; tabs and line ends stay."""
    return CONTROL.sub(lambda found: f"\\x{ord(found.group()):02x}", text)


def shown(text: str) -> str:
    r"""Return the text as it may be put on a terminal: what would steer it is written out, such as `\x1b`."""
    return STEERING.sub(lambda found: ascii(found.group())[1:-1], text)


def say(text: object = "", *, error: bool = False, end: str = "\n", flush: bool = False) -> None:
    """Print on stdout, or on stderr, what cannot steer a terminal."""
    print(shown(str(text)), file=sys.stderr if error else sys.stdout, end=end, flush=flush)


class Record(logging.LogRecord):
    """A record of a log whose message cannot steer a terminal."""

    def getMessage(self) -> str:  # noqa: N802 (logging's own)
        """See `logging`."""
        return shown(super().getMessage())


def screenful(lines: Sequence[str]) -> Iterator[str]:
    """Yield lines that fit a screen: long ones lose their middle, and too many their last."""
    room = LONGEST_MESSAGE
    for number, line in enumerate(lines):
        short = _shortened(shown(line))
        room -= len(short.encode(errors="backslashreplace"))
        if room < 0 and number:
            yield f"and {len(lines) - number:,} more"
            return
        yield short


def _shortened(text: str) -> str:
    if len(text) <= LONGEST_LINE:
        return text
    kept = LONGEST_LINE // 2
    return f"{text[:kept]} ... ({len(text):,} characters) ... {text[-kept:]}"


def plain_console(**options: Any) -> Console:  # noqa: ANN401 (rich's own)
    """Return a console that shows `Bet[/Rivers]` and `:smile:` as they are written, and obeys no text."""
    return _plain_class()(markup=False, emoji=False, **options)


@cache
def _plain_class() -> type[Console]:
    from rich.console import Console

    class PlainConsole(Console):
        def render(
            self, renderable: RenderableType, options: ConsoleOptions | None = None
        ) -> Iterable[Segment]:
            for segment in super().render(renderable, options):
                yield segment if segment.control else segment._replace(text=shown(segment.text))

    return PlainConsole
