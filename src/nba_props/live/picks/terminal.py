"""A night on the terminal: guards first, then the picks, then why there is no more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nba_props.findings.render import lines as finding_lines
from nba_props.live.picks.evening import Evening
from nba_props.live.picks.view import Odds, PickLine, headline, inputs, pick_lines, summary

if TYPE_CHECKING:
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text


def show(console: Console, evening: Evening, odds: Odds, which: str) -> None:
    """Print a night, and at the end `which` run it is; fits 80 columns."""
    from rich.text import Text

    raised = [finding for finding in evening.findings if finding.raised]
    for finding_line in finding_lines(raised)[:-1]:
        console.print(finding_line)
    console.print(Text(headline(evening), style="bold"))
    for pick in pick_lines(evening, odds):
        for line in _pick(pick):
            console.print(line)
    if evening.picks.height:
        console.print()
    console.print(Text(summary(evening)))
    console.print(Text(" · ".join(f"{name} {value}" for name, value in inputs(evening).items()), style="dim"))
    console.print(Text(which, style="dim"))


def _pick(pick: PickLine) -> Iterator[Text | Padding]:
    from rich.padding import Padding
    from rich.text import Text

    yield Text()
    yield Text.assemble((pick.player, "bold"), f"  {pick.game} {pick.tip_off}")
    yield Text.assemble(
        "  ",
        (f"{pick.bet} at {pick.price}", "bold"),
        "  value ",
        (pick.value, "green"),
        f"  stake {pick.stake}",
    )
    yield Text(f"  {pick.range}  p {pick.p}  no-vig {pick.novig}  quote {pick.age} old", style="dim")
    for told in filter(None, (pick.news, pick.without)):
        yield Padding(Text(told), (0, 0, 0, 2), expand=False)
