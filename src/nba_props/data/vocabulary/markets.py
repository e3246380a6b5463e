"""Names of prop markets, as feeds and collectors write them -> ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import permutations

from nba_props.data.vocabulary.words import joined, plain

ALTERNATE = ("alternate", "alt")
"""Words by which feeds mark further lines of a market."""

FILLERS = ("player", "and", "total", "over", "under", "ou")
"""Words that say nothing of the stat."""

ON_GAMES = re.compile(
    r"(?:alternate_)?(?:h2h|spreads|totals|team_totals)(?:_(?:lay|3_way))?(?:_[hqp]\d)?|outrights(?:_lay)?"
)
"""The Odds API's markets of games, their parts and titles, which one answer may hold beside others."""

_WORDS = {
    "points": ("points", "pts", "point", "scoring"),
    "rebounds": ("rebounds", "rebs", "reb", "rebound", "boards", "total rebounds"),
    "assists": ("assists", "asts", "ast", "assist"),
    "threes": (
        "threes", "3pt", "3pm", "3ptm", "3 pointers", "3 pointers made", "three pointers",
        "three pointers made", "3pt made", "3 pt made", "3 point field goals", "3 point fg",
        "three point field goals made", "made threes", "threes made", "fg3m", "3s",
        "3 point field goals made", "made 3 pointers", "made three pointers",
    ),
    "steals": ("steals", "stl", "steal", "stls"),
    "blocks": ("blocks", "blk", "block", "blocked shots", "blks"),
    "turnovers": ("turnovers", "tov", "to", "turnover", "tos"),
    "minutes": ("minutes", "mins", "min", "minutes played"),
}  # fmt: skip
"""Our markets of one column -> what they are called."""

COMBINED = {
    **{stat: (stat,) for stat in _WORDS},
    "pra": ("points", "rebounds", "assists"),
    "pr": ("points", "rebounds"),
    "pa": ("points", "assists"),
    "ra": ("rebounds", "assists"),
    "stocks": ("steals", "blocks"),
}
"""Our markets -> the columns of the box score whose sum they are."""

GUESSED = {market: stats for market, stats in COMBINED.items() if market != "minutes"}
"""Those that lines may be taken for where nobody says what they are of: a starter's minutes are as many as
his points, rebounds and assists, and hardly a book quotes them."""

_SHORT = {"points": "p", "rebounds": "r", "assists": "a", "steals": "s", "blocks": "b"}
_SHORTENED = {"points": "pts", "rebounds": "reb", "assists": "ast", "steals": "stl", "blocks": "blk"}


def _spellings() -> dict[str, str]:
    """Return the joined spelling of every known name -> our market; `and`, `+` and `&` are left out."""
    known = {joined(word): market for market, words in _WORDS.items() for word in words}
    for market, parts in COMBINED.items():
        known[market] = market
        if len(parts) == 1:
            continue
        for order in permutations(parts):
            for names in zip(*(_WORDS[part][:3] for part in order), strict=False):
                known["".join(map(joined, names))] = market
            known["".join(_SHORT[part] for part in order)] = market
            known["".join(_SHORTENED[part] for part in order)] = market
    return known | {"stealsblocks": "stocks", "blksstls": "stocks", "stlsblks": "stocks"}


KNOWN = _spellings()
STAT_OF = {joined(word): stat for stat, words in _WORDS.items() for word in words if " " not in word}
"""Single words -> the stat that they stand for."""
SUM_OF = {frozenset(parts): market for market, parts in COMBINED.items()}
"""Stats -> the market of their sum."""


def market_of(name: str, own: Mapping[str, str]) -> tuple[str | None, bool]:
    """Return our market (None: unknown), and whether the name means further lines of it.

    `own` are a user's names -> our markets; they come first.
    """
    if name in own:
        return own[name], False
    words = [word for word in plain(re.sub(r"(?i)[+&]|\bo/u\b", " ", name)).split() if word not in FILLERS]
    main = [word for word in words if word not in ALTERNATE]
    summed = SUM_OF.get(frozenset(STAT_OF.get(word, word) for word in main))
    market = own.get(name.removesuffix("_alternate")) or KNOWN.get("".join(main)) or summed
    return market, len(main) < len(words)


def is_on_game(name: str, own: Mapping[str, str]) -> bool:
    """Whether a market is one of games, not of players; a user's `own` names are of players."""
    return name not in own and ON_GAMES.fullmatch(name.strip().lower()) is not None
