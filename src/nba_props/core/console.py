"""The terminal, for text that may come from files: nothing in it is markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console


def plain_console(**options: Any) -> Console:  # noqa: ANN401 (rich's own)
    """Return a console that shows `Bet[/Rivers]` and `:smile:` as they are written."""
    from rich.console import Console

    return Console(markup=False, emoji=False, **options)
