"""Names of bookmakers: one spelling for one book, in files and in what a bettor asks for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nba_props.data.vocabulary.words import joined
from nba_props.errors import ConfigError, did_you_mean

BOOKS = (
    "DraftKings", "FanDuel", "BetMGM", "Caesars", "BetRivers", "Unibet", "PointsBet", "Bovada",
    "BetOnline.ag", "MyBookie.ag", "Pinnacle", "bet365", "ESPN BET", "Fanatics", "Fliff", "Hard Rock Bet",
    "Barstool Sportsbook", "WynnBET", "SuperBook", "William Hill", "Bally Bet", "BetUS", "LowVig.ag",
    "PrizePicks", "Underdog", "Betr", "ParlayPlay", "DraftKings Pick6", "Novig", "ProphetX", "Circa",
)  # fmt: skip
"""Books under the spelling of most feeds' titles."""

ALIASES = {
    "williamhillus": "Caesars",
    "caesarssportsbook": "Caesars",
    "mgm": "BetMGM",
    "dk": "DraftKings",
    "fd": "FanDuel",
    "lowvig": "LowVig.ag",
    "barstool": "Barstool Sportsbook",
    "betrusdfs": "Betr",
    **{f"{joined(book)}sportsbook": book for book in BOOKS},
}
"""Joined spellings that do not differ in case, blanks and punctuation alone."""

_KNOWN = {joined(book): book for book in BOOKS} | ALIASES


def asked_for(names: Sequence[str], known: Iterable[str], key: str) -> list[str]:
    """Return books that a person asks for under the spelling of those that are known.

    Raises:
        ConfigError: one is none of them; names it with its key and the nearest known ones.
    """
    by_joined = {joined(book): book for book in known}
    wanted = {
        name: by_joined.get(joined(name)) or by_joined.get(joined(_KNOWN.get(joined(name), "")))
        for name in names
    }
    problems = [
        f"{key}: {name}: no such book in the lines; {did_you_mean(name, by_joined.values(), every=True)}"
        for name, book in wanted.items()
        if book is None
    ]
    if problems:
        raise ConfigError(problems)
    return [book for book in wanted.values() if book is not None]


def spelling_of(names: Iterable[str]) -> dict[str, str]:
    """Return the one spelling of each name: the usual one of a known book, else the first in the alphabet.

    Names are those of one book where they differ in case, blanks and punctuation alone.
    """
    ordered = sorted(set(names))
    first: dict[str, str] = {}
    for name in ordered:
        first.setdefault(joined(name), name)
    return {name: _KNOWN.get(joined(name), first[joined(name)]) for name in ordered}
