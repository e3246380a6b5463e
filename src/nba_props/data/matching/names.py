"""Which player a book means: its spelling of a name against the players who can be meant.

The two teams and the day narrow the candidates to some thirty players; among them a name is looked for level
by level, from the same spelling to a near one. A level decides only where it points at exactly one player;
two players at one level end the search, because a looser level could only hide the doubt. What no level
decides is reported, never guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from nba_props.data.vocabulary.words import plain

SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "v"})
NICKNAMES = (
    {"alexander", "sasha"}, {"alfred", "al"}, {"anthony", "tony"}, {"carlton", "bub"},
    {"daniel", "danny"}, {"david", "dave"}, {"derrick", "derek"}, {"edrice", "bam"},
    {"edward", "ed", "eddie"}, {"gregory", "gg"}, {"guillermo", "willy"}, {"jacob", "jake"},
    {"james", "jim", "jimmy"}, {"joseph", "joe"}, {"kenneth", "kenny"}, {"kenyon", "kj"},
    {"lawrence", "larry"}, {"luguentz", "lu"}, {"maurice", "mo", "moe"}, {"michael", "mike"},
    {"mohamed", "mo"}, {"moritz", "mo", "moe"}, {"nathaniel", "nate"}, {"nicolas", "nick"},
    {"obadiah", "obi"}, {"patrick", "patty"}, {"robert", "bob", "bobby"}, {"ronald", "ronnie"},
    {"stephen", "steve"}, {"theodore", "ted"}, {"thomas", "tommy"}, {"william", "bill", "billy"},
    {"zachary", "zack"},
)  # fmt: skip
"""First names that stand for each other where the short one is not simply the start of the long one."""

INITIALS = re.compile(r"\s*(?:[A-Za-z]\.\s*){2,}")
MIN_PREFIX = 3
"""Letters that a short form must share with the start of the long one (Cam, Cameron)."""
CERTAIN = 85.0
"""Similarity (0 to 100) that the differing half of a name must reach; the other half must be the same."""
MARGIN = 10.0
"""How much more similar than the runner-up the best candidate must be."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart into plain lower-case words."""

    words: tuple[str, ...]
    """Without the suffix."""
    suffix: str
    joined: str
    """The words as one, so that `P.J.` and `PJ`, `Karl-Anthony` and `Karl Anthony` agree."""
    first: str
    """The first name, or the initials in front."""
    surname: str
    """All that follows the first name."""
    initials: bool = False
    """Whether the first name is two or more initials, as in `B.J.`."""


@dataclass(frozen=True)
class Match:
    """The player meant and the level that decided; without a player, why not."""

    player_id: int | None
    level: str


@lru_cache(maxsize=50_000)
def parse(text: str) -> Name:
    """Return a name as written, taken apart; team or position in brackets is left out."""
    bare = _first_name_first(re.sub(r"\(.*?\)", " ", text))
    every = plain(bare).split() or [""]
    words = [every[0], *(word for word in every[1:] if word not in SUFFIXES)]
    suffix = next((word for word in every[1:] if word in SUFFIXES), "")
    initials_in_front = len(words) > 2 and all(len(word) == 1 for word in words[:-1])
    hyphenated = len(plain((bare.split() or [""])[0]).split())
    split = len(words) - 1 if initials_in_front else min(max(hyphenated, 1), max(len(words) - 1, 1))
    return Name(
        tuple(words),
        suffix,
        "".join(words),
        "".join(words[:split]),
        "".join(words[split:]),
        bool(INITIALS.match(bare)),
    )


def _first_name_first(text: str) -> str:
    """Return `Emil Nagel II` for `Nagel II, Emil`; a suffix behind a comma stays where it is."""
    surname, comma, first = text.partition(",")
    return f"{first} {surname}" if comma and first.strip() and plain(first) not in SUFFIXES else text


def match(text: str, candidates: Mapping[int, str]) -> Match:
    """Return the candidate (player id -> name in the logs) whom a book's spelling means."""
    return match_parsed(parse(text), {player_id: parse(name) for player_id, name in candidates.items()})


def match_parsed(wanted: Name, candidates: Mapping[int, Name]) -> Match:
    """Return the candidate whom a name means, all of them taken apart already."""
    for level, agrees in LEVELS.items():
        found = [player_id for player_id, name in candidates.items() if agrees(wanted, name)]
        if len(found) == 1:
            return Match(found[0], level)
        if found:
            return Match(None, f"two players fit ({level})")
    return _fuzzy(wanted, candidates)


def _same(a: Name, b: Name) -> bool:
    return a.joined == b.joined and a.suffix == b.suffix


def _same_but_suffix(a: Name, b: Name) -> bool:
    """One of the two has no suffix; two different suffixes are father and son."""
    return a.joined == b.joined and not (a.suffix and b.suffix)


def _swapped(a: Name, b: Name) -> bool:
    return len(a.words) > 1 and sorted(a.words) == sorted(b.words) and not _two_suffixes(a, b)


def _nickname(a: Name, b: Name) -> bool:
    return bool(a.surname) and a.surname == b.surname and not _two_suffixes(a, b) and _alike(a.first, b.first)


def _middle_names(a: Name, b: Name) -> bool:
    """One of the two has given names between first name and surname, or the first name is their initials."""
    long, short = (a, b) if len(a.words) > len(b.words) else (b, a)
    if len(long.words) < 3 or len(short.words) != 2 or long.words[-1] != short.surname or _two_suffixes(a, b):
        return False
    initials = "".join(word[0] for word in long.words[:-1])
    return long.words[0] == short.first or initials == short.first or _alike(long.words[0], short.first)


def _alike(a: str, b: str) -> bool:
    """Whether two first names stand for each other."""
    short, long = sorted((a, b), key=len)
    table = any(short in names and long in names for names in NICKNAMES)
    return table or (len(short) >= MIN_PREFIX and long.startswith(short))


def _initial(a: Name, b: Name) -> bool:
    """One of the two has only an initial: `G Antetokounmpo`, also behind the surname."""
    if _two_suffixes(a, b):
        return False
    for x, y in ((a, b), (b, a)):
        if len(x.first) == 1 and x.surname and x.surname == y.surname and y.first.startswith(x.first):
            return True
        front, last = "".join(x.words[:-1]), x.words[-1]
        if len(last) == 1 and front and front == y.surname and y.first.startswith(last):
            return True
    return False


def _initials(a: Name, b: Name) -> bool:
    """One of the two has initials for the other's first name: `B.J. Boston Jr`, Brandon Boston."""
    if _two_suffixes(a, b) or a.initials == b.initials or not a.surname:
        return False
    return a.surname == b.surname and a.first[:1] == b.first[:1]


def _two_suffixes(a: Name, b: Name) -> bool:
    return bool(a.suffix and b.suffix and a.suffix != b.suffix)


SAME = "same"
"""The level of an exact name."""
LEVELS: dict[str, Callable[[Name, Name], bool]] = {
    SAME: _same,
    "without suffix": _same_but_suffix,
    "swapped order": _swapped,
    "short first name": _nickname,
    "middle names": _middle_names,
    "initial": _initial,
    "initials": _initials,
}
"""The levels in the order in which they are tried."""


NOBODY = "nobody fits"


def _fuzzy(wanted: Name, parsed: Mapping[int, Name]) -> Match:
    """Return a slip of spelling: one half of the name the same, the other nearly so, and nobody else near."""
    scores = sorted(
        ((_similarity(wanted, name), player_id) for player_id, name in parsed.items()), reverse=True
    )
    if not scores or scores[0][0] < CERTAIN:
        return Match(None, NOBODY)
    if len(scores) > 1 and scores[0][0] - scores[1][0] < MARGIN:
        return Match(None, "two players fit (near spelling)")
    return Match(scores[0][1], "near spelling")


def _similarity(a: Name, b: Name) -> float:
    """Return the likeness of the half that differs, 0 to 100; 0 where both do, or a first letter."""
    from rapidfuzz.fuzz import ratio

    if _two_suffixes(a, b) or a.first[:1] != b.first[:1] or a.surname[:1] != b.surname[:1]:
        return 0.0
    if a.surname == b.surname:
        return ratio(a.first, b.first)
    return ratio(a.surname, b.surname) if a.first == b.first else 0.0
