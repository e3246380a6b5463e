"""Names of bookmakers: one spelling for one book, in files and in what a bettor asks for."""

from __future__ import annotations

from collections.abc import Iterable

from nba_props.data.vocabulary.words import joined

BOOKS = (
    "DraftKings", "FanDuel", "BetMGM", "Caesars", "BetRivers", "Unibet", "PointsBet", "Bovada",
    "BetOnline.ag", "MyBookie.ag", "Pinnacle", "bet365", "ESPN BET", "Fanatics", "Fliff", "Hard Rock Bet",
    "Barstool", "WynnBET", "SuperBook", "William Hill", "Bally Bet", "BetUS", "LowVig.ag", "PrizePicks",
    "Underdog", "Betr", "ParlayPlay", "DraftKings Pick6", "Novig", "ProphetX", "Circa",
)  # fmt: skip
"""Books under the spelling of most feeds' titles."""

ALIASES = {
    "williamhillus": "Caesars",
    "caesarssportsbook": "Caesars",
    "mgm": "BetMGM",
    "dk": "DraftKings",
    "fd": "FanDuel",
}
"""Joined spellings that do not differ in case, blanks and punctuation alone."""

_KNOWN = {joined(book): book for book in BOOKS} | ALIASES


def spelling_of(names: Iterable[str]) -> dict[str, str]:
    """Return the one spelling of each name: the usual one of a known book, else the first in the alphabet.

    Names are those of one book where they differ in case, blanks and punctuation alone.
    """
    ordered = sorted(set(names))
    first: dict[str, str] = {}
    for name in ordered:
        first.setdefault(joined(name), name)
    return {name: _KNOWN.get(joined(name), first[joined(name)]) for name in ordered}
