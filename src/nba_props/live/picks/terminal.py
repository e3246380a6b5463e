"""A night on the terminal: guards first, then the picks, then why there is no more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nba_props.findings.render import lines as finding_lines
from nba_props.live.picks.evening import Evening
from nba_props.live.picks.view import Odds, PickLine, headline, inputs, pick_lines, summary

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text


def show(console: Console, evening: Evening, odds: Odds) -> None:
    """Print a night; fits 80 columns."""
    from rich.text import Text

    raised = [finding for finding in evening.findings if finding.raised]
    for line in finding_lines(raised)[:-1]:
        console.print(line)
    console.print(Text(headline(evening), style="bold"))
    for pick in pick_lines(evening, odds):
        for line in _pick(pick):
            console.print(line)
    console.print(Text(summary(evening)))
    console.print(Text(" · ".join(f"{name} {value}" for name, value in inputs(evening).items()), style="dim"))


def _pick(pick: PickLine) -> Iterator[Text]:
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
    if pick.news:
        yield Text(f"  {pick.news}")
    if pick.without:
        yield Text(f"  {pick.without}")
